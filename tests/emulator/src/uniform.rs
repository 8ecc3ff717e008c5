//! The shape of operations that most resources of the platform have.

/// What an operation does with the resources of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Id,
    /// A field of which no two resources have the same value.
    Field(String),
}

impl Uniform {
    /// The path of the resources, and what a method of a path does with them; `None` if it has another shape.
    pub(crate) fn of<'p>(method: &str, path: &'p str) -> Option<(&'p str, Self)> {
        let (above, last) = path.rsplit_once('/')?;
        let by = match last {
            "{ID}" => Some(By::Id),
            // `key={key}`, `order-number={orderNumber}`
            last => last
                .split_once("={")
                .and_then(|(_, field)| Some(By::Field(field.strip_suffix('}')?.to_owned()))),
        };
        Some(match (by, method) {
            (None, "GET") => (path, Self::Query),
            (None, "HEAD") => (path, Self::Exists),
            (None, "POST") => (path, Self::Create),
            (Some(by), "GET") => (above, Self::Read(by)),
            (Some(by), "HEAD") => (above, Self::IsThere(by)),
            (Some(by), "POST") => (above, Self::Update(by)),
            (Some(by), "DELETE") => (above, Self::Delete(by)),
            _ => return None,
        })
    }
}
