//! The end of a session.

use crate::AuthError;

/// What came of the end of a session. It is removed; its tokens may still be good.
#[derive(Debug)]
pub struct SessionEnd {
    pub(super) was_there: bool,
    pub(super) not_revoked: Option<AuthError>,
}

impl SessionEnd {
    /// Whether there was a session. To end one that has ended is no error.
    pub fn was_there(&self) -> bool {
        self.was_there
    }

    /// Why the tokens could not be revoked, if so. The session has ended all the same: nobody gets to the tokens by its id.
    /// They end in their own time.
    pub fn revocation_error(&self) -> Option<&AuthError> {
        self.not_revoked.as_ref()
    }

    /// Whether the tokens are revoked, or there were none.
    pub fn is_revoked(&self) -> bool {
        self.not_revoked.is_none()
    }
}
