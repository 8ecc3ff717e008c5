//! A request of a run, and the next step after its response.

use std::time::Duration;

use ctp_auth::Backoff;

use super::{Done, DoneWork, FailureReason, Item, Outcome, SyncDraft, Work, expansions_of};
use crate::{ApiRoot, Error, Response, Result};

/// The number of attempts for a draft with conflicts or an overloaded API.
const ATTEMPTS: u32 = 5;

/// The pauses between attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The maximum number of update actions in one request.
///
/// Source: [Limits](https://docs.commercetools.com/api/limits#update-actions).
const MOST_ACTIONS: usize = 500;

/// Executes a piece of work.
pub(super) async fn run<D: SyncDraft>(api: ApiRoot, work: Work<D>, lowered: u64) -> Done<D> {
    let mut attempt = Attempts::new(&api);
    let result = match work {
        Work::LookUp(items) => {
            let found = look_up(&mut attempt, &items).await;
            DoneWork::LookedUp(items, found)
        }
        Work::Write(item, existing) => {
            let outcome = write(&mut attempt, &item, existing).await;
            DoneWork::Written(item, outcome)
        }
    };
    Done {
        result,
        lowered,
        was_overloaded: attempt.was_overloaded,
    }
}

/// The attempts for one piece of work.
struct Attempts<'a> {
    api: &'a ApiRoot,
    backoff: Backoff,
    made: u32,
    /// Whether the API was overloaded, according to its responses.
    was_overloaded: bool,
}

impl<'a> Attempts<'a> {
    fn new(api: &'a ApiRoot) -> Self {
        let backoff = Backoff::default()
            .with_max_attempts(ATTEMPTS)
            .with_total(Duration::MAX)
            .with_pauses(FIRST_PAUSE, LONGEST_PAUSE);
        Self {
            api,
            backoff,
            made: 0,
            was_overloaded: false,
        }
    }

    /// Records a response.
    fn look_at<T>(&mut self, answer: Result<Response<T>>) -> Result<T> {
        match answer {
            Ok(answer) => {
                self.was_overloaded |= answer.attempts() > 1;
                Ok(answer.into_body())
            }
            Err(error) => {
                let status = error.status().map(|status| status.as_u16());
                self.was_overloaded |= matches!(status, Some(429 | 503)) || error.attempts() > 1;
                Err(error)
            }
        }
    }

    /// Waits before another attempt; `false` if there is none left.
    async fn pause(&mut self, error: &Error) -> bool {
        self.made += 1;
        match self
            .backoff
            .pause(self.made, Duration::ZERO, error.retry_after())
        {
            Some(pause) => {
                self.api.0.client().clock().sleep(pause).await;
                true
            }
            None => false,
        }
    }
}

async fn look_up<D: SyncDraft>(
    attempts: &mut Attempts<'_>,
    items: &[Item<D>],
) -> Result<Vec<D::Resource>> {
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let expand = expansions_of(items.iter().map(|item| &item.draft));
    loop {
        let found = D::find(attempts.api, &keys, &expand).await;
        match attempts.look_at(found) {
            Err(error) if error.is_transient() && attempts.pause(&error).await => {}
            found => return found,
        }
    }
}

/// Creates or updates, and looks the resource up again after a conflict or a lost response.
async fn write<D: SyncDraft>(
    attempts: &mut Attempts<'_>,
    item: &Item<D>,
    mut existing: Option<D::Resource>,
) -> Result<Outcome, FailureReason> {
    // The API may have processed a request whose response was lost.
    let mut lost = None;
    loop {
        let (outcome, written) = match &existing {
            None => (Outcome::Created, create(attempts, item).await),
            Some(existing) => {
                let actions = item.draft.actions(existing);
                let actions = actions.map_err(FailureReason::Unreachable)?;
                if actions.is_empty() {
                    return Ok(lost.unwrap_or(Outcome::Unchanged));
                }
                let outcome = Outcome::Updated {
                    actions: actions.len(),
                };
                (outcome, update::<D>(attempts, existing, actions).await)
            }
        };
        let error = match written {
            Ok(()) => return Ok(outcome),
            Err(error) => error,
        };
        if error.is_transient() {
            lost = Some(outcome);
        }
        let may_be_there = existing.is_none() && has_code(&error, "DuplicateField");
        let is_worth_it = error.is_conflict() || error.is_transient() || may_be_there;
        if !is_worth_it || !attempts.pause(&error).await {
            return Err(FailureReason::Api(error.into()));
        }
        let found = look_up(attempts, std::slice::from_ref(item)).await;
        existing = match found.map(|found| found.into_iter().next()) {
            Ok(found) => found,
            Err(error) => return Err(FailureReason::Api(error.into())),
        };
        // Another unique field conflicts.
        if may_be_there && existing.is_none() {
            return Err(FailureReason::Api(error.into()));
        }
    }
}

async fn create<D: SyncDraft>(attempts: &mut Attempts<'_>, item: &Item<D>) -> Result<()> {
    let created = item.draft.create(attempts.api).await;
    attempts.look_at(created)
}

/// Sends the actions, in several requests if there are too many.
async fn update<D: SyncDraft>(
    attempts: &mut Attempts<'_>,
    existing: &D::Resource,
    actions: Vec<D::Action>,
) -> Result<()> {
    let (id, mut version) = D::version(existing);
    let mut actions = actions.into_iter().peekable();
    while actions.peek().is_some() {
        let next = actions.by_ref().take(MOST_ACTIONS).collect();
        let updated = D::update(attempts.api, id, version, next).await;
        version = attempts.look_at(updated)?;
    }
    Ok(())
}

fn has_code(error: &Error, code: &str) -> bool {
    error
        .api_errors()
        .iter()
        .any(|reason| reason.code() == code)
}
