/// Replaced soon.
#[derive(Debug)]
pub struct FileStore;
