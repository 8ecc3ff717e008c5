//! The official examples: each is read as its type, written, and read again.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use super::{
    compare,
    exceptions::Exceptions,
    models::Model,
    reading::{self, Outcome, Verdict},
    rules::Rules,
    specification::Use,
};

/// An example of a type.
pub struct Example {
    /// The name of the type.
    pub name: String,
    /// The path from the folder of the specification.
    pub file: String,
    /// The example; where an operation answers with a list, its elements, each of which is of the type.
    bodies: Vec<Value>,
}

/// A received example that is read, so that it can be changed.
pub struct Readable<'e> {
    pub example: &'e Example,
    pub model: &'static Model,
    pub body: &'e Value,
}

impl Readable<'_> {
    /// The type that it is read as.
    pub fn of(&self) -> Use {
        Use::Named(self.example.name.clone())
    }
}

/// The examples of an index: a type and a file, one of them a line.
pub fn read(index: &str, folder: &Path) -> Vec<Example> {
    let example = |line: &str| {
        let (name, file) = line.split_once('\t').expect("a type and a file");
        let text = fs::read_to_string(folder.join(file)).expect("the example can be read");
        let body =
            serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{file}: {problem}"));
        let (name, bodies) = match (name.strip_suffix("[]"), body) {
            (Some(name), Value::Array(elements)) => (name, elements),
            (_, body) => (name, vec![body]),
        };
        Example {
            name: name.to_owned(),
            file: file.to_owned(),
            bodies,
        }
    };
    index.lines().map(example).collect()
}

/// Reads every example, and returns those that are received and can be read.
pub fn check<'e>(
    examples: &'e [Example],
    models: &BTreeMap<&str, &'static Model>,
    rules: &Rules<'_>,
    exceptions: &Exceptions,
) -> Vec<Readable<'e>> {
    let (mut read, mut sent, mut unreadable) = (0, 0, 0);
    let mut readable = Vec::new();
    for example in examples {
        let (name, file) = (example.name.as_str(), example.file.as_str());
        let is_received = rules.specification.is_received(name);
        let Some(model) = models.get(name).copied() else {
            exceptions.problem("reading", name, file, "there is no such model");
            continue;
        };
        if model.read.is_none() {
            unreadable += usize::from(!is_received);
            let subject = if is_received {
                name
            } else {
                "what is only sent"
            };
            exceptions.problem("reading", subject, "", "has no `Deserialize`");
            continue;
        }
        let texts = example.bodies.iter().map(Value::to_string).collect();
        let outcomes = reading::read(model, &format!("{name} {file}"), texts);
        read += usize::from(outcomes.iter().all(Result::is_ok));
        sent += usize::from(rules.specification.is_sent(name));
        for (body, outcome) in example.bodies.iter().zip(outcomes) {
            let is_right = check_one(example, body, &outcome, rules, exceptions);
            if is_right && is_received {
                readable.push(Readable {
                    example,
                    model,
                    body,
                });
            }
        }
    }
    println!(
        "{} pairs of type and example: {read} are read, {sent} of those that can be read are sent too; {unreadable} are only sent and cannot be read",
        examples.len(),
    );
    assert!(examples.len() > 1000, "the specification has examples");
    readable
}

/// Whether an example is read as it should be, though it may be written wrong.
fn check_one(
    example: &Example,
    body: &Value,
    outcome: &Outcome,
    rules: &Rules<'_>,
    exceptions: &Exceptions,
) -> bool {
    let (name, file) = (example.name.as_str(), example.file.as_str());
    let exchanged = match outcome {
        Err(refused) => {
            exceptions.problem("reading", name, file, &refused.to_string());
            None
        }
        Ok(exchanged) => exchanged.as_ref(),
    };
    if let Some(exchanged) = exchanged
        && rules.specification.is_sent(name)
        && let Some(difference) = compare::key_for_key(body, &exchanged.written)
    {
        exceptions.problem("key for key", name, file, &difference.to_string());
    }
    if !rules.specification.is_received(name) {
        if let Some(problem) = exchanged.and_then(|exchanged| exchanged.problem.as_ref()) {
            exceptions.problem("identity", name, file, problem);
        }
        return outcome.is_ok();
    }
    let expected = rules.read(&Use::Named(name.to_owned()), body);
    match reading::judge(&expected, outcome) {
        Verdict::Right | Verdict::NobodySays => outcome.is_ok(),
        Verdict::Wrong(problem) => {
            exceptions.problem("rules", name, file, &problem);
            false
        }
    }
}
