//! Messages in process.

use std::io;

use serde_json::Value;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// The maximum number of waiting messages of a subscriber.
pub(crate) const WAITING: usize = 4096;

/// The messages that are written after its creation, each in the form of `GET /messages/{id}`.
#[derive(Debug)]
pub struct Subscription {
    pub(crate) messages: Receiver<Value>,
    pub(crate) project_key: String,
}

impl Subscription {
    /// Waits for the next message. If the future is dropped, no message is lost.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) when more than 4096 messages have waited, so that the oldest are lost to
    /// this subscription; they can still be read at `/messages`, and the next call continues with the remaining ones.
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when the emulator was dropped.
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

    /// Waits for the next message in the form of a delivery in the Platform format: the bytes in the envelope of a
    /// destination.
    ///
    /// # Errors
    ///
    /// The same errors as [`next`](Self::next).
    pub async fn next_delivery(&mut self) -> io::Result<Vec<u8>> {
        let mut payload = self.next().await?;
        if let Value::Object(members) = &mut payload {
            members.insert("notificationType".to_owned(), "Message".into());
            members.insert("projectKey".to_owned(), self.project_key.clone().into());
        }
        Ok(payload.to_string().into_bytes())
    }
}
