//! What the operations of the uniform shape do, which most resources of the platform have.

use crate::contract::Operation;

/// What an operation does with the resources of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uniform {
    /// Reads a page of them.
    Query,
    /// Says whether there is one.
    Exists,
    /// Makes one of a draft.
    Create,
    /// Reads one.
    Read(By),
    /// Says whether it is there.
    IsThere(By),
    /// Changes one by actions.
    Update(By),
    /// Takes one away.
    Delete(By),
}

/// What a path names a resource by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Id,
    Key,
}

impl Uniform {
    /// The path of the resources, and what an operation does with them; `None` where it has another shape.
    pub(crate) fn of(operation: &Operation) -> Option<(&str, Self)> {
        let path = operation.path.as_str();
        let by_id = path.strip_suffix("/{ID}").map(|path| (path, By::Id));
        let by_key = path.strip_suffix("/key={key}").map(|path| (path, By::Key));
        let method = operation.method.as_str();
        Some(match (by_id.or(by_key), method) {
            (None, "GET") => (path, Self::Query),
            (None, "HEAD") => (path, Self::Exists),
            (None, "POST") => (path, Self::Create),
            (Some((path, by)), "GET") => (path, Self::Read(by)),
            (Some((path, by)), "HEAD") => (path, Self::IsThere(by)),
            (Some((path, by)), "POST") => (path, Self::Update(by)),
            (Some((path, by)), "DELETE") => (path, Self::Delete(by)),
            _ => return None,
        })
    }
}
