//! Messages as they are written.

use std::io;

use serde_json::Value;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// As many messages wait for a subscriber.
pub(crate) const WAITING: usize = 4096;

/// The messages that are written from when it was made, each as `GET /messages/{id}` has it.
#[derive(Debug)]
pub struct Subscription(pub(crate) Receiver<Value>);

impl Subscription {
    /// The next message. Waits for it; a future that is dropped has taken none.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) when more than 4096 messages have waited, so that the oldest are lost to
    /// this subscription; they can still be read at `/messages`, and the next call goes on with those that are left.
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when the emulator is gone.
    pub async fn next(&mut self) -> io::Result<Value> {
        self.0.recv().await.map_err(|error| match error {
            RecvError::Lagged(count) => {
                let message = format!("{count} messages were not taken in time");
                io::Error::new(io::ErrorKind::InvalidData, message)
            }
            RecvError::Closed => {
                io::Error::new(io::ErrorKind::UnexpectedEof, "the emulator has ended")
            }
        })
    }
}
