//! What is kept of a token.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{AccessToken, AuthError, RefreshToken, ScopeSet, TokenResponse};

/// The version of the text that stores keep. It is raised when an earlier version of this crate would misunderstand the
/// text; a member that is merely new does not raise it, as such members survive being rewritten.
const VERSION: u32 = 1;

/// A refresh token lives for at most a year
/// ([API Clients](https://docs.commercetools.com/api/projects/api-clients#apiclientdraft)).
pub(crate) const LONGEST_REFRESH: Duration = Duration::from_secs(31_536_000);

/// What is kept of a token.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) access_token: AccessToken,
    pub(crate) refresh_token: Option<RefreshToken>,
    obtained_at: Duration,
    expires_at: Duration,
    /// When the refresh token ends, if the authorization service said so.
    refresh_expires_at: Option<Duration>,
    /// The API client that the tokens were handed out to, which alone can renew and revoke them.
    pub(crate) client_id: Option<String>,
    /// The session that the tokens belong to, if they belong to one.
    pub(crate) session: Option<SessionState>,
    /// The members that this version of the crate does not know.
    unknown: Map<String, Value>,
}

/// What is kept of a session besides its tokens.
#[derive(Clone)]
pub(crate) struct SessionState {
    pub(crate) started_at: Duration,
    pub(crate) used_at: Duration,
    /// The store that the session was started in, if it is not for all of them.
    pub(crate) store_key: Option<String>,
    /// What the owner of the session keeps with it.
    pub(crate) payload: Option<String>,
}

/// How good a token is at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// It can be sent.
    Fresh,
    /// It can be sent, and it is time to fetch the next one.
    Ageing,
    /// It may end before a request arrives, or has ended.
    Spent,
}

/// Why a text is not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It was written by a later version of this crate, in this version of the text.
    Newer(u32),
    /// It was not written by this crate, or was damaged.
    Damaged,
}

impl Record {
    /// The first record of a grant or a session.
    pub(crate) fn first(response: &TokenResponse) -> Self {
        let asked_at = response.asked_at();
        Self {
            access_token: response.access_token().clone(),
            refresh_token: response.refresh_token().cloned(),
            obtained_at: asked_at,
            expires_at: asked_at.saturating_add(response.expires_in()),
            refresh_expires_at: response
                .refresh_expires_in()
                .map(|lifetime| asked_at.saturating_add(lifetime)),
            client_id: response.client_id().map(str::to_owned),
            session: None,
            unknown: Map::new(),
        }
    }

    /// The record that follows this one after a refresh: of the same holder, with all that the answer does not change.
    ///
    /// # Errors
    ///
    /// When the new token acts for another customer or another anonymous session than the old one.
    pub(crate) fn refreshed(&self, response: &TokenResponse) -> Result<Self, AuthError> {
        let next = Self::first(response);
        let scopes = match (response.names_scopes(), self.scopes()) {
            // RFC 6749, section 6: without a scope it is that of the token before.
            (false, Some(before)) => before.clone(),
            (_, Some(before)) => response
                .scopes()
                .with_identity_of(before)
                .ok_or_else(AuthError::other_holder)?,
            (_, None) => response.scopes().clone(),
        };
        let has_new_refresh_token = next.refresh_token.is_some();
        Ok(Self {
            access_token: next.access_token.with_scopes(scopes),
            refresh_token: next.refresh_token.or_else(|| self.refresh_token.clone()),
            refresh_expires_at: match has_new_refresh_token {
                true => next.refresh_expires_at,
                false => next.refresh_expires_at.or(self.refresh_expires_at),
            },
            client_id: next.client_id.or_else(|| self.client_id.clone()),
            session: self.session.clone(),
            unknown: self.unknown.clone(),
            ..next
        })
    }

    pub(crate) fn age(&self, now: Duration) -> Age {
        let left = self.expires_at.saturating_sub(now);
        if left <= Duration::from_secs(30).min(self.life() / 10) {
            Age::Spent
        } else if now < self.fresh_until() {
            Age::Fresh
        } else {
            Age::Ageing
        }
    }

    /// When it begins to age.
    pub(crate) fn fresh_until(&self) -> Duration {
        let ageing = Duration::from_secs(300).min(self.life() / 4);
        self.expires_at.saturating_sub(ageing)
    }

    /// The margins shrink with short lives, so that a token of a minute is not renewed for each request.
    fn life(&self) -> Duration {
        self.expires_at.saturating_sub(self.obtained_at)
    }

    /// How long ago the token was asked for.
    pub(crate) fn since_obtained(&self, now: Duration) -> Duration {
        now.saturating_sub(self.obtained_at)
    }

    pub(crate) fn scopes(&self) -> Option<&ScopeSet> {
        self.access_token.scopes()
    }

    /// When there is no more use for it: the token has ended, and the refresh token too if there is one.
    pub(crate) fn ends_at(&self) -> Duration {
        match self.refresh_token {
            Some(_) => self
                .refresh_expires_at
                .unwrap_or_else(|| self.obtained_at.saturating_add(LONGEST_REFRESH))
                .max(self.expires_at),
            None => self.expires_at,
        }
    }

