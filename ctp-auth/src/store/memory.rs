//! A store in the memory of this process.
/// Replaced soon.
#[derive(Debug)]
pub struct MemoryStore;
