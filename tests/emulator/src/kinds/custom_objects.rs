//! Custom objects, which are identified by a container and a key, and are created or replaced by the same request.

use serde_json::Value;

use crate::coverage::Coverage;
use crate::kind::{Object, Row};
use crate::project::{Call, Change, Project, check_version, version};
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}/custom-objects";
const CONTAINER: &str = "/{projectKey}/custom-objects/{container}";
const ONE: &str = "/{projectKey}/custom-objects/{container}/{key}";

/// The fields that identify an object.
const NAME: &str = "container+key";

pub(crate) const ROW: Row = Row {
    state: Some("CustomObject"),
    unique: &[NAME],
    routes: &[
        ("POST", PATH, put, Coverage::Full),
        ("GET", CONTAINER, query, Coverage::Full),
        ("GET", ONE, read, Coverage::Full),
        ("DELETE", ONE, delete, Coverage::Full),
    ],
    ..Row::of(PATH)
};

/// Creates an object, or replaces the value of the one with its container and key.
fn put(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let draft = project.body(call.route.operation, call.body)?;
    let seen = project.whole(PATH, &call.caller)?;
    let text = |name: &str| draft.get(name).and_then(Value::as_str).unwrap_or_default();
    let old = find(project, text("container"), text("key")).cloned();
    let expected = version(&draft);
    let put = match old {
        None => {
            let mut draft = draft;
            if expected.is_some_and(|expected| expected > 0) {
                return Err(Refusal::conflict(
                    "of that container and key",
                    expected.unwrap_or_default(),
                    0,
                ));
            }
            draft.remove("version");
            project.create(seen, &draft)?
        }
        Some(old) => {
            if let Some(expected) = expected {
                check_version(&old, expected)?;
            }
            let mut resource = old.clone();
            if let Some(value) = draft.get("value") {
                resource.insert("value".to_owned(), value.clone());
            }
            let messages = Vec::new();
            project.replace(seen, &old, Change { resource, messages })?
        }
    };
    project.answer(put, call, "CustomObject")
}

fn query(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let container = parameter(call, "container").to_owned();
    let is_in = |of: &Object| of.get("container").and_then(Value::as_str) == Some(&container);
    let page = project.query(seen, &call.parameters, &is_in)?;
    project.expanded(page, call, "CustomObject").map(Some)
}

fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let found = found(project, call)?;
    project.answer(found, call, "CustomObject")
}

fn delete(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let old = found(project, call)?;
    if let Some(expected) = call.parameters.whole("version")? {
        check_version(&old, expected)?;
    }
    let seen = project.whole(PATH, &call.caller)?;
    let removed = project.remove(seen, &old);
    project.answer(removed, call, "CustomObject")
}

fn found(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    let (container, key) = (parameter(call, "container"), parameter(call, "key"));
    let found = find(project, container, key).cloned();
    let message =
        || format!("The CustomObject with container '{container}' and key '{key}' was not found.");
    found.ok_or_else(|| Refusal::not_found(message()))
}

fn find<'p>(project: &'p Project, container: &str, key: &str) -> Option<&'p Object> {
    let all = project.all(PATH);
    all.get(all.id_of(NAME, &format!("{container}\n{key}"))?)
}

fn parameter<'c>(call: &'c Call<'_>, name: &str) -> &'c str {
    call.route.parameters.get(name).map_or("", String::as_str)
}
