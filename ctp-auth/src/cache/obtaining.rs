//! How the next token is come by: from the store, by a refresh token, by the grant.

use super::core::{Core, Origin};
use super::entry::Entry;
use super::lease::Turn;
use super::shelf::Found;
use crate::{AuthError, Grant, OAuthErrorCode, ScopeSet};

impl Core {
    /// The next token: another process may have it already; else it is fetched and stored.
    pub(super) async fn obtain(&self) -> Result<Entry, AuthError> {
        let (found, owner) = match self.turn().await? {
            Turn::Done(entry) => return Ok(entry),
            Turn::Ours { found, owner } => (found, owner),
        };
        let outcome = self.fetch_and_store(found).await;
        self.give_back(owner).await;
        outcome
    }

    async fn fetch_and_store(&self, found: Option<Found>) -> Result<Entry, AuthError> {
        if let (Origin::Session, Some(Found::Nothing | Found::Unreadable(_))) =
            (&self.origin, &found)
        {
            return Err(AuthError::session_ended(None));
        }
        // What the store does not have, or cannot be asked for, this process may still know.
        let basis = found
            .as_ref()
            .and_then(Found::entry)
            .cloned()
            .or_else(|| self.known());
        match self.fetch(basis.as_ref()).await {
            Ok(entry) => self.store(found, basis.as_ref(), entry).await,
            Err(error) if error.is_session_ended() => self.remove(found, error).await,
            Err(error) => Err(error),
        }
    }

    async fn fetch(&self, basis: Option<&Entry>) -> Result<Entry, AuthError> {
        if let Some(refresh_token) = basis.and_then(|basis| basis.refresh_token.clone()) {
            let grant = Grant::RefreshToken(refresh_token);
            match self.ask(&grant, &ScopeSet::new(), basis).await {
                Err(error) if is_refused(&error) && self.origin.is_repeatable() => {
                    tracing::debug!(%error, "the refresh token is no longer accepted");
                }
                Err(error) if is_refused(&error) => {
                    return Err(AuthError::session_ended(Some(error)));
                }
                outcome => return outcome,
            }
        }
        let Origin::Grant { grant, scopes } = &self.origin else {
            return Err(AuthError::session_ended(None));
        };
        // The first token of an anonymous session was the only one that the grant could get for it.
        if basis.is_some() && !grant.is_repeatable() {
            return Err(AuthError::session_ended(None));
        }
        self.ask(grant, scopes, None).await.map_err(|error| {
            let was_in_session = match grant {
                // Nobody is in it who could log in again.
                Grant::ClientCredentials | Grant::AnonymousSession(_) => false,
                Grant::Password(_) => basis.is_some(),
                Grant::RefreshToken(_) => true,
            };
            if was_in_session && is_refused(&error) {
                AuthError::session_ended(Some(error))
            } else {
                error
            }
        })
    }

    async fn ask(
        &self,
        grant: &Grant,
        scopes: &ScopeSet,
        basis: Option<&Entry>,
    ) -> Result<Entry, AuthError> {
        let response = self.auth.token(grant, scopes).await?;
        let mut entry = Entry::new(&response, basis);
        if let (None, Grant::RefreshToken(token)) = (&entry.refresh_token, grant) {
            // The answer to a refresh need not bring another one.
            entry.refresh_token = Some(token.clone());
        }
        Ok(entry)
    }

    /// Stores the entry, unless the store has got a better one meanwhile.
    async fn store(
        &self,
        found: Option<Found>,
        basis: Option<&Entry>,
        entry: Entry,
    ) -> Result<Entry, AuthError> {
        let Some(found) = found else {
            // The store could not be asked before the fetch. Perhaps it can now, but what it has is not known.
            return self.without_store(basis, entry);
        };
        let mut new = Some(entry.clone());
        match self.put(found, &mut new).await {
            Put::Done => Ok(new.unwrap_or(entry)),
            Put::Failed => self.without_store(basis, entry),
            // Somebody logged in or out, or another process was faster, and its token is as good.
            Put::Not(Found::Entry(other, _)) if self.is_fresh(&other) => Ok(other),
            Put::Not(Found::Nothing) if matches!(self.origin, Origin::Session) => {
                Err(AuthError::session_ended(None))
            }
            Put::Not(Found::Entry(..)) if matches!(self.origin, Origin::Session) => {
                Err(AuthError::interrupted())
            }
            Put::Not(_) => Ok(entry),
        }
    }

    /// Removes what has ended, so that nobody else need try.
    async fn remove(&self, found: Option<Found>, error: AuthError) -> Result<Entry, AuthError> {
        let Some(found) = found else {
            return Err(error);
        };
        match self.put(found, &mut None).await {
            // Somebody logged in, which revoked what was refused here.
            Put::Not(Found::Entry(other, _)) if self.is_fresh(&other) => Ok(other),
            Put::Not(Found::Entry(..)) => Err(AuthError::interrupted()),
            // If the store fails, its log entry is all there is to do.
            Put::Done | Put::Failed | Put::Not(_) => Err(error),
        }
    }

    /// Puts an entry, or none, in the place of what was found there, unless that has got other tokens meanwhile.
    async fn put(&self, mut found: Found, new: &mut Option<Entry>) -> Put {
        const TRIES: usize = 16;
        for _ in 0..TRIES {
            match self.shelf.replace(found.text(), new.as_ref()).await {
                Ok(true) => return Put::Done,
                Ok(false) => {}
                Err(_) => return Put::Failed,
            }
            let Ok(other) = self.shelf.find().await else {
                return Put::Failed;
            };
            match (found.entry(), other.entry()) {
                (Some(before), Some(after)) if before.access_token.is_same(&after.access_token) => {
                    // No more than the cart has changed.
                    if let Some(new) = new {
                        new.cart_id.clone_from(&after.cart_id);
                    }
                }
                _ => return Put::Not(other),
            }
            found = other;
        }
        Put::Failed
    }

    /// The entry that could not be stored, unless this process knows that the session has changed hands or ended.
    fn without_store(&self, basis: Option<&Entry>, entry: Entry) -> Result<Entry, AuthError> {
        if !matches!(self.origin, Origin::Session) {
            return Ok(entry);
        }
        match (self.known(), basis) {
            (Some(known), Some(basis)) if known.access_token.is_same(&basis.access_token) => {
                Ok(entry)
            }
            (Some(known), _) => Ok(known),
            (None, _) => Err(AuthError::session_ended(None)),
        }
    }
}

/// What came of putting an entry in the place of what was found there.
enum Put {
    Done,
    /// This is there now, and stays.
    Not(Found),
    /// The store fails.
    Failed,
}

impl Origin {
    fn is_repeatable(&self) -> bool {
        match self {
            Self::Grant { grant, .. } => grant.is_repeatable(),
            Self::Session => false,
        }
    }
}

/// Whether what was sent in place of the user's presence is no longer accepted.
fn is_refused(error: &AuthError) -> bool {
    error.oauth().is_some_and(|refusal| {
        refusal.has(&OAuthErrorCode::InvalidGrant)
            || refusal.has(&OAuthErrorCode::InvalidCustomerAccountCredentials)
    })
}
