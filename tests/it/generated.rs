//! The generated code in the repository, and what a change of the specification does to it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use codegen::{Generated, emit, plan::Settings};

use crate::shared;

/// What is generated for the API of the platform, of the specification at this path.
fn generate(root: &Path) -> BTreeMap<String, String> {
    let listed = shared::listed_apis();
    let settings = listed[0].settings(&listed);
    files(generated(root, &settings))
}

fn generated(root: &Path, settings: &Settings) -> Generated {
    let specification = codegen::load(root).unwrap_or_else(|report| panic!("{report}"));
    codegen::generate(specification, settings, "ctp-sdk", None)
        .unwrap_or_else(|report| panic!("{report}"))
}

fn files(generated: Generated) -> BTreeMap<String, String> {
    let files = generated.files.into_iter();
    files
        .map(|file| (file.path.display().to_string(), file.text))
        .collect()
}

/// A copy of the restatement that a test may change.
fn copy() -> (tempfile::TempDir, PathBuf) {
    fn copy_folder(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder can be made");
        for entry in fs::read_dir(from).expect("the folder can be read") {
            let entry = entry.expect("the folder can be read");
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy_folder(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).expect("a file can be copied");
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let copied = folder.path().join("api-spec");
    copy_folder(&shared::api_spec(), &copied);
    (folder, copied)
}

fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let paths = before
        .keys()
        .chain(after.keys())
        .collect::<std::collections::BTreeSet<_>>();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path))
        .cloned()
        .collect()
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("the file can be read");
    assert!(text.contains(from), "{} has no `{from}`", path.display());
    fs::write(path, text.replacen(from, to, 1)).expect("the file can be written");
}

#[test]
fn two_runs_make_the_same_bytes() {
    let root = shared::api_spec().join("api.raml");
    assert_eq!(generate(&root), generate(&root));
}

#[test]
fn what_is_in_the_repository_is_what_the_specification_says() {
    let source = shared::api_spec()
        .parent()
        .expect("it stands in the workspace")
        .join("ctp-sdk/src");
    let listed = shared::listed_apis();
    for api in &listed {
        for (path, text) in files(generated(&api.root, &api.settings(&listed))) {
            let there = fs::read_to_string(source.join(&path)).unwrap_or_default();
            assert!(there == text, "{path} is stale: run `cargo xtask codegen`");
        }
    }
}

#[test]
fn the_domains_of_the_readme_and_of_the_manifest_are_those_of_the_specification() {
    let workspace = shared::api_spec();
    let workspace = workspace.parent().expect("it stands in the workspace");
    let listed = shared::listed_apis();
    let rows: Vec<String> = listed
        .iter()
        .flat_map(|api| generated(&api.root, &api.settings(&listed)).domains)
        .collect();
    let table = emit::domains::table(&rows);
    for path in ["README.md", "ctp-sdk/src/generated/domains.md"] {
        let document = fs::read_to_string(workspace.join(path)).expect("it can be read");
        assert!(
            document.contains(table.trim_end()),
            "run `cargo xtask codegen`"
        );
    }

    let manifest =
        fs::read_to_string(workspace.join("ctp-sdk/Cargo.toml")).expect("it can be read");
    let manifest: toml::Table = manifest.parse().expect("it is TOML");
    let features = &manifest["features"];
    let listed = ["all-domains", "all-apis"].map(|name| features[name].as_array());
    let all: Vec<&toml::Value> = listed.into_iter().flatten().flatten().collect();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(rows.clone().count(), all.len());
    for (row, feature) in rows.zip(all) {
        let feature = feature.as_str().expect("it is a text");
        assert!(row.starts_with(&format!("| `{feature}` |")), "{row}");
    }
}

#[test]
fn an_edited_field_changes_the_files_of_its_package_alone() {
    let (_folder, copied) = copy();
    let before = generate(&copied.join("api.raml"));
    edit(
        &copied.join("cart/types.raml"),
        "      customerEmail?:",
        "      customerMail?:",
    );
    let after = generate(&copied.join("api.raml"));
    assert_eq!(
        changed(&before, &after),
        [
            "generated/models/cart.rs",
            "generated/predicates/fields/cart.rs"
        ]
    );
}

