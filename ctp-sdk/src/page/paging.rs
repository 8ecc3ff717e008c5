//! The kinds of paging.

/// How the pages of an operation follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub(super) by_id: bool,
    pub(super) without_total: bool,
}

impl Paging {
    /// Each page begins after the id of a result. The operation takes `limit`, `offset`, `sort` and `where`.
    pub const fn by_id() -> Self {
        Self {
            by_id: true,
            without_total: false,
        }
    }

    /// Each page begins at an offset. The operation takes `limit` and `offset`.
    pub const fn by_offset() -> Self {
        Self {
            by_id: false,
            without_total: false,
        }
    }

    /// The operation also takes `withTotal`, which is `false` unless the caller sets it.
    #[must_use]
    pub const fn without_total(mut self) -> Self {
        self.without_total = true;
        self
    }
}

/// The page size, whatever its type in the specification.
pub fn page_limit(limit: impl TryInto<u64>) -> Option<u64> {
    limit.try_into().ok()
}
