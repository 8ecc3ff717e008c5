//! Reading in a thread that has little stack, and what the rules say about the outcome.

use std::{env, thread};

use super::{
    compare,
    models::{Exchanged, Model, Refused},
    place::Step,
    rules::{Expected, Refusal},
};

/// What became of a body: why it was refused, or what is written of it where models are written too.
pub type Outcome = Result<Option<Exchanged>, Refused>;

/// Reads bodies as a model in a thread with 512 KiB of stack. An overflow ends the process with the name of the thread.
pub fn read(model: &'static Model, name: &str, bodies: Vec<String>) -> Vec<Outcome> {
    let read = move |body: String| match (model.exchange, model.read) {
        (Some(exchange), _) => exchange(body.as_bytes()).map(Some),
        (None, Some(read)) => read(body.as_bytes()).map(|()| None),
        (None, None) => panic!("{} cannot be read", model.name),
    };
    on_small_stack(name, move || bodies.into_iter().map(read).collect())
}

/// Does something in a thread with 512 KiB of stack, a quarter of what a worker of tokio has.
pub fn on_small_stack<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let thread = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(stack_size());
    let thread = thread.spawn(work).expect("a thread can be started");
    thread.join().expect("reading does not panic")
}

/// `PROOF_STACK_KIB` gives more, to see what else is wrong with models that need more.
fn stack_size() -> usize {
    let kib = env::var("PROOF_STACK_KIB").map_or(512, |kib| kib.parse().expect("a number"));
    kib * 1024
}

/// What the rules say about an outcome.
pub enum Verdict {
    Right,
    /// Nobody has said what it should be.
    NobodySays,
    Wrong(String),
}

/// Holds an outcome against the rules.
pub fn judge(expected: &Result<Expected, Refusal>, outcome: &Outcome) -> Verdict {
    let problem = match (expected, outcome) {
        (Err(Refusal::NobodySays), _) => return Verdict::NobodySays,
        (Ok(_), Err(refused)) => Some(format!("is refused: {refused}")),
        (Ok(_), Ok(None)) => None,
        (Ok(expected), Ok(Some(exchanged))) => compare::difference(expected, &exchanged.written)
            .map(|difference| format!("is read, but {difference}"))
            .or_else(|| exchanged.problem.clone()),
        (Err(Refusal::At(place)), Ok(_)) => Some(format!("is read in spite of `{place}`")),
        (Err(Refusal::At(place)), Err(refused)) => {
            // What is absent is told by the place of the object that lacks it and a message that names it.
            let (around, last) = place.split();
            let names_it =
                matches!(&last, Some(Step::Member(name)) if refused.message.contains(name));
            let is_right =
                refused.path == place.to_string() || refused.path == around.to_string() && names_it;
            (!is_right).then(|| format!("is refused for another place than `{place}`: {refused}"))
        }
    };
    problem.map_or(Verdict::Right, Verdict::Wrong)
}
