//! The end of a session.

use crate::AuthError;

/// The result of ending a session. The session is removed; its tokens may still be valid.
#[derive(Debug)]
pub struct SessionEnd {
    pub(super) was_there: bool,
    pub(super) not_revoked: Option<AuthError>,
}

impl SessionEnd {
    /// Whether there was a session. It is not an error to end a session that has already ended.
    pub fn was_there(&self) -> bool {
        self.was_there
    }

    /// Why the tokens could not be revoked, if that failed. The session has ended anyway: its id no longer gives access to
    /// the tokens. They expire later.
    pub fn revocation_error(&self) -> Option<&AuthError> {
        self.not_revoked.as_ref()
    }

    /// Whether the tokens are revoked, or there were none.
    pub fn is_revoked(&self) -> bool {
        self.not_revoked.is_none()
    }
}
