//! The common rules of quote requests, staged quotes and quotes: each is created from the previous one, and has states with
//! defined transitions.
//!
//! Sources: <https://docs.commercetools.com/api/quotes-overview>, and the documentation of each state. It describes most
//! transitions, but not all. A transition that it does not mention is answered with 501.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::message::Message;
use crate::object::{put, text_or_empty};
use crate::project::{Call, Caller, Change, Project, Seen};
use crate::refusal::Refusal;

/// The states of a kind.
pub(super) struct States {
    /// The path of the kind.
    pub(super) path: &'static str,
    /// The noun for one of its resources.
    pub(super) noun: &'static str,
    /// The field that has the state.
    pub(super) field: &'static str,
    /// The type of the message about a change.
    pub(super) message: &'static str,
    /// Each state with its transitions. A final state has none.
    pub(super) next: &'static [(&'static str, &'static [&'static str])],
}

impl States {
    /// Changes the state of a resource, if the transition is allowed.
    pub(super) fn change(&self, resource: &mut Object, to: &str) -> Result<(), Refusal> {
        let from = text_or_empty(resource, self.field);
        if from == to {
            return Ok(());
        }
        let mut rows = self.next.iter();
        let next = rows.find(|(state, _)| *state == from);
        let next = next.map_or(&[] as &[&str], |(_, next)| next);
        if next.contains(&to) {
            put(resource, self.field, Some(to.into()));
            return Ok(());
        }
        let noun = self.noun;
        Err(match next.is_empty() {
            true => Refusal::invalid_operation(format!(
                "The {noun} is in the state '{from}', which does not lead to '{to}'."
            )),
            false => Refusal::not_emulated(&format!(
                "the change of a {noun} from the state {from} to {to}, which the documentation does not mention"
            )),
        })
    }

    /// Fails if a resource has none of these states.
    pub(super) fn check(
        &self,
        resource: &Object,
        states: &[&str],
        what: &str,
    ) -> Result<(), Refusal> {
        let state = text_or_empty(resource, self.field);
        if states.contains(&state) {
            return Ok(());
        }
        let noun = self.noun;
        Err(Refusal::invalid_operation(format!(
            "The {noun} is in the state '{state}', so that {what}."
        )))
    }

    /// The message about a change of the state.
    pub(super) fn told(
        &self,
        project: &Project,
        (before, after): (&Object, &Object),
    ) -> Vec<Message> {
        let (old, new) = (before.get(self.field), after.get(self.field));
        if old == new {
            return Vec::new();
        }
        let message = project.message(self.message, &|field| {
            if field == self.field {
                new.cloned()
            } else {
                old.filter(|_| field.starts_with("old")).cloned()
            }
        });
        message.into_iter().collect()
    }

    /// Sets the state of a stored resource. The transition was checked before.
    pub(super) fn set(
        &self,
        project: &mut Project,
        caller: &Caller,
        old: &Object,
        to: &str,
    ) -> Result<(), Refusal> {
        let seen = project.whole(self.path, caller)?;
        let mut resource = old.clone();
        self.change(&mut resource, to)?;
        let messages = self.told(project, (old, &resource));
        let change = Change { resource, messages };
        project.replace(seen, old, change).map(drop)
    }
}

/// The resource of a draft, if it is visible at the same path as the request with `to` in place of `from`, in the same
/// store or business unit and for the same customer.
pub(super) fn named<'p>(
    project: &'p Project,
    call: &Call<'_>,
    (from, to): (&str, &str),
    (type_id, identifier): (&str, Option<&Value>),
) -> Result<&'p Object, Refusal> {
    let path = call.route.operation.path.replace(from, to);
    let seen = project.seen_at(&path, &call.caller)?;
    project.find_seen(seen, type_id, identifier.unwrap_or(&Value::Null))
}

/// The drafts that contain the version of their source: the end of the path of the creation, the kind of the source, and
/// the fields of the draft that name it. Drafts below `/me` name it by id only.
const SOURCES: [(&str, &str, [&str; 2]); 5] = [
    ("/quote-requests", "cart", ["cart", "cartId"]),
    ("/staged-quotes", "quote-request", ["quoteRequest", ""]),
    ("/orders/quotes", "quote", ["quote", "id"]),
    ("/quotes", "staged-quote", ["stagedQuote", ""]),
    ("/recurring-orders", "cart", ["cart", ""]),
];

/// The source of the resource that a request creates.
pub(crate) fn source<'p, 'c>(
    project: &'p Project,
    call: &'c Call<'_>,
) -> Option<(Seen<'c>, &'p Object)> {
    let operation = call.route.operation;
    let mut sources = SOURCES.iter();
    let (_, type_id, [reference, id]) =
        sources.find(|(path, ..)| operation.path.ends_with(path))?;
    let draft = project.body(operation, call.body).ok()?;
    let by_id = || Some(json!({"typeId": type_id, "id": draft.get(*id)?}));
    let identifier = draft.get(*reference).cloned().or_else(by_id)?;
    let found = project.find(type_id, &identifier).ok()?;
    let kind = project.kinds.of_type_id(type_id).ok()?;
    let seen = project.whole(kind.row.path, &call.caller).ok()?;
    Some((seen, found))
}

/// The message about a change of the customer of a resource.
pub(super) fn customer_changed(
    project: &Project,
    of: &str,
    (before, after): (&Object, &Object),
) -> Vec<Message> {
    let message = project.message(of, &|field| match field {
        "customer" => after.get(field).cloned(),
        "previousCustomer" => before.get("customer").cloned(),
        _ => None,
    });
    message.into_iter().collect()
}
