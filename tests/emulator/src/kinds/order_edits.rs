//! Order edits: changes of orders with a preview.
//!
//! The result of an edit is computed when the edit is read by its id or its key, and when a request has `dryRun`; a page of
//! edits does not contain it. API extensions of orders are called when an edit is applied and in a dry run, but not when an
//! edit is read. If an extension returns errors in a dry run, the request is refused and nothing is stored: it is not
//! documented whether the platform reports `PreviewFailure` instead. Staged actions that are not emulated for carts and
//! orders, and changes of quantities of orders that have changed the stock, are answered with 501.
//!
//! Source: <https://docs.commercetools.com/api/projects/order-edits>.

mod staged;
mod told;

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{Object, Row, Stage};
use crate::kinds::orders;
use crate::message::message;
use crate::object::{elements, put, text, whole_at};
use crate::project::{Call, Caller, Change, Project, Seen, check_version, version};
use crate::refusal::Refusal;
use crate::uniform::{By, Uniform};

const PATH: &str = "/{projectKey}/orders/edits";

pub(crate) const ROW: Row = Row {
    by_hand: &["dryRun"],
    complete,
    permit,
    routes: &[
        ("POST", PATH, shown, Coverage::Generic),
        (
            "GET",
            "/{projectKey}/orders/edits/{ID}",
            shown,
            Coverage::Generic,
        ),
        (
            "GET",
            "/{projectKey}/orders/edits/key={key}",
            shown,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/orders/edits/{ID}",
            shown,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/orders/edits/key={key}",
            shown,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/orders/edits/{ID}/apply",
            apply,
            Coverage::Generic,
        ),
    ],
    ..Row::of(PATH)
};

/// The result of an edit: it was applied, or this is a preview with the current order.
pub(crate) fn outcome(project: &Project, edit: &Object) -> Result<Value, Refusal> {
    if is_applied(edit) {
        return Ok(edit.get("result").cloned().unwrap_or_default());
    }
    let change = staged::of_edit(project, edit, &Caller::default());
    previewed(change.map(|(_, change)| change))
}

/// The preview in the form of a result.
fn previewed(change: Result<Change, Refusal>) -> Result<Value, Refusal> {
    match change {
        Ok(Change { resource, messages }) => {
            let payloads = messages.into_iter().map(|message| {
                let mut payload = message.fields;
                payload.insert("type".to_owned(), message.of.into());
                Value::Object(payload)
            });
            let payloads: Vec<Value> = payloads.collect();
            Ok(json!({"type": "PreviewSuccess", "preview": resource, "messagePayloads": payloads}))
        }
        Err(refusal) if refusal.is("NotEmulated") => Err(refusal),
        Err(refusal) => Ok(json!({"type": "PreviewFailure", "errors": refusal.into_errors()})),
    }
}

/// The order after an edit; the result of the edit if it cannot be applied.
pub(crate) fn preview(project: &Project, id: &str) -> Result<Result<Object, Value>, Refusal> {
    let edit = project.all(PATH).get(id);
    let edit = edit.ok_or_else(|| {
        let message = format!("The order edit with ID '{id}' was not found.");
        Refusal::not_found(message)
    })?;
    if is_applied(edit) {
        return order(project, edit).map(|order| Ok(order.clone()));
    }
    let mut outcome = outcome(project, edit)?;
    match outcome.get_mut("preview").map(Value::take) {
        Some(Value::Object(order)) => Ok(Ok(order)),
        _ => Ok(Err(outcome)),
    }
}

/// An operation of the uniform form, whose response contains the result.
fn shown(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    let seen = project.seen_at(PATH, &call.caller)?;
    let what = Uniform::of(&operation.method, &operation.path).map(|(_, what)| what);
    let what = what.ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    let is_read = matches!(what, Uniform::Read(_));
    let is_dry_run =
        !is_read && project.body(operation, call.body)?.get("dryRun") == Some(&json!(true));
    let of_dry_run = match is_dry_run {
        true => dry_run(project, seen, &what, call)?,
        false => None,
    };
    let mut answer = project.uniform(seen, &what, call)?;
    let edit = answer.as_mut().and_then(Value::as_object_mut);
    if let (true, Some(edit)) = (is_read || is_dry_run, edit) {
        let kept = project.all(PATH).get(text(edit, "id").unwrap_or_default());
        let outcome = match of_dry_run {
            Some(change) => Some(previewed(Ok(change))?),
            None => kept.map(|kept| outcome(project, kept)).transpose()?,
        };
        put(edit, "result", outcome);
    }
    Ok(answer)
}

