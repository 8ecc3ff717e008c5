//! What is kept of a token.

use std::borrow::Cow;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{AccessToken, RefreshToken, ScopeSet, TokenResponse};

/// What is kept of a token, and of the session that it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) access_token: AccessToken,
    pub(crate) refresh_token: Option<RefreshToken>,
    obtained_at: Duration,
    expires_at: Duration,
    /// The store of the session, if it is not for all of them.
    pub(crate) store_key: Option<String>,
    /// The cart of the session, if it has one.
    pub(crate) cart_id: Option<String>,
}

/// How good a token is at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// It serves.
    Fresh,
    /// It serves, and it is time for the next one.
    Ageing,
    /// It may end before a request arrives, or has ended.
    Spent,
}

/// A refresh token lives for at most a year
/// ([API Clients](https://docs.commercetools.com/api/projects/api-clients#apiclientdraft)). How long this one does, its
/// answer does not say.
const LONGEST_REFRESH: Duration = Duration::from_secs(31_536_000);

impl Entry {
    /// The entry of an answer, which comes after `previous`.
    pub(crate) fn new(response: &TokenResponse, previous: Option<&Self>) -> Self {
        let asked_at = response.asked_at();
        let refresh_token = response
            .refresh_token()
            .or(previous.and_then(|previous| previous.refresh_token.as_ref()))
            .cloned();
        Self {
            access_token: response.access_token().clone(),
            refresh_token,
            obtained_at: asked_at,
            expires_at: asked_at.saturating_add(response.expires_in()),
            store_key: previous.and_then(|previous| previous.store_key.clone()),
            cart_id: previous.and_then(|previous| previous.cart_id.clone()),
        }
    }

    pub(crate) fn age(&self, now: Duration) -> Age {
        let life = self.expires_at.saturating_sub(self.obtained_at);
        let left = self.expires_at.saturating_sub(now);
        // The margins shrink with short lives, so that a token of a minute is not renewed for each request.
        let spent = Duration::from_secs(30).min(life / 10);
        let ageing = Duration::from_secs(300).min(life / 4);
        if left <= spent {
            Age::Spent
        } else if left <= ageing {
            Age::Ageing
        } else {
            Age::Fresh
        }
    }

    pub(crate) fn scopes(&self) -> Option<&ScopeSet> {
        self.access_token.scopes()
    }

    /// For how long a store has use for it.
    pub(crate) fn store_lifetime(&self, now: Duration) -> Duration {
        match self.refresh_token {
            Some(_) => LONGEST_REFRESH,
            None => self.expires_at.saturating_sub(now),
        }
    }

    /// The entry as stores keep it.
    pub(crate) fn to_text(&self) -> SecretString {
        let written = Written {
            access_token: self.access_token.expose_secret().into(),
            refresh_token: self
                .refresh_token
                .as_ref()
                .map(|token| token.expose_secret().into()),
            scope: self.scopes().map(ScopeSet::to_string),
            obtained_at: milliseconds(self.obtained_at),
            expires_at: milliseconds(self.expires_at),
            store_key: self.store_key.as_deref().map(Cow::from),
            cart_id: self.cart_id.as_deref().map(Cow::from),
        };
        // Texts and numbers always can be written.
        serde_json::to_string(&written).unwrap_or_default().into()
    }

    /// Reads what a store kept; `None` if it is no entry, or one of another version of this crate.
    pub(crate) fn from_text(text: &SecretString) -> Option<Self> {
        let written: Written<'_> = serde_json::from_str(text.expose_secret()).ok()?;
        let mut access_token = AccessToken::new(&*written.access_token);
        if let Some(scope) = written.scope {
            access_token = access_token.with_scopes(scope.parse::<ScopeSet>().ok()?);
        }
        Some(Self {
            access_token,
            refresh_token: written.refresh_token.map(|text| RefreshToken::new(&*text)),
            obtained_at: Duration::from_millis(written.obtained_at),
            expires_at: Duration::from_millis(written.expires_at),
            store_key: written.store_key.map(Cow::into_owned),
            cart_id: written.cart_id.map(Cow::into_owned),
        })
    }
}

/// The text of an entry, read and written without a copy of its secrets.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    /// Milliseconds since 1970 began (UTC), as the next one.
    obtained_at: u64,
    expires_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    store_key: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cart_id: Option<Cow<'a, str>>,
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
