//! `cargo xtask codegen`, of a crate of its own: what is written, what is printed, and the exit code.

use std::{fs, path::Path};

use super::{SHOP, WITH_A_WARNING, folder, read, run};

#[test]
fn a_crate_needs_no_edit() {
    let folder = folder(&[("shop.raml", SHOP)]);
    let emit = || {
        let done = run(
            folder.path(),
            &["codegen", "--spec", "shop.raml", "--out", "My Shop"],
        );
        assert_eq!(done.code, Some(0), "{done:?}");
        done.out
    };
    assert!(emit().contains("1 types, 1 operations"));
    let manifest = read(folder.path().join("My Shop/Cargo.toml"));
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        manifest.contains(&format!(
            "ctp-sdk = {{ version = {version:?}, default-features = false }}\n"
        )),
        "{manifest}"
    );
    assert!(manifest.contains("name = \"my-shop\"\n"), "{manifest}");
    // Below another workspace it is a workspace of its own.
    assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
    assert!(!manifest.contains("path ="), "{manifest}");
    assert!(emit().contains("(0 written, 0 deleted)"));
}

#[test]
fn the_runtime_may_be_that_of_a_folder() {
    let manifest = "[package]\nname = \"ctp-sdk\"\n";
    let folder = folder(&[("shop.raml", SHOP), ("ctp/ctp-sdk/Cargo.toml", manifest)]);
    let emit = |runtime: &str| {
        let done = run(
            folder.path(),
            &[
                "codegen",
                "--spec",
                "shop.raml",
                "--out",
                "crates/shop",
                "--runtime-path",
                runtime,
            ],
        );
        (done.code, done.err)
    };
    assert_eq!(emit("ctp/ctp-sdk").0, Some(0));
    let manifest = || read(folder.path().join("crates/shop/Cargo.toml"));
    assert!(
        manifest().contains("ctp-sdk = { path = \"../../ctp/ctp-sdk\", default-features"),
        "{}",
        manifest()
    );
    let absolute = folder.path().join("ctp/ctp-sdk");
    assert_eq!(emit(&absolute.to_string_lossy()).0, Some(0));
    assert!(
        manifest().contains(&*absolute.to_string_lossy()),
        "{}",
        manifest()
    );
    let (code, message) = emit("elsewhere");
    assert_eq!(code, Some(1));
    assert!(message.contains("elsewhere has no Cargo.toml"), "{message}");
}

#[test]
fn a_check_writes_nothing() {
    let folder = folder(&[("shop.raml", SHOP)]);
    let check = || {
        run(
            folder.path(),
            &["codegen", "--spec", "shop.raml", "--out", "shop", "--check"],
        )
    };
    let missing = check();
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.out.contains("+pub struct Cart {"), "{missing:?}");
    assert!(
        missing
            .err
            .contains("cargo xtask codegen --spec shop.raml --out shop"),
        "{missing:?}"
    );
    assert!(!folder.path().join("shop").exists());
    assert_eq!(
        run(
            folder.path(),
            &["codegen", "--spec", "shop.raml", "--out", "shop"]
        )
        .code,
        Some(0)
    );
    assert_eq!(check().code, Some(0));
}

/// What a run says that emits nothing, because nothing has changed.
const UNCHANGED: &str = "(nothing has changed since the last run)";

