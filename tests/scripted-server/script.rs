//! Which answer a request gets, and the record of the requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::{Answer, Request};

type Handler = Box<dyn FnMut(&Request) -> Answer + Send>;

/// What the server shares with the test.
#[derive(Default)]
pub(crate) struct Script {
    state: Mutex<State>,
    /// The number of recorded requests, for the tasks that wait for them.
    recorded: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    handler: Option<Handler>,
    requests: Vec<Request>,
    under_way: usize,
    most_at_once: usize,
}

/// A request that is not answered yet. It is answered when this is dropped.
pub(crate) struct UnderWay(Arc<Script>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.lock().under_way -= 1;
    }
}

impl Script {
    pub(crate) fn of(handler: Handler) -> Self {
        Self {
            state: Mutex::new(State {
                handler: Some(handler),
                ..State::default()
            }),
            recorded: watch::Sender::default(),
        }
    }

    pub(crate) fn begin(self: &Arc<Self>) -> UnderWay {
        let mut state = self.lock();
        state.under_way += 1;
        state.most_at_once = state.most_at_once.max(state.under_way);
        UnderWay(Arc::clone(self))
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.lock().most_at_once
    }

    pub(crate) fn enqueue(&self, answer: Answer) {
        self.lock().answers.push_back(answer);
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// Waits until this many requests are recorded.
    pub(crate) async fn received(&self, count: usize) {
        let mut recorded = self.recorded.subscribe();
        // It fails only where no sender is left, and this script has one.
        let _ = recorded.wait_for(|recorded| *recorded >= count).await;
    }

    /// Records a request and gives its answer. A request that the script does not provide for is told so.
    pub(crate) fn answer(&self, request: Request) -> Answer {
        let mut state = self.lock();
        // First, so that one whose handler panics is among them.
        state.requests.push(request.clone());
        // Under the lock, so that a woken task sees the request as answered, and cannot enqueue an answer for it.
        self.recorded.send_replace(state.requests.len());
        let enqueued = state.answers.pop_front();
        let answer = enqueued.or_else(|| state.handler.as_mut().map(|handler| handler(&request)));
        answer.unwrap_or_else(|| unscripted(&request))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A handler that fails an assertion poisons the lock; the requests recorded before are still valid.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A status that no client treats as a transient failure of the server.
fn unscripted(request: &Request) -> Answer {
    let message = format!(
        "no answer is scripted for {} {}",
        request.method(),
        request.path()
    );
    let quotable = message.replace(['"', '\\'], "?");
    Answer::json(
        501,
        format!(r#"{{"statusCode":501,"message":"{quotable}"}}"#),
    )
}