    /// The record as stores keep it.
    pub(crate) fn to_text(&self) -> SecretString {
        let session = self.session.as_ref();
        let written = Written {
            version: VERSION,
            access_token: self.access_token.expose_secret().to_owned(),
            refresh_token: self
                .refresh_token
                .as_ref()
                .map(|token| token.expose_secret().to_owned()),
            scope: self.scopes().map(ScopeSet::to_string),
            obtained_at: milliseconds(self.obtained_at),
            expires_at: milliseconds(self.expires_at),
            refresh_expires_at: self.refresh_expires_at.map(milliseconds),
            client_id: self.client_id.clone(),
            started_at: session.map(|session| milliseconds(session.started_at)),
            used_at: session.map(|session| milliseconds(session.used_at)),
            store_key: session.and_then(|session| session.store_key.clone()),
            payload: session.and_then(|session| session.payload.clone()),
            unknown: self.unknown.clone(),
        };
        // Texts and numbers always can be written.
        let text = serde_json::to_string(&written).unwrap_or_default().into();
        written.wipe();
        text
    }

    /// Reads what a store kept.
    pub(crate) fn from_text(text: &SecretString) -> Result<Self, Unreadable> {
        let text = text.expose_secret();
        let members: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| Unreadable::Damaged)?;
        let version = members.get("version").and_then(Value::as_u64);
        let version = u32::try_from(version.ok_or(Unreadable::Damaged)?).unwrap_or(u32::MAX);
        if version > VERSION {
            return Err(Unreadable::Newer(version));
        }
        let written: Written =
            serde_json::from_value(Value::Object(members)).map_err(|_| Unreadable::Damaged)?;
        let mut access_token = AccessToken::new(written.access_token);
        if let Some(scope) = written.scope {
            let scopes = scope.parse::<ScopeSet>().map_err(|_| Unreadable::Damaged)?;
            access_token = access_token.with_scopes(scopes);
        }
        let session = written.started_at.map(|started_at| SessionState {
            started_at: Duration::from_millis(started_at),
            used_at: Duration::from_millis(written.used_at.unwrap_or(started_at)),
            store_key: written.store_key,
            payload: written.payload,
        });
        Ok(Self {
            access_token,
            refresh_token: written.refresh_token.map(RefreshToken::new),
            obtained_at: Duration::from_millis(written.obtained_at),
            expires_at: Duration::from_millis(written.expires_at),
            refresh_expires_at: written.refresh_expires_at.map(Duration::from_millis),
            client_id: written.client_id,
            session,
            unknown: written.unknown,
        })
    }
}

/// The tokens in a text that is not a record that this version can read, as far as they can be recognised. They are for
/// revoking only.
pub(crate) struct SalvagedTokens {
    pub(crate) access_token: Option<AccessToken>,
    pub(crate) refresh_token: Option<RefreshToken>,
    pub(crate) client_id: Option<String>,
}

impl SalvagedTokens {
    pub(crate) fn of(text: &SecretString) -> Self {
        let members: Map<String, Value> =
            serde_json::from_str(text.expose_secret()).unwrap_or_default();
        let member = |name: &str| {
            let text = members.get(name)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self {
            access_token: member("access_token").map(AccessToken::new),
            refresh_token: member("refresh_token").map(RefreshToken::new),
            client_id: member("client_id"),
        }
    }

    pub(crate) fn are_none(&self) -> bool {
        self.access_token.is_none() && self.refresh_token.is_none()
    }
}

/// The text of a record. All times are in milliseconds since 1970 began (UTC).
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    obtained_at: u64,
    expires_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_expires_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

impl Written {
    /// Wipes the copies of the tokens from memory.
    fn wipe(self) {
        use zeroize::Zeroize;

        let (mut access_token, mut refresh_token) = (self.access_token, self.refresh_token);
        access_token.zeroize();
        refresh_token.zeroize();
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"version":1,"access_token":"a","refresh_token":"r","scope":"b:c",
        "obtained_at":1,"expires_at":2,"refresh_expires_at":3,"client_id":"d","started_at":4,"used_at":5,
        "store_key":"e","payload":"f"}"#;

    fn changed(name: &str, value: Value) -> SecretString {
        let mut members: Map<String, Value> = serde_json::from_str(TEXT).unwrap();
        members.insert(name.to_owned(), value);
        Value::Object(members).to_string().into()
    }

    #[test]
    fn a_record_is_read_as_it_was_written_with_members_of_a_later_version() {
        let text = changed("mood", serde_json::json!({"is": ["good"]}));
        let record = Record::from_text(&text).ok().unwrap();
        let again: Value = serde_json::from_str(record.to_text().expose_secret()).unwrap();
        let before: Value = serde_json::from_str(text.expose_secret()).unwrap();
        assert_eq!(again, before);
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let read = |text: SecretString| Record::from_text(&text).err();
        assert_eq!(read(changed("version", 1.into())), None);
        assert_eq!(
            read(changed("version", 2.into())),
            Some(Unreadable::Newer(2))
        );
        // Whatever else it is, it is of a later version.
        let other = r#"{"version":99,"tokens":[]}"#;
        assert_eq!(read(other.into()), Some(Unreadable::Newer(99)));
        for damaged in [
            "",
            "[]",
            "{}",
            r#"["a","b"]"#,
            r#"{"version":1}"#,
            r#"{"version":"1"}"#,
            &TEXT[..TEXT.len() / 2],
        ] {
            assert_eq!(read(damaged.into()), Some(Unreadable::Damaged), "{damaged}");
        }
        assert_eq!(
            read(changed("scope", "\"".into())),
            Some(Unreadable::Damaged)
        );
    }

    #[test]
    fn tokens_are_found_in_a_text_of_a_later_version() {
        let tokens = SalvagedTokens::of(&changed("version", 2.into()));
        assert_eq!(tokens.access_token.unwrap().expose_secret(), "a");
        assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "r");
        assert_eq!(tokens.client_id.unwrap(), "d");
        assert!(SalvagedTokens::of(&"no JSON".into()).are_none());
    }
}
