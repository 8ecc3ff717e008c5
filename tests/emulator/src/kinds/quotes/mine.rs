//! Operations of buyers on their own quotes: they accept or decline them, or request another one.
//!
//! The specification has no `requestQuoteRenegotiation` below `/me`, but the documentation does: it is accepted there.

use serde_json::{Value, json};

use super::in_unit;
use crate::contract::Use;
use crate::kind::Object;
use crate::kinds::business_units::rights::{Deed, check_with};
use crate::object::{elements, text};
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};
use crate::uniform::Uniform;

pub(super) const PATH: &str = "/{projectKey}/me/quotes";
pub(super) const BY_ID: &str = "/{projectKey}/me/quotes/{ID}";
pub(super) const BY_KEY: &str = "/{projectKey}/me/quotes/key={key}";

/// The action that only sellers have in the specification.
const RENEGOTIATION: &str = "requestQuoteRenegotiation";

/// `POST /me/quotes/{id}` and by key. The actions are executed like those of a seller with the same effect.
pub(super) fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(PATH, &call.caller)?;
    let Some((_, Uniform::Update(by))) = Uniform::of(&operation.method, &operation.path) else {
        return Err(Refusal::not_emulated(&operation.path));
    };
    let old = project.named(seen, &by, &call.route)?.clone();
    let mut update = body(project, call)?;
    let actions = update.get_mut("actions").and_then(Value::as_array_mut);
    for action in actions.into_iter().flatten() {
        if let Some(action) = action.as_object_mut()
            && text(action, "action") == Some("changeMyQuoteState")
        {
            action.insert("action".to_owned(), "changeQuoteState".into());
        }
    }
    for action in elements(&update, "actions") {
        let right = in_unit::right(action)?;
        check_with(project, seen, Deed::Update, right, &old)?;
    }
    let whole = project.whole(super::PATH, &call.caller)?;
    let new = project.update(whole, &old, &update)?;
    project.answer(new, call, &whole.kind.state)
}

/// The body of a request, each action of which is one for buyers.
fn body(project: &Project, call: &Call<'_>) -> Result<Object, Refusal> {
    let mut body: Value = serde_json::from_slice(call.body)
        .map_err(|error| Refusal::bad_request(Problem::json(error.to_string())))?;
    let whole = body.clone();
    let is_renegotiation = |action: &Value| action.get("action") == Some(&json!(RENEGOTIATION));
    let mut renegotiations = Vec::new();
    if let Some(actions) = body.get_mut("actions").and_then(Value::as_array_mut) {
        renegotiations = actions
            .iter()
            .filter(|of| is_renegotiation(of))
            .cloned()
            .collect();
        actions.retain(|of| !is_renegotiation(of));
    }
    let version = body.get("version").cloned();
    project.checked(body, call.route.operation.body.as_ref())?;
    let of_sellers = Use::Named("QuoteUpdate".to_owned());
    let renegotiations = json!({"version": version, "actions": renegotiations});
    project.checked(renegotiations, Some(&of_sellers))?;
    project.checked(whole, None)
}
