//! The steps of the pipeline, one file for each.

mod concurrency_limit;
mod correlation_id;
mod retry;
mod retry_budget;
mod telemetry;
mod transport;
mod user_agent;

pub(super) use concurrency_limit::ConcurrencyLimit;
pub(super) use correlation_id::CorrelationId;
pub(super) use retry::{Resumable, Retry};
pub(super) use telemetry::{Exchange, Telemetry};
pub(super) use transport::{ReadBody, Transport, read_whole};
pub(super) use user_agent::UserAgent;

pub use retry_budget::RetryBudget;
