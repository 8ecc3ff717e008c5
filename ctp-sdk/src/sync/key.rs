//! Keys of models, some of which have to have one.

/// The key of a model.
pub(super) trait Key {
    /// The key, if there is one.
    fn text(&self) -> Option<&str>;
}

impl Key for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Key for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}