#[test]
fn a_run_emits_nothing_where_nothing_has_changed() {
    let folder = folder(&[("shop.raml", SHOP)]);
    let emit = |more: &[&str]| {
        let arguments = ["codegen", "--spec", "shop.raml", "--out", "shop"];
        let done = run(folder.path(), &[&arguments, more].concat());
        assert_eq!(done.code, Some(0), "{done:?}");
        done.out
    };
    let model = folder.path().join("shop/src/generated/models/cart.rs");
    assert!(!emit(&[]).contains(UNCHANGED));
    let emitted = read(model.clone());
    let unchanged = emit(&[]);
    assert!(unchanged.contains(UNCHANGED), "{unchanged}");
    assert!(
        unchanged.contains("1 types, 1 operations, ")
            && unchanged.contains("(0 written, 0 deleted)"),
        "{unchanged}"
    );

    // A generated file that was edited or removed is written again.
    fs::write(&model, "pub struct Edited;\n").expect("the file can be written");
    let edited = emit(&[]);
    assert!(
        edited.contains("(1 written, 0 deleted)") && !edited.contains(UNCHANGED),
        "{edited}"
    );
    assert_eq!(read(model.clone()), emitted);
    assert!(emit(&[]).contains(UNCHANGED));
    fs::remove_file(&model).expect("the file can be removed");
    assert!(emit(&[]).contains("(1 written, 0 deleted)"));
    assert_eq!(read(model.clone()), emitted);

    // So is what another specification or other arguments make.
    let with_a_field = SHOP.replace("key?: string", "key?: string\n      name: string");
    fs::write(folder.path().join("shop.raml"), with_a_field).expect("the file can be written");
    assert!(!emit(&[]).contains(UNCHANGED));
    assert!(read(model).contains("pub name: String"));
    assert!(emit(&[]).contains(UNCHANGED));
    assert!(!emit(&["--api", "api"]).contains(UNCHANGED));
}

#[test]
fn a_check_notices_an_edited_file_after_an_unchanged_run() {
    let folder = folder(&[("shop.raml", SHOP)]);
    let arguments = ["codegen", "--spec", "shop.raml", "--out", "shop"];
    let emit = || run(folder.path(), &arguments);
    emit();
    assert!(emit().out.contains(UNCHANGED));
    let check = || {
        run(
            folder.path(),
            &[arguments.as_slice(), &["--check"]].concat(),
        )
    };
    assert_eq!(check().code, Some(0));
    let model = folder.path().join("shop/src/generated/models/cart.rs");
    fs::write(&model, "pub struct Edited;\n").expect("the file can be written");
    let checked = check();
    assert_eq!(checked.code, Some(1), "{checked:?}");
    assert!(checked.out.contains("-pub struct Edited;"), "{checked:?}");
    assert_eq!(read(model), "pub struct Edited;\n");
}

#[test]
fn warnings_are_shown_where_nothing_has_changed() {
    let folder = folder(&[("shop.raml", WITH_A_WARNING)]);
    let arguments = ["codegen", "--spec", "shop.raml", "--out", "shop"];
    let first = run(folder.path(), &arguments);
    let second = run(folder.path(), &arguments);
    assert!(second.out.contains(UNCHANGED), "{second:?}");
    assert!(first.err.contains("the example is `x`"), "{first:?}");
    assert_eq!(first.err, second.err);
    let denied = run(
        folder.path(),
        &[arguments.as_slice(), &["--deny-warnings"]].concat(),
    );
    assert_eq!(denied.code, Some(1), "{denied:?}");
}

#[test]
fn files_that_belong_to_nothing_are_deleted() {
    let folder = folder(&[("shop.raml", SHOP)]);
    let emit = || {
        run(
            folder.path(),
            &["codegen", "--spec", "shop.raml", "--out", "shop"],
        )
    };
    emit();
    let stale = folder.path().join("shop/src/generated/models/stale.rs");
    fs::write(&stale, "stale").expect("the file can be written");
    assert!(emit().out.contains("(0 written, 1 deleted)"));
    assert!(!stale.exists());
}

#[test]
fn a_folder_of_others_is_left_alone() {
    let folder = folder(&[("shop.raml", SHOP), ("mine/notes.txt", "mine")]);
    let done = run(
        folder.path(),
        &["codegen", "--spec", "shop.raml", "--out", "mine"],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("holds something else"), "{done:?}");
    assert_eq!(read(folder.path().join("mine/notes.txt")), "mine");
    assert!(!folder.path().join("mine/Cargo.toml").exists());
}