#[test]
fn an_edited_operation_changes_the_file_of_its_domain_alone() {
    let (_folder, copied) = copy();
    let before = generate(&copied.join("api.raml"));
    edit(
        &copied.join("category/resources.raml"),
        "view_categories:{projectKey}",
        "view_shelves:{projectKey}",
    );
    let after = generate(&copied.join("api.raml"));
    assert_eq!(
        changed(&before, &after),
        ["generated/requests/categories.rs"]
    );
}

#[test]
fn the_order_in_which_files_use_each_other_does_not_show() {
    let (_folder, copied) = copy();
    let before = generate(&copied.join("api.raml"));
    edit(
        &copied.join("api-client/types.raml"),
        "(package): ApiClient\n",
        "(package): ApiClient\nuses:\n  zone: ../zone/types.raml\n",
    );
    let after = generate(&copied.join("api.raml"));
    assert_eq!(changed(&before, &after), Vec::<String>::new());
}

#[test]
fn a_new_edge_changes_the_gate_of_the_file_that_it_reaches() {
    let (_folder, copied) = copy();
    let before = generate(&copied.join("api.raml"));
    // Drafts of API clients now say how carts are merged: the file of that enum is compiled with one more feature.
    edit(
        &copied.join("api-client/types.raml"),
        "(package): ApiClient\n",
        "(package): ApiClient\nuses:\n  cart: ../cart/types.raml\n",
    );
    edit(
        &copied.join("api-client/types.raml"),
        "      deleteDaysAfterCreation?:\n",
        "      merging?: cart.CartMergeMode\n      deleteDaysAfterCreation?:\n",
    );
    let after = generate(&copied.join("api.raml"));
    let gate = |files: &BTreeMap<String, String>, module: &str| {
        let text = &files["generated/models/cart.rs"];
        let (before, _) = text
            .split_once(&format!("mod {module};"))
            .expect("it is declared");
        let lines = before.lines().rev().take_while(|line| !line.is_empty());
        lines.filter(|line| line.contains("api-clients")).count()
    };
    assert_eq!((gate(&before, "drafts"), gate(&after, "drafts")), (0, 1));
}

/// The features of the gate in front of a module's declaration; `None` if there is no gate.
fn gate(text: &str, module: &str) -> Option<Vec<String>> {
    let (before, _) = text
        .split_once(&format!("\nmod {module};"))
        .unwrap_or_else(|| panic!("`{module}` is declared"));
    let lines: Vec<&str> = before
        .lines()
        .rev()
        .take_while(|line| !line.is_empty())
        .collect();
    let features = lines.iter().rev().flat_map(|line| {
        let behind = line.split("feature = \"").skip(1);
        behind.filter_map(|text| text.split('"').next().map(str::to_owned))
    });
    lines
        .iter()
        .any(|line| line.starts_with("#[cfg("))
        .then(|| features.collect())
}

#[test]
fn messages_and_order_edits_are_compiled_with_their_features_only() {
    let files = generate(&shared::api_spec().join("api.raml"));
    let both = Some(vec!["messages".to_owned(), "order-edits".to_owned()]);
    let message = &files["generated/models/message.rs"];
    let mut modules = 0;
    for line in message.lines() {
        let module = line
            .strip_prefix("mod ")
            .and_then(|line| line.strip_suffix(';'));
        // What configures the messages of a project is no message.
        if let Some(module) = module.filter(|module| *module != "drafts") {
            assert_eq!(gate(message, module), both, "{module}");
            modules += 1;
        }
    }
    assert!(modules > 20, "only {modules} modules were looked at");
    let edits = Some(vec!["order-edits".to_owned()]);
    let order_edit = &files["generated/models/order_edit.rs"];
    for module in [
        "staged_order_update_action",
        "staged_order_update_action_set",
    ] {
        assert_eq!(gate(order_edit, module), edits, "{module}");
    }
    assert_eq!(
        gate(&files["generated/models/order.rs"], "order_edits"),
        edits
    );
}

