//! `cargo xtask scopes`: the scopes that an application needs for the operations that a `ScopeRecorder` has recorded.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use ctp_auth::{RecordedOperations, Scope, ScopeSet};

use crate::Failure;

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The output of a `ScopeRecorder`, one JSON object a line; `-` is the standard input. Several files are combined.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Prints the scopes for the project with this key, instead of the recorded projects.
    #[arg(long, value_name = "KEY")]
    project: Option<String>,
    /// Prints scopes of single stores where they are sufficient.
    #[arg(long)]
    stores: bool,
    /// Fails unless these scopes, with spaces between them, permit all of the operations.
    #[arg(long, value_name = "SCOPES")]
    within: Option<String>,
    /// Prints the scopes alone, as a JSON list, which is what Terraform takes for `scope` of `commercetools_api_client`.
    #[arg(long)]
    json: bool,
}

/// Prints the scopes in the first line, as `APIClientDraft` takes them, and then each with its operations.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let recorded = read(options)?;
    if let Some(within) = &options.within {
        let held: ScopeSet = within.parse().map_err(failure)?;
        recorded.permitted_by(&held).map_err(failure)?;
    }
    let printed = match options.json {
        true => list(&recorded, options.stores)?,
        false => report(&recorded, options.stores)?,
    };
    crate::print([printed.as_str()])
}

fn read(options: &Options) -> Result<RecordedOperations, Failure> {
    let mut recorded = RecordedOperations::new();
    for file in &options.files {
        let named =
            |error: &dyn std::fmt::Display| Failure(format!("error: {}: {error}", file.display()));
        let text = text_of(file).map_err(|error| named(&error))?;
        let operations =
            RecordedOperations::from_json_lines(&text).map_err(|error| named(&error))?;
        recorded.extend(operations);
    }
    Ok(match &options.project {
        Some(key) => recorded.in_project(key),
        None => recorded,
    })
}

fn text_of(file: &Path) -> io::Result<String> {
    if file != Path::new("-") {
        return fs::read_to_string(file);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

fn report(recorded: &RecordedOperations, stores: bool) -> Result<String, Failure> {
    let scopes = minimum(recorded, stores)?;
    Ok(recorded.report(&scopes).to_string())
}

/// The scopes as a JSON list. An operation with unknown scopes is an error, because the list cannot represent it.
fn list(recorded: &RecordedOperations, stores: bool) -> Result<String, Failure> {
    let unknown: Vec<String> = recorded.unknown().map(ToString::to_string).collect();
    if !unknown.is_empty() {
        return Err(Failure(format!(
            "error: it is not known which scopes these operations need, say it with `requiring`: {}",
            unknown.join(", ")
        )));
    }
    let scopes = minimum(recorded, stores)?;
    let scopes: Vec<&str> = scopes.iter().map(Scope::as_str).collect();
    Ok(format!("{}\n", serde_json::json!(scopes)))
}

fn minimum(recorded: &RecordedOperations, stores: bool) -> Result<ScopeSet, Failure> {
    let scopes = if stores {
        recorded.minimum_in_stores()
    } else {
        recorded.minimum()
    };
    scopes.map_err(failure)
}

fn failure(error: impl std::fmt::Display) -> Failure {
    Failure(format!("error: {error}"))
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use super::*;

    const IN_STORE: &str = r#"{"method":"GET","route":"/{projectKey}/in-store/key={storeKey}/carts","scopes":["view_orders:{projectKey}","view_orders:{projectKey}:{storeKey}"],"project":"test","store":"berlin"}"#;
    const CATEGORIES: &str = r#"{"method":"GET","route":"/{projectKey}/categories","scopes":["view_categories:{projectKey}","view_products:{projectKey}"],"project":"test"}"#;

    fn options(file: &tempfile::NamedTempFile) -> Options {
        Options {
            files: vec![file.path().to_owned()],
            project: Some("my-shop".to_owned()),
            stores: false,
            within: None,
            json: false,
        }
    }

    fn file(lines: &[&str]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(lines.join("\n").as_bytes()).unwrap();
        file
    }

    #[test]
    fn it_prints_a_list_unless_the_scopes_of_an_operation_are_not_known() {
        let known = file(&[IN_STORE, CATEGORIES]);
        let recorded = read(&options(&known)).ok().unwrap();
        assert_eq!(
            list(&recorded, true).ok().unwrap(),
            "[\"view_categories:my-shop\",\"view_orders:my-shop:berlin\"]\n"
        );

        const GRAPHQL: &str =
            r#"{"method":"POST","route":"/{projectKey}/graphql","project":"test"}"#;
        let with_unknown = file(&[IN_STORE, GRAPHQL]);
        let recorded = read(&options(&with_unknown)).ok().unwrap();
        let Err(Failure(error)) = list(&recorded, true) else {
            panic!("the list lacks a scope and does not say so");
        };
        assert!(error.ends_with("POST /{projectKey}/graphql"), "{error}");
    }

    #[test]
    fn it_prints_the_scopes_for_the_project_or_for_the_stores() {
        let file = file(&[IN_STORE, CATEGORIES, IN_STORE]);
        let recorded = read(&options(&file)).ok().unwrap();
        let of_project = report(&recorded, false).ok().unwrap();
        assert_eq!(
            of_project,
            "view_categories:my-shop view_orders:my-shop\n\
             \n\
             view_categories:my-shop\n  GET /{projectKey}/categories\n\
             \n\
             view_orders:my-shop\n  GET /{projectKey}/in-store/key={storeKey}/carts (store berlin)\n"
        );
        let of_stores = report(&recorded, true).ok().unwrap();
        assert!(of_stores.starts_with("view_categories:my-shop view_orders:my-shop:berlin\n"));
    }

    #[test]
    fn what_is_not_permitted_or_cannot_be_read_is_a_failure() {
        let good = file(&[CATEGORIES]);
        let mut fewer = options(&good);
        fewer.within = Some("view_orders:my-shop".to_owned());
        let failure = run(&fewer).err().unwrap().0;
        assert!(
            failure.contains("GET /{projectKey}/categories needs "),
            "{failure}"
        );

        let bad = file(&[CATEGORIES, "{"]);
        let failure = run(&options(&bad)).err().unwrap().0;
        assert!(
            failure.contains("line 2 is not a recorded operation"),
            "{failure}"
        );
        assert!(
            failure.contains(&bad.path().display().to_string()),
            "{failure}"
        );
    }
}
