//! Subscriptions: they are stored, but nothing is delivered. Their status is `ManuallySuspended`, which on the platform
//! means the same: no delivery is attempted, and nothing is kept for later. Messages are delivered only in process, by
//! [`Emulator::subscribe`](crate::Emulator::subscribe).
//!
//! Source: <https://docs.commercetools.com/api/projects/subscriptions>.

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{Object, Row, Stage};
use crate::object::text;
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};
use crate::secret;
use crate::uniform::By;

const PATH: &str = "/{projectKey}/subscriptions";

pub(crate) const ROW: Row = Row {
    complete,
    routes: &[(
        "GET",
        "/{projectKey}/subscriptions/{ID}/health",
        health,
        Coverage::Full,
    )],
    ..Row::of(PATH)
};

/// The maximum number in a project.
const MOST: usize = 50;

/// What a subscription is about; it needs at least one of them.
const SUBJECTS: [&str; 3] = ["changes", "events", "messages"];

/// The secrets of destinations: type, field.
const SECRETS: [(&str, &str); 5] = [
    ("AzureServiceBus", "connectionString"),
    ("ConfluentCloud", "apiSecret"),
    ("EventGrid", "accessKey"),
    ("SNS", "accessSecret"),
    ("SQS", "accessSecret"),
];

/// Whether notifications are delivered, which monitoring can query without a token. The response has only a status.
fn health(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let seen = project.seen_at(PATH, &call.caller)?;
    let subscription = project.named(seen, &By::Id, &call.route)?;
    match text(subscription, "status").unwrap_or_default() {
        "Healthy" => Ok(None),
        status => {
            let message = format!("The status of the subscription is {status}.");
            Err(Refusal::invalid_operation(message))
        }
    }
}

fn complete(project: &Project, stage: Stage<'_>, subscription: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(_) = stage
        && project.all(PATH).iter().count() >= MOST
    {
        let message = format!("A project has at most {MOST} subscriptions.");
        let problem = Problem::new("MaxResourceLimitExceeded", message);
        return Err(Refusal::bad_request(
            problem.with("exceededResource", "subscription"),
        ));
    }
    let is_about = |subject: &&str| {
        let subject = subscription.get(*subject).and_then(Value::as_array);
        subject.is_some_and(|subject| !subject.is_empty())
    };
    if !SUBJECTS.iter().any(is_about) {
        let message = "One of changes, events and messages is required.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    if let Some(destination) = subscription.get_mut("destination") {
        hide_secrets(destination);
    }
    subscription
        .entry("format")
        .or_insert_with(|| json!({"type": "Platform"}));
    subscription.insert("status".to_owned(), "ManuallySuspended".into());
    Ok(())
}

/// Nothing is delivered, so the secrets are not needed any more.
fn hide_secrets(destination: &mut Value) {
    let of = destination.get("type").and_then(Value::as_str);
    let secrets = SECRETS.iter().filter(|(kind, _)| of == Some(kind));
    let fields: Vec<&str> = secrets.map(|(_, field)| *field).collect();
    for field in fields {
        if let Some(value) = destination.get_mut(field) {
            drop(secret::take(value));
        }
    }
}
