//! That no domain is without wire tests.

use std::fs;
use std::path::Path;

#[test]
fn each_domain_has_a_test_that_compares_what_was_sent() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let table = workspace.join("ctp-sdk/src/generated/domains.md");
    let table = fs::read_to_string(table).unwrap();
    let mut tests = String::new();
    for file in fs::read_dir(workspace.join("tests/it/wire")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            tests.push_str(&fs::read_to_string(path).unwrap());
        }
    }

    // A row of a domain is "| `carts` | `/carts` | ...". The other APIs have no path.
    let paths = table.lines().filter_map(|row| {
        let path = row.split(" | ").nth(1)?.strip_prefix("`/")?;
        path.strip_suffix('`')
    });
    let mut count = 0;
    for path in paths {
        // The part that is the same in every target: `in-store/key=` of `in-store/key={storeKey}`.
        let fixed = path.split('{').next().unwrap_or_default();
        let found = if fixed.is_empty() {
            tests.contains("\"/my-shop\"")
        } else {
            let target = format!("/my-shop/{fixed}");
            tests.match_indices(&target).any(|(start, _)| {
                let rest = &tests[start + target.len()..];
                fixed.ends_with('=') || rest.starts_with(['/', '?', '"'])
            })
        };
        assert!(found, "`/{path}` has no wire test in tests/it/wire");
        count += 1;
    }
    assert!(count >= 51, "only {count} rows of the table were read");
}
