/// Replaced soon.
#[derive(Debug)]
pub struct RedisStore;
