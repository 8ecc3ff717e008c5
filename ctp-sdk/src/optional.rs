//! What may not be there.

use crate::Result;

/// Makes `None` of the error that there is no such resource (404).
pub fn optional<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(error) if error.is_not_found() => Ok(None),
        other => other.map(Some),
    }
}
