//! What it costs to read a page, beside other ways to read the same bytes.

use std::process::Command;

use codegen::{diagnostics::Diagnostics, model::Api};

use super::{
    Context, bodies,
    comparison::{Comparison, Goal, Group, Measure, Way},
    plain_structs,
    programs::{Build, Programs, node_version, readings},
};
use crate::{Failure, measuring::figure::Unit};

const ABOUT: &str = "Pages of 500 results and 3 to 5 MB are generated from the model with a fixed seed. One thread \
    reads each page in six ways: as `send()` reads it, as `serde_json::Value`, as structs with serde's derives and \
    the same members, the same structs by simd-json, by simd-json as its own value, and by `JSON.parse`. Time is CPU time \
    without that of dropping the value, the median of 21 readings; for Node.js it is their mean, includes the garbage \
    collector, and the decoding of UTF-8. Memory is the most that is allocated at the same time while a page is read, without its \
    text; for Node.js it is the growth of the heap.";

/// How often a page is read in one run.
const TIMES: &str = "21";

/// The pages, and the types of their results.
const PAGES: [(&str, &str); 5] = [
    ("product projections", "ProductProjection"),
    ("carts", "Cart"),
    ("orders", "Order"),
    ("categories", "Category"),
    ("messages", "Message"),
];

/// Writes the pages and the structs, and builds the program.
pub(crate) fn group(context: &Context) -> Result<Group, Failure> {
    let programs = &context.programs;
    let api = model()?;
    let roots = PAGES.map(|(_, of)| format!("{of}PagedQueryResponse"));
    let roots = roots.each_ref().map(String::as_str);
    programs.put("plain_structs.rs", plain_structs::module(&api, &roots))?;
    let pages = write_pages(programs, &api, context.seed)?;
    let program = programs.build("decode", Build::Measured)?;
    let way = |name: &str, way: &str| {
        let mut arguments = vec![way.to_owned(), TIMES.to_owned()];
        arguments.extend(pages.iter().cloned());
        let program = program.clone();
        Way {
            name: name.to_owned(),
            run: Box::new(move |_| readings(Command::new(&program).args(&arguments))),
        }
    };
    let mut group = Group {
        name: "decode",
        about: ABOUT.to_owned(),
        ways: vec![
            way("ctp-sdk", "models"),
            way("serde_json::Value", "value"),
            way("serde structs", "structs"),
            way("structs by simd-json", "simd-json structs"),
            way("simd-json", "simd-json"),
        ],
        measures: measures(),
        comparisons: comparisons(),
        left_out: Vec::new(),
        versions: vec![
            programs.version("serde_json")?,
            programs.version("simd-json")?,
            format!("seed {}", context.seed),
        ],
    };
    match programs.script("decode.mjs")? {
        Ok(script) => {
            group.ways.push(Way {
                name: "JSON.parse".to_owned(),
                run: Box::new(move |_| {
                    let mut node = Command::new("node");
                    readings(node.arg("--expose-gc").arg(&script).args(&pages))
                }),
            });
            group.versions.push(node_version()?);
        }
        Err(reason) => group.left_out.push(format!("`JSON.parse`: {reason}")),
    }
    Ok(group)
}

/// Writes the pages, and gives the name and the path of each, one behind the other.
pub(super) fn write_pages(
    programs: &Programs,
    api: &Api,
    seed: u64,
) -> Result<Vec<String>, Failure> {
    let mut pages = Vec::new();
    for (name, of) in PAGES {
        let path = programs.put(&format!("{of}.json"), bodies::page(api, of, seed)?)?;
        pages.extend([name.to_owned(), path.to_string_lossy().into_owned()]);
    }
    Ok(pages)
}

/// The model of the platform, with what its specification does not say.
pub(super) fn model() -> Result<Api, Failure> {
    let listed = crate::api::named(Some("api"))?;
    let mut api = codegen::load(&listed.root)?.api;
    codegen::lift::lift(&mut api, &mut Diagnostics::default());
    codegen::facts::apply(&mut api, listed.facts);
    Ok(api)
}

fn measures() -> Vec<Measure> {
    let measure = |name, title, unit| Measure { name, title, unit };
    vec![
        measure("time", "reading", Unit::Seconds),
        measure("allocations", "allocations", Unit::Allocations),
        measure("memory", "memory", Unit::Bytes),
    ]
}

fn comparisons() -> Vec<Comparison> {
    let comparison = |beside, goals| Comparison::new("ctp-sdk", beside, goals);
    vec![
        comparison(
            "serde_json::Value",
            vec![
                ("time", Goal::Ratio(0.5)),
                ("memory", Goal::Ratio(1.0 / 3.0)),
            ],
        ),
        comparison("serde structs", vec![("time", Goal::Ratio(1.05))]),
        comparison("structs by simd-json", Vec::new()),
        comparison("simd-json", Vec::new()),
        comparison("JSON.parse", Vec::new()),
    ]
}
