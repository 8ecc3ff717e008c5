//! Errors of a configuration.

use std::fmt;

use super::Setting;

/// Everything that is wrong with a configuration.
///
/// Neither the message nor the `Debug` output contains a value of the configuration.
///
/// ```
/// use ctp_auth::{Config, Setting};
///
/// let error = Config::from_dotenv("CTP_CLIENT_ID=an-identifier").unwrap_err();
/// let settings: Vec<Setting> = error.problems().iter().map(|problem| problem.setting()).collect();
/// assert_eq!(
///     settings,
///     [Setting::ProjectKey, Setting::ClientSecret, Setting::AuthUrl, Setting::ApiUrl],
/// );
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration cannot be used: {}", Joined(.problems))]
pub struct ConfigError {
    problems: Vec<ConfigProblem>,
}

/// Names the variables, as `Display` does, because a `main` that returns the error prints its `Debug` output.
impl fmt::Debug for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ConfigError({self})")
    }
}

/// What is wrong with one value of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {}", .setting.variable(), .reason)]
pub struct ConfigProblem {
    setting: Setting,
    reason: Reason,
}

impl ConfigError {
    /// All problems, in the order of [`Setting`].
    pub fn problems(&self) -> &[ConfigProblem] {
        &self.problems
    }

    pub(super) fn new(problems: Vec<ConfigProblem>) -> Self {
        Self { problems }
    }
}

impl ConfigProblem {
    /// The value that is missing or malformed.
    pub fn setting(&self) -> Setting {
        self.setting
    }

    /// Whether the value is missing or empty.
    pub fn is_missing(&self) -> bool {
        self.reason == Reason::Missing
    }

    /// Whether there is a value that cannot be used.
    pub fn is_malformed(&self) -> bool {
        matches!(self.reason, Reason::Malformed(_))
    }

    pub(super) fn missing(setting: Setting) -> Self {
        Self {
            setting,
            reason: Reason::Missing,
        }
    }

    pub(super) fn malformed(setting: Setting, expected: impl fmt::Display) -> Self {
        Self {
            setting,
            reason: Reason::Malformed(expected.to_string()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("is missing or empty")]
    Missing,
    #[error("is malformed (expected {0})")]
    Malformed(String),
}

struct Joined<'a>(&'a [ConfigProblem]);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{problem}")?;
        }
        Ok(())
    }
}