#[test]
fn wrong_arguments_are_told() {
    let here = Path::new(".");
    let done = run(here, &["codegen", "--spec", "shop.raml"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("name the folder with `--out`"),
        "{done:?}"
    );
    let done = run(here, &["codegen", "--runtime-path", "."]);
    assert_eq!(done.code, Some(2), "{done:?}");
    let done = run(here, &["codegen", "--api", "unknown", "--out", "nowhere"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("it has api, import"), "{done:?}");
    let folder = folder(&[(
        "shop.raml",
        "#%RAML 1.0\ntitle: Shop\ntypes:\n  Cart:\n    type: Unknown\n",
    )]);
    let done = run(
        folder.path(),
        &["codegen", "--spec", "shop.raml", "--out", "shop"],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("shop.raml:5"), "{done:?}");
    assert!(!folder.path().join("shop").exists());
}

const WITH_ERRORS: &str = "#%RAML 1.0
title: T
mediaType: application/json
types: {A: {properties: {a: string}}, B: {properties: {b: Nowhere}}}
/a: {get: {responses: {200: {body: A}}}}
";

#[test]
fn a_specification_with_errors_is_emitted_in_part_where_that_is_asked_for() {
    let folder = folder(&[("shop.raml", WITH_ERRORS)]);
    let arguments = ["codegen", "--spec", "shop.raml", "--out", "shop"];
    let refused = run(folder.path(), &arguments);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(!folder.path().join("shop").exists(), "nothing is written");

    let partly = run(
        folder.path(),
        &[arguments.as_slice(), &["--keep-going"]].concat(),
    );
    assert_eq!(partly.code, Some(2), "{partly:?}");
    assert!(
        partly.err.contains("error: unknown type `Nowhere`"),
        "{partly:?}"
    );
    assert!(
        partly
            .err
            .ends_with("left out:\n  type `B` is any JSON value: unknown type `Nowhere`\n"),
        "{partly:?}"
    );
    assert!(folder.path().join("shop/src/lib.rs").exists());
}

#[test]
fn warnings_are_a_failure_where_they_are_denied() {
    let folder = folder(&[("shop.raml", WITH_A_WARNING)]);
    let arguments = ["codegen", "--spec", "shop.raml", "--out", "shop"];
    let denied = run(
        folder.path(),
        &[arguments.as_slice(), &["--deny-warnings"]].concat(),
    );
    assert_eq!(denied.code, Some(1), "{denied:?}");
    assert!(
        denied
            .err
            .contains("error: the example is `x`, not an integer"),
        "{denied:?}"
    );
    assert!(!folder.path().join("shop").exists(), "nothing is written");
    assert_eq!(run(folder.path(), &arguments).code, Some(0));
}

#[test]
fn what_is_below_a_resource_that_is_left_out_is_told_with_it() {
    let get =
        |of: &str| format!("get: {{responses: {{200: {{body: {{application/json: {of}}}}}}}}}");
    let api = format!(
        "#%RAML 1.0\ntitle: T\ntypes: {{A: {{properties: {{a: string}}}}}}\n/ok: {{{}}}\n/a:\n  {}\n  /b: {{{}}}\n  uriParameterz: {{}}\n/ab: {{{}}}\n",
        get("A"),
        get("Nowhere"),
        get("Nowhere"),
        get("Nowhere"),
    );
    let folder = folder(&[("api.raml", &api)]);
    let arguments = [
        "codegen",
        "--spec",
        "api.raml",
        "--out",
        "out",
        "--keep-going",
    ];
    let done = run(folder.path(), &arguments);
    assert_eq!(done.code, Some(2), "{done:?}");
    let (_, listed) = done.err.split_once("left out:\n").expect("there is a list");
    let listed: Vec<&str> = listed.lines().map(str::trim).collect();
    assert_eq!(
        listed,
        [
            "resource `/a` is left out, with all below it: unknown key `uriParameterz` in a resource",
            "operation `GET /ab` is left out: unknown type `Nowhere`",
        ]
    );
}
