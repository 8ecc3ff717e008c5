//! The operations on variants.

use serde_json::{Value, json};

use super::{PATH, STATE, check_modular};
use crate::kind::Object;
use crate::kinds::products;
use crate::object::{elements, given, put, text, text_or_empty};
use crate::project::{Call, Project, version};
use crate::refusal::{Problem, Refusal};
use crate::uniform::{By, Uniform};

/// The maximum number of variants of one bulk update.
const MOST: usize = 1000;

/// Executes the uniform operations, in projects with separate variants.
pub(super) fn uniform(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    check_modular(project)?;
    let seen = project.whole(PATH, &call.caller)?;
    project.uniform(seen, &what(call)?, call)
}

/// Deletes a variant. If it was the default variant of its product, the product has none afterwards, and the response shows
/// this.
pub(super) fn delete(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    check_modular(project)?;
    call.parameters.check_uniform(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let Uniform::Delete(by) = what(call)? else {
        return Err(Refusal::not_emulated(&call.route.operation.path));
    };
    let old = project.named(seen, &by, &call.route)?.clone();
    let expected = call.parameters.whole("version")?.unwrap_or_default();
    let mut removed = project.delete(seen, &old, expected)?;
    if products::forget_default_variant(project, &removed) {
        let warning = json!({
            "code": "DefaultVariantDeleted",
            "message": "The variant was the default variant of its product.",
        });
        removed.insert("warnings".to_owned(), json!([warning]));
    }
    project.answer(removed, call, STATE)
}

pub(super) fn upload(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    check_modular(project)?;
    call.parameters.check(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let old = project.named(seen, &By::Id, &call.route)?.clone();
    let upload = project.images.read(call)?;
    let staged = call.parameters.truth("staged")?.unwrap_or(true);
    let action = json!({"action": "addExternalImage", "image": upload.image, "staged": staged});
    let change = project.change(seen, &old, action.as_object().into_iter())?;
    let variant = project.replace(seen, &old, change)?;
    project.images.keep(upload);
    Ok(Some(Value::Object(variant)))
}

/// Publishes or unpublishes several variants, each independently.
pub(super) fn bulk(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    check_modular(project)?;
    let operation = call.route.operation;
    call.parameters.check(operation)?;
    let is_checked = match call.parameters.get("versionControl") {
        None | Some("On") => true,
        Some("Off") => false,
        Some(_) => {
            return Err(Refusal::parameter(
                "versionControl",
                "On or Off is expected",
            ));
        }
    };
    let sent: Value = serde_json::from_slice(call.body).unwrap_or_default();
    let items = sent.get("items").and_then(Value::as_array);
    if let Some(provided) = items.map(Vec::len).filter(|items| *items > MOST) {
        let message = format!("The bulk request exceeds the maximum allowed items of {MOST}.");
        let problem = Problem::new("BulkOperationMaxItemsExceeded", message);
        let problem = problem.with("limit", MOST).with("provided", provided);
        return Err(Refusal::bad_request(problem));
    }
    let update = project.body(operation, call.body)?;
    if let Some(action) = elements(&update, "actions").next() {
        let name = text_or_empty(action, "action");
        if !matches!(name, "publish" | "unpublish") {
            return Err(Refusal::invalid_operation(format!(
                "The update action {name} is no bulk update action."
            )));
        }
    }
    let actions = update.get("actions").cloned().unwrap_or_default();
    let mut results = Vec::new();
    let mut failures = 0;
    for item in elements(&update, "items") {
        let mut result = Object::new();
        for name in ["id", "key"] {
            put(&mut result, name, given(item, name).cloned());
        }
        match one(project, call, item, &actions, is_checked) {
            Ok(variant) => {
                let resource = json!({"id": variant.get("id"), "version": variant.get("version")});
                result.insert("status".to_owned(), "Success".into());
                result.insert("resource".to_owned(), resource);
            }
            Err(refusal) => {
                failures += 1;
                result.insert("status".to_owned(), "Fail".into());
                result.insert("errors".to_owned(), refusal.into_errors().into());
            }
        }
        results.push(result);
    }
    Ok(Some(json!({
        "successCount": results.len() - failures,
        "failureCount": failures,
        "results": results,
    })))
}

/// Updates one of the variants of a bulk update.
fn one(
    project: &mut Project,
    call: &Call<'_>,
    item: &Object,
    actions: &Value,
    is_checked: bool,
) -> Result<Object, Refusal> {
    if text(item, "id").is_some() == text(item, "key").is_some() {
        let message = "Either id or key is required.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let found = project.find("variant", &Value::Object(item.clone()));
    let old = found.map_err(|_| Refusal::not_found("The variant was not found."))?;
    let old = old.clone();
    // Nothing is changed, so the version does not matter.
    if actions.as_array().is_none_or(Vec::is_empty) {
        return Ok(old);
    }
    let expected = match is_checked {
        true => version(item).ok_or_else(|| Refusal::bad_request(Problem::required("version")))?,
        false => version(&old).unwrap_or_default(),
    };
    let update = json!({"version": expected, "actions": actions});
    let seen = project.whole(PATH, &call.caller)?;
    let update = update.as_object().cloned().unwrap_or_default();
    project.update(seen, &old, &update)
}

/// The effect of a request on variants.
fn what(call: &Call<'_>) -> Result<Uniform, Refusal> {
    let operation = call.route.operation;
    let what = Uniform::of(&operation.method, &operation.path).map(|(_, what)| what);
    what.ok_or_else(|| Refusal::not_emulated(&operation.path))
}
