//! API extensions: their destinations and triggers. `project/extend.rs` calls them.
//!
//! Source: <https://docs.commercetools.com/api/projects/api-extensions>.

use std::collections::HashMap;
use std::net::IpAddr;

use ctp_auth::SecretString;
use serde_json::{Value, json};
use url::{Host, Url};

use crate::coverage::Coverage;
use crate::extension::{InProcess, Name};
use crate::kind::{Object, Row, Stage};
use crate::predicate;
use crate::project::{Call, Project, Seen};
use crate::refusal::{Problem, Refusal};
use crate::secret;
use crate::uniform::Uniform;

pub(crate) const PATH: &str = "/{projectKey}/extensions";

pub(crate) const ROW: Row = Row {
    complete,
    deleted,
    routes: &[
        ("POST", PATH, create, Coverage::Generic),
        (
            "POST",
            "/{projectKey}/extensions/{ID}",
            update,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/extensions/key={key}",
            update,
            Coverage::Generic,
        ),
    ],
    ..Row::of(PATH)
};

/// The maximum number in a project.
const MOST: usize = 25;

/// Data of a project about its extensions, in addition to the resources.
#[derive(Default)]
pub(crate) struct Extensions {
    /// The headers for their requests, by id.
    pub(crate) secrets: HashMap<String, SecretString>,
    /// Extensions in the process of the test, each with its type of resource.
    pub(crate) in_process: Vec<(String, Name, InProcess)>,
    /// Whether they may be on other machines.
    pub(crate) anywhere: bool,
}

fn create(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let mut draft = project.body(call.route.operation, call.body)?;
    let secret = draft.get_mut("destination").and_then(take_secret);
    let seen = project.whole(PATH, &call.caller)?;
    let extension = project.create(seen, &draft)?;
    keep_secret(project, &extension, secret);
    Ok(Some(Value::Object(extension)))
}

fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check(operation)?;
    let seen: Seen<'_> = project.whole(PATH, &call.caller)?;
    let Some((_, Uniform::Update(by))) = Uniform::of(&operation.method, &operation.path) else {
        return Err(Refusal::not_emulated(&operation.path));
    };
    let old = project.named(seen, &by, &call.route)?.clone();
    let mut update = project.body(operation, call.body)?;
    let actions = update.get_mut("actions").and_then(Value::as_array_mut);
    let destinations = actions
        .into_iter()
        .flatten()
        .filter_map(|action| action.get_mut("destination"));
    let last = destinations.map(take_secret).last();
    let extension = project.update(seen, &old, &update)?;
    if let Some(secret) = last {
        keep_secret(project, &extension, secret);
    }
    Ok(Some(Value::Object(extension)))
}

/// Removes the header of a destination and replaces it by its visible part.
fn take_secret(destination: &mut Value) -> Option<SecretString> {
    let value = destination.pointer_mut("/authentication/headerValue")?;
    secret::take(value)
}

fn keep_secret(project: &mut Project, extension: &Object, secret: Option<SecretString>) {
    let id = extension.get("id").and_then(Value::as_str);
    let id = id.unwrap_or_default().to_owned();
    match secret {
        Some(secret) => project.extensions.secrets.insert(id, secret),
        None => project.extensions.secrets.remove(&id),
    };
}

fn deleted(project: &mut Project, extension: &Object) {
    keep_secret(project, extension, None);
}

fn complete(project: &Project, stage: Stage<'_>, extension: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(_) = stage
        && project.all(PATH).iter().count() >= MOST
    {
        let message = format!("A project has at most {MOST} API extensions.");
        let problem = Problem::new("MaxResourceLimitExceeded", message);
        return Err(Refusal::bad_request(
            problem.with("exceededResource", "extension"),
        ));
    }
    let destination = extension.get("destination").unwrap_or(&Value::Null);
    check_destination(project, destination)?;
    let timeout = extension.get("timeoutInMs");
    if let Some(timeout) = timeout.filter(|of| of.as_f64().is_some_and(|of| of < 1.0)) {
        let message = format!(
            "The value '{timeout}' is not valid for field 'timeoutInMs': it is less than 1."
        );
        let problem = Problem::new("InvalidField", message);
        let problem = problem.with("field", "timeoutInMs");
        return Err(Refusal::bad_request(
            problem.with("invalidValue", timeout.clone()),
        ));
    }
    let dependencies = extension.get("dependencies").and_then(Value::as_array);
    if dependencies.is_some_and(|of| !of.is_empty()) {
        return Err(Refusal::not_emulated(
            "API extensions that depend on each other",
        ));
    }
    check_triggers(project, extension)
}

fn check_destination(project: &Project, destination: &Value) -> Result<(), Refusal> {
    let of = destination.get("type").and_then(Value::as_str);
    if of != Some("HTTP") {
        let of = of.unwrap_or_default();
        let what = format!("API extensions with a destination of the type {of}");
        return Err(Refusal::not_emulated(&what));
    }
    let authentication = destination.get("authentication");
    let of = authentication.and_then(|of| of.get("type")?.as_str());
    if let Some(of) = of.filter(|of| *of != "AuthorizationHeader") {
        let what = format!("API extensions with an authentication of the type {of}");
        return Err(Refusal::not_emulated(&what));
    }
    let url = destination.get("url").and_then(Value::as_str);
    let url = url.unwrap_or_default();
    let parsed = Url::parse(url).ok();
    let parsed = parsed.filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(parsed) = parsed else {
        let message = format!(
            "The value '{url}' is not valid for field 'destination.url': it is no HTTP URL."
        );
        let problem = Problem::new("InvalidField", message);
        let problem = problem.with("field", "destination.url");
        return Err(Refusal::bad_request(problem.with("invalidValue", url)));
    };
    match project.extensions.anywhere || is_on_this_machine(&parsed) {
        true => Ok(()),
        false => Err(Refusal::not_emulated(&format!(
            "API extensions on other machines, such as {}, unless it was started with EmulatorBuilder::extensions_anywhere",
            parsed.host_str().unwrap_or_default()
        ))),
    }
}

fn is_on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

/// Conditions and expansion paths are checked when the extension is created, so that an error is reported then.
fn check_triggers(project: &Project, extension: &Object) -> Result<(), Refusal> {
    let triggers = extension.get("triggers").and_then(Value::as_array);
    for (place, trigger) in triggers.into_iter().flatten().enumerate() {
        let type_id = trigger.get("resourceTypeId").and_then(Value::as_str);
        // Resources that are not emulated are never created, so their extensions are never called.
        let Ok(kind) = project.kinds.of_type_id(type_id.unwrap_or_default()) else {
            continue;
        };
        if let Some(condition) = trigger.get("condition").and_then(Value::as_str) {
            predicate::of_text(project.contract, &kind.state, ("condition", condition))
                .map_err(|refusal| refusal.at(&format!("triggers[{place}].condition")))?;
        }
        let paths = extension.get("expansionPaths").and_then(Value::as_array);
        let paths = paths.into_iter().flatten().filter_map(Value::as_str);
        project.expanded_at(json!({}), paths, &kind.state)?;
    }
    Ok(())
}
