//! The form of operations that most resources have.

/// The operation on the resources of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Uniform {
    /// Reads a page of them.
    Query,
    /// Whether there is one.
    Exists,
    /// Creates one from a draft.
    Create,
    /// Reads one.
    Read(By),
    /// Whether it exists.
    IsThere(By),
    /// Changes one by actions.
    Update(By),
    /// Deletes one.
    Delete(By),
}

/// How a path names a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Id,
    /// A field with unique values.
    Field(String),
}

impl Uniform {
    /// The path of the resources, and the operation of a method of a path; `None` if it has another form.
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
