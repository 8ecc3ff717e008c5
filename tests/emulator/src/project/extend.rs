//! The effect of API extensions on a change.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::{Change, Project, Seen, check_version, version};
use crate::extension::{
    Answered, Asked, Destination, Extending, Name, Request, actions_failed, by,
};
use crate::kind::{Kind, Object};
use crate::kinds::extensions::PATH;
use crate::predicate;
use crate::refusal::{Problem, Refusal};

/// The time limit of an extension in the process of the test: the maximum of the platform.
const LONGEST: Duration = Duration::from_secs(10);

/// The default time limit of an extension.
const USUAL_MS: u64 = 2000;

impl Project {
    /// Applies the extensions for a resource that is to be stored. `old` is the resource before the change; `None` for a
    /// new one. Fails if they must be called first, which is not a response: see [`extension`](crate::extension).
    pub(crate) fn extended(
        &mut self,
        seen: Seen<'_>,
        old: Option<&Object>,
        change: Change,
    ) -> Result<Change, Refusal> {
        if let Extending::Off | Extending::Late = self.extending {
            return Ok(change);
        }
        let requests = self.triggered(seen.kind, old, &change.resource)?;
        if requests.is_empty() {
            return Ok(change);
        }
        match std::mem::replace(&mut self.extending, Extending::Late) {
            Extending::Answered(answered) => self.with_actions(seen, old, answered),
            Extending::On => {
                self.extending = Extending::Asked(Asked {
                    change,
                    version: old.and_then(version),
                    requests,
                });
                Err(Refusal::not_emulated("a call that waits for an extension"))
            }
            Extending::Off | Extending::Late | Extending::Asked(_) => Ok(change),
        }
    }

    /// Applies the update actions of extensions to the resource.
    fn with_actions(
        &self,
        seen: Seen<'_>,
        old: Option<&Object>,
        answered: Answered,
    ) -> Result<Change, Refusal> {
        if let (Some(old), Some(version)) = (old, answered.version) {
            check_version(old, version)?;
        }
        let view = seen.kind.whole()?;
        let whole = Seen { view, ..seen };
        let mut change = answered.change;
        for (extension, actions) in answered.actions {
            if actions.is_empty() {
                continue;
            }
            let changed = self.change(whole, &change.resource, actions.iter());
            let changed = changed.map_err(|refusal| match refusal.is("NotEmulated") {
                true => refusal,
                false => actions_failed(&extension, refusal),
            })?;
            change.resource = changed.resource;
            // The message about a new resource contains the changes of the extensions.
            if old.is_some() {
                change.messages.extend(changed.messages);
            }
        }
        Ok(change)
    }

    /// The calls of extensions for a resource.
    fn triggered(
        &self,
        kind: &Kind,
        old: Option<&Object>,
        resource: &Object,
    ) -> Result<Vec<Request>, Refusal> {
        let Some(type_id) = kind.type_id.as_deref() else {
            return Ok(Vec::new());
        };
        let mut requests = Vec::new();
        let mut extensions: Vec<&Object> = self.all(PATH).iter().collect();
        extensions.sort_by_key(|of| of.get("createdAt").and_then(Value::as_str));
        for extension in extensions {
            if self.is_triggered(extension, (kind, type_id), old, resource)? {
                requests.extend(self.request(extension, kind, old, resource)?);
            }
        }
        let in_process = self.extensions.in_process.iter();
        for (name, function) in in_process
            .filter(|(of, ..)| of == type_id)
            .map(|(_, name, function)| (name, function))
        {
            requests.push(Request {
                extension: name.clone(),
                destination: Destination::InProcess(function.clone()),
                timeout: LONGEST,
                input: input(kind, old, resource.clone().into()),
                action: kind.whole()?.action.clone().unwrap_or_default(),
            });
        }
        Ok(requests)
    }

    fn is_triggered(
        &self,
        extension: &Object,
        (kind, type_id): (&Kind, &str),
        old: Option<&Object>,
        resource: &Object,
    ) -> Result<bool, Refusal> {
        let action = json!(action(old));
        let triggers = extension.get("triggers").and_then(Value::as_array);
        for trigger in triggers.into_iter().flatten() {
            let actions = trigger.get("actions").and_then(Value::as_array);
            let is_about = trigger.get("resourceTypeId") == Some(&json!(type_id))
                && actions.is_some_and(|actions| actions.contains(&action));
            if !is_about {
                continue;
            }
            let condition = trigger.get("condition").and_then(Value::as_str);
            let Some(condition) = condition else {
                return Ok(true);
            };
            let condition =
                predicate::of_text(self.contract, &kind.state, ("condition", condition))?;
            let holds = condition.evaluate(resource).map_err(|field| {
                let message = format!("The compared field '{field}' is not present.");
                let problem = Problem::new("ExtensionPredicateEvaluationFailed", message);
                let by = by(&name(extension));
                Refusal::bad_request(problem.with("errorByExtension", by))
            })?;
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn request(
        &self,
        extension: &Object,
        kind: &Kind,
        old: Option<&Object>,
        resource: &Object,
    ) -> Result<Option<Request>, Refusal> {
        let extension_name = name(extension);
        let url = extension
            .get("destination")
            .and_then(|of| of.get("url")?.as_str());
        // It was valid when the extension was created.
        let Some(url) = url.and_then(|url| Url::parse(url).ok()) else {
            return Ok(None);
        };
        let paths = extension.get("expansionPaths").and_then(Value::as_array);
        let paths = paths.into_iter().flatten().filter_map(Value::as_str);
        let shown = self.expanded_at(resource.clone().into(), paths, &kind.state)?;
        let mut input = input(kind, old, shown);
        let context = extension.get("additionalContext");
        let with_old = context.and_then(|of| of.get("includeOldResource"));
        if let (Some(old), Some(Value::Bool(true)), Some(input)) =
            (old, with_old, input.as_object_mut())
        {
            let old = reference(kind, old.clone().into());
            input.insert("oldResource".to_owned(), old);
        }
        let timeout = extension.get("timeoutInMs").and_then(Value::as_f64);
        let timeout = timeout.map_or(USUAL_MS, |timeout| timeout as u64);
        Ok(Some(Request {
            destination: Destination::Http {
                url,
                authorization: self.extensions.secrets.get(&extension_name.id).cloned(),
            },
            extension: extension_name,
            timeout: Duration::from_millis(timeout),
            input,
            action: kind.whole()?.action.clone().unwrap_or_default(),
        }))
    }
}

fn action(old: Option<&Object>) -> &'static str {
    if old.is_some() { "Update" } else { "Create" }
}

fn input(kind: &Kind, old: Option<&Object>, resource: Value) -> Value {
    json!({"action": action(old), "resource": reference(kind, resource)})
}

/// An expanded reference.
fn reference(kind: &Kind, resource: Value) -> Value {
    json!({"typeId": kind.type_id, "id": resource.get("id"), "obj": resource})
}

fn name(extension: &Object) -> Name {
    let text = |name: &str| {
        extension
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    Name {
        id: text("id").unwrap_or_default(),
        key: text("key"),
    }
}
