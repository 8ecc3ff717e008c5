//! Operations of associates on the quotes of their business units.

use serde_json::Value;

use crate::kind::Object;
use crate::kinds::business_units::rights::{Deed, Right, check_with};
use crate::object::{elements, text, text_or_empty};
use crate::project::{Call, Project};
use crate::refusal::Refusal;
use crate::uniform::Uniform;

pub(super) const PATH: &str =
    "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/quotes";
pub(super) const BY_ID: &str =
    "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/quotes/{ID}";
pub(super) const BY_KEY: &str = "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/quotes/key={key}";

/// An update of a quote, each action of which needs a different permission.
pub(super) fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    let seen = project.seen_at(PATH, &call.caller)?;
    let what = Uniform::of(&operation.method, &operation.path);
    let (_, what) = what.ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    if let Uniform::Update(by) = &what {
        let update = project.body(operation, call.body)?;
        let quote = project.named(seen, by, &call.route)?;
        for action in elements(&update, "actions") {
            let right = right(action)?;
            check_with(project, seen, Deed::Update, right, quote)?;
        }
    }
    project.uniform(seen, &what, call)
}

/// The permission that an associate needs for an action.
pub(super) fn right(action: &Object) -> Result<Right, Refusal> {
    let name = text_or_empty(action, "action");
    let right = |own, others, what| Right { own, others, what };
    match (name, text(action, "quoteState")) {
        ("changeQuoteState", Some("Accepted")) => Ok(right(
            "AcceptMyQuotes",
            "AcceptOthersQuotes",
            "accept quotes",
        )),
        ("changeQuoteState", Some("Declined")) => Ok(right(
            "DeclineMyQuotes",
            "DeclineOthersQuotes",
            "decline quotes",
        )),
        ("requestQuoteRenegotiation", _) => Ok(right(
            "RenegotiateMyQuotes",
            "RenegotiateOthersQuotes",
            "renegotiate quotes",
        )),
        ("changeCustomer", _) => Ok(right(
            "ReassignMyQuotes",
            "ReassignOthersQuotes",
            "reassign quotes",
        )),
        ("changeQuoteState", Some(state)) => Err(Refusal::invalid_operation(format!(
            "Associates accept and decline quotes; they do not give them the state '{state}'."
        ))),
        _ => Err(Refusal::not_emulated(&format!(
            "the update action {name} of an associate, for which the documentation names no permission"
        ))),
    }
}
