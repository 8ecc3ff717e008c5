//! Specifications that are larger or deeper than anything sensible end in a report, not in exhausted memory or stack.

use super::{check, check_api, report, written};

/// A report whose snippets are too long to be reviewed: the beginning of each message.
fn messages(report: &str) -> String {
    let lines = report
        .lines()
        .filter(|line| line.starts_with("error") || line.contains("problem"));
    lines
        .map(|line| line.chars().take(100).collect::<String>())
        .collect::<Vec<_>>()
        .join("\n")
}

fn nested(levels: usize, line: impl Fn(usize) -> String) -> String {
    (0..levels)
        .map(|level| format!("{}{}\n", " ".repeat(level), line(level)))
        .collect()
}

#[test]
fn yaml_nests_only_so_deep() {
    check(
        "deep_yaml",
        &messages(&report(&[(
            "api.raml",
            &format!("title: T\n{}", nested(200, |level| format!("k{level}:"))),
        )])),
    );
    check(
        "deep_flow_yaml",
        &messages(&report(&[(
            "api.raml",
            &format!("title: T\nx: {}", "[".repeat(100_000)),
        )])),
    );
}

#[test]
fn resources_nest_only_so_deep() {
    let one = nested(70, |level| format!("/r{level}:"));
    check(
        "deep_resources",
        &messages(&report(&[("api.raml", &format!("title: T\n{one}"))])),
    );
}

#[test]
fn a_type_expression_nests_only_so_deep() {
    check(
        "deep_expression",
        &messages(&report(&[(
            "api.raml",
            &format!(
                "title: T\ntypes:\n  A: {}string\n  B: string{}\n",
                "(".repeat(10_000),
                "[]".repeat(10_000)
            ),
        )])),
    );
}

#[test]
fn declarations_nest_only_so_deep() {
    let items = nested(80, |level| {
        format!("  type: array\n{}  items:", " ".repeat(level))
    });
    let properties = nested(90, |level| {
        if level % 2 == 0 {
            "  properties:".to_owned()
        } else {
            format!("  p{level}:")
        }
    });
    for (name, text) in [("deep_items", items), ("deep_properties", properties)] {
        check(
            name,
            &messages(&report(&[(
                "api.raml",
                &format!("title: T\ntypes:\n A:\n{text}"),
            )])),
        );
    }
}

#[test]
fn includes_nest_only_so_deep() {
    let names: Vec<String> = (0..300).map(|number| format!("f{number}.raml")).collect();
    let texts: Vec<String> = (0..300)
        .map(|number| format!("properties: {{a: !include f{}.raml}}\n", number + 1))
        .collect();
    let mut files: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_str))
        .collect();
    files.push(("f300.raml", "type: string\n"));
    files.push(("api.raml", "title: T\ntypes:\n  A: !include f0.raml\n"));
    check("deep_includes", &messages(&report(&files)));
}

#[test]
fn aliases_that_multiply_end_in_a_report() {
    let bomb: String = (1..30)
        .map(|level| {
            format!(
                "k{level}: &a{level} [{}]\n",
                vec![format!("*a{}", level - 1); 10].join(", ")
            )
        })
        .collect();
    check(
        "alias_bomb",
        &messages(&report(&[(
            "api.raml",
            &format!("title: T\nk0: &a0 [x]\n{bomb}"),
        )])),
    );
}

#[test]
fn includes_that_multiply_end_in_a_report() {
    let names: Vec<String> = (0..12).map(|number| format!("f{number}.raml")).collect();
    let texts: Vec<String> = (0..12)
        .map(|number| {
            format!(
                "[{}]\n",
                vec![format!("!include f{}.raml", number + 1); 10].join(", ")
            )
        })
        .collect();
    let mut files: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_str))
        .collect();
    files.push(("f12.raml", "x\n"));
    files.push(("api.raml", "title: T\n(bomb): !include f0.raml\n"));
    check("include_bomb", &messages(&report(&files)));
}

#[test]
fn parameters_that_multiply_end_in_a_report() {
    let chain: String = (0..64)
        .map(|level| {
            format!(
                "  r{level}: {{type: {{r{}: {{p: [<<p>>, <<p>>]}}}}}}\n",
                level + 1
            )
        })
        .collect();
    let api = format!(
        "title: T\nresourceTypes:\n{chain}  r64: {{get: {{(x): <<p>>}}}}\n/x:\n  type: {{r0: {{p: x}}}}\n"
    );
    check("parameter_bomb", &messages(&report(&[("api.raml", &api)])));
}

#[test]
fn parameters_that_grow_with_every_step_end_in_a_report() {
    let count = 20_000;
    let chain: String = (0..count)
        .map(|level| {
            format!(
                "  r{level}: {{type: {{r{}: {{p: {{a: <<p>>}}}}}}}}\n",
                level + 1
            )
        })
        .collect();
    let api = format!(
        "title: T\nresourceTypes:\n{chain}  r{count}: {{get: {{(x): <<p>>}}}}\n/x:\n  type: {{r0: {{p: x}}}}\n"
    );
    check("parameter_depth", &messages(&report(&[("api.raml", &api)])));
}

#[test]
fn long_chains_of_types_are_read_without_recursion() {
    let count = 500;
    let chain: String = (0..count)
        .map(|level| {
            format!(
                "  T{level}: {{type: T{}, properties: {{p{level}?: T{level}}}}}\n",
                level + 1
            )
        })
        .collect();
    let folder = written(&[(
        "api.raml",
        &format!("title: T\ntypes:\n{chain}  T{count}: object\n"),
    )]);
    // Inherited properties of hundreds of steps take too long to be emitted; reading them must not end the process.
    assert!(codegen::load(&folder.path().join("api.raml")).is_ok());
}

#[test]
fn a_value_that_is_no_number_of_this_world_is_harmless() {
    check_api(
        "large_numbers",
        "title: T\ntypes:\n  A:\n    type: object\n    properties:\n      a: {type: integer, default: 99999999999999999999}\n      b: {type: number, default: 1e999, maximum: 1e999}\n",
    );
}