#[test]
fn what_no_operation_names_is_compiled_with_the_domain_of_its_package() {
    let files = generate(&shared::api_spec().join("api.raml"));
    let extension = &files["generated/models/extension.rs"];
    assert_eq!(
        gate(extension, "unnamed"),
        Some(vec!["extensions".to_owned()])
    );
    assert!(files["generated/models/extension/unnamed.rs"].contains("pub struct ExtensionInput"));
}

#[test]
fn every_file_of_rust_names_the_emitter_and_the_specification_it_came_from() {
    let files = generate(&shared::api_spec().join("api.raml"));
    let of_rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    for (path, text) in of_rust {
        let stamp = text.lines().next().unwrap_or_default();
        assert!(
            stamp.starts_with("// Generated by `cargo xtask codegen`: emitter "),
            "{path}: {stamp}"
        );
        assert!(
            stamp.contains("specification ") && stamp.ends_with("raml."),
            "{path}: {stamp}"
        );
    }
}

/// A chosen type of each domain, as it stands in the generated code.
#[test]
fn chosen_types_of_each_domain() {
    let files = generate(&shared::api_spec().join("api.raml"));
    let chosen = [
        ("api_client", "ApiClient"),
        ("me/drafts", "MyCartDraft"),
        ("cart", "CartState"),
        ("cart/update_actions", "CartAddDiscountCodeAction"),
        ("category", "CategoryReference"),
        ("product", "SuggestionResult"),
        ("product", "FacetResult"),
        ("common", "TypedMoney"),
        ("common", "Money"),
        ("common", "BaseAddress"),
        ("common", "LocalizedString"),
    ];
    for (package, name) in chosen {
        let text = &files[&format!("generated/models/{package}.rs")];
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("model_{name}"), items(text, name));
        });
    }
    let operations = [
        ("carts", "CartsByIdDelete"),
        ("product_projections", "ProductProjectionsSearchPost"),
        ("me/password", "MePasswordPost"),
        ("api_clients", "ApiClientsGet"),
        ("categories", "CategoriesHead"),
    ];
    for (domain, name) in operations {
        let text = &files[&format!("generated/requests/{domain}.rs")];
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("operation_{name}"), items(text, name));
        });
    }
}

/// The builders of a package's predicates as a whole: what of them can be asked is emitted for every model.
#[test]
fn predicates_of_a_package() {
    let files = generate(&shared::api_spec().join("api.raml"));
    let text = &files["generated/predicates/fields/api_client.rs"];
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("predicates_api_client", text);
    });
}

/// The items of a file that declare or implement a name: everything between blank lines at the margin that says so.
fn items(text: &str, name: &str) -> String {
    let mut found = Vec::new();
    let mut item: Vec<&str> = Vec::new();
    for line in text.lines() {
        if line.is_empty()
            && item.last().is_some_and(|last| {
                last.starts_with(['}', ')']) || last.ends_with(';') && !last.starts_with(' ')
            })
        {
            push(&mut found, &mut item, name);
        } else {
            item.push(line);
        }
    }
    push(&mut found, &mut item, name);
    assert!(!found.is_empty(), "{name} is not there");
    found.join("\n\n")
}

fn push(found: &mut Vec<String>, item: &mut Vec<&str>, name: &str) {
    let is_about = |line: &&str| {
        let words: Vec<&str> = line
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .collect();
        !line.starts_with([' ', '/', '#'])
            && words.contains(&name)
            && ["pub", "impl", "runtime"]
                .iter()
                .any(|start| line.starts_with(start))
    };
    if item.iter().any(is_about) {
        found.push(item.join("\n"));
    }
    item.clear();
}

/// The compiler tells callers the same, whether they begin with an operation or with a filter for it.
#[test]
fn what_is_written_by_hand_for_deprecated_operations_has_their_note() {
    let facts = codegen::facts::Facts::named("api").expect("the API has facts");
    let search = "/{projectKey}/product-projections/search";
    let mut rows = facts.deprecations.iter();
    let row = rows.find(|row| row.paths.contains(&search));
    let note = row.expect("the search is deprecated").note;
    let sources = shared::api_spec().join("../ctp-sdk/src");
    for file in ["predicates.rs", "predicates/sort.rs"] {
        let text = fs::read_to_string(sources.join(file)).expect("the file can be read");
        assert!(text.contains(&format!("note = \"{note}\"")), "{file}");
    }
}
