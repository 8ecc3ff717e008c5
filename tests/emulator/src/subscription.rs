//! Messages as they are written.

use std::io;

use serde_json::Value;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// As many messages wait for a subscriber.
pub(crate) const WAITING: usize = 4096;

/// The messages that are written from when it was made, each as `GET /messages/{id}` has it.
#[derive(Debug)]
pub struct Subscription {
    pub(crate) messages: Receiver<Value>,
    pub(crate) project_key: String,
}

impl Subscription {
    /// The next message. Waits for it; a future that is dropped has taken none.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) when more than 4096 messages have waited, so that the oldest are lost to
    /// this subscription; they can still be read at `/messages`, and the next call goes on with those that are left.
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when the emulator is gone.
    pub async fn next(&mut self) -> io::Result<Value> {
        self.messages.recv().await.map_err(|error| match error {
            RecvError::Lagged(count) => {
                let message = format!("{count} messages were not taken in time");
                io::Error::new(io::ErrorKind::InvalidData, message)
            }
            RecvError::Closed => {
                io::Error::new(io::ErrorKind::UnexpectedEof, "the emulator has ended")
            }
        })
    }

    /// The next message as a subscription of the platform delivers it, in the Platform format: the bytes that are in the
    /// envelope of a destination. Waits for it, as [`next`](Self::next) does.
    ///
    /// # Errors
    ///
    /// As of [`next`](Self::next).
    pub async fn next_delivery(&mut self) -> io::Result<Vec<u8>> {
        let mut payload = self.next().await?;
        if let Value::Object(members) = &mut payload {
            members.insert("notificationType".to_owned(), "Message".into());
            members.insert("projectKey".to_owned(), self.project_key.clone().into());
        }
        Ok(payload.to_string().into_bytes())
    }
}