/// The preview for an edit that a request creates or changes, with its API extensions; `None` if there is no change. It is
/// computed before the first change of the request, because the request may have to be executed again with the responses of
/// the extensions.
fn dry_run(
    project: &mut Project,
    seen: Seen<'_>,
    what: &Uniform,
    call: &Call<'_>,
) -> Result<Option<Change>, Refusal> {
    let request = project.body(call.route.operation, call.body)?;
    let edit = match what {
        Uniform::Update(by) => {
            let old = project.named(seen, by, &call.route)?;
            check_version(old, version(&request).unwrap_or_default())?;
            let actions = elements(&request, "actions");
            project.change(seen, old, actions)?.resource
        }
        _ => project.made(seen, &request)?,
    };
    if is_applied(&edit) {
        return Ok(None);
    }
    let Ok((before, change)) = staged::of_edit(project, &edit, &call.caller) else {
        return Ok(None);
    };
    let of_order = project.whole(orders::PATH, &call.caller)?;
    project.extended(of_order, Some(&before), change).map(Some)
}

/// Applies the edit if it and the order have the expected versions.
fn apply(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check(operation)?;
    let seen = project.seen_at(PATH, &call.caller)?;
    let request = project.body(operation, call.body)?;
    let edit = project.named(seen, &By::Id, &call.route)?.clone();
    let expected = |name: &str| whole_at(&request, name).unwrap_or_default();
    check_version(&edit, expected("editVersion"))?;
    check_version(order(project, &edit)?, expected("resourceVersion"))?;
    if is_applied(&edit) {
        return Err(already_applied());
    }
    let (before, change) = staged::of_edit(project, &edit, &call.caller)?;
    let of_order = project.whole(orders::PATH, &call.caller)?;
    let after = project.replace(of_order, &before, change)?;
    let result = json!({
        "type": "Applied",
        "appliedAt": project.clock.text(),
        "excerptBeforeEdit": excerpt(&before),
        "excerptAfterEdit": excerpt(&after),
    });
    let fields = [
        (
            "edit",
            Some(seen.kind.reference(text(&edit, "id").unwrap_or_default())),
        ),
        ("result", Some(result.clone())),
    ];
    let messages = vec![message("OrderEditApplied", fields)];
    project.tell(of_order.kind, &after, &call.caller, messages);
    let mut resource = edit.clone();
    resource.insert("result".to_owned(), result);
    let messages = Vec::new();
    let edit = project.keep(seen, &edit, Change { resource, messages });
    Ok(Some(Value::Object(edit)))
}

/// Actions that are not emulated are reported before anything is stored.
fn complete(project: &Project, stage: Stage<'_>, edit: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(_) = stage {
        order(project, edit)?;
        edit.insert("result".to_owned(), json!({"type": "NotProcessed"}));
    }
    outcome(project, edit).map(drop)
}

fn permit(_: Seen<'_>, edit: &Object, action: &Object) -> Result<(), Refusal> {
    match text(action, "action") {
        Some("addStagedAction" | "setStagedActions") if is_applied(edit) => Err(already_applied()),
        _ => Ok(()),
    }
}

fn is_applied(edit: &Object) -> bool {
    let result = edit.get("result").and_then(Value::as_object);
    result.and_then(|result| text(result, "type")) == Some("Applied")
}

fn already_applied() -> Refusal {
    Refusal::invalid_operation("The order edit was applied already.")
}

/// The order of an edit.
fn order<'p>(project: &'p Project, edit: &Object) -> Result<&'p Object, Refusal> {
    project.find("order", edit.get("resource").unwrap_or(&Value::Null))
}

fn excerpt(order: &Object) -> Value {
    let fields = ["totalPrice", "taxedPrice", "version"].iter();
    let fields = fields.filter_map(|name| Some(((*name).to_owned(), order.get(*name)?.clone())));
    Value::Object(fields.collect())
}
