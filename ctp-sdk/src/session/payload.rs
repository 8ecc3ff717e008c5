//! The data that the SDK keeps with a session.

use ctp_auth::Session;
use serde::{Deserialize, Serialize};

use crate::{JsonObject, Result};

/// The data that the SDK keeps with a session: JSON, which is opaque to `ctp_auth`. Unknown members are kept.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cart_id: Option<String>,
    #[serde(flatten)]
    unknown: JsonObject,
}

impl Payload {
    pub(super) fn with_cart(cart_id: Option<String>) -> Self {
        Self {
            cart_id,
            unknown: JsonObject::new(),
        }
    }

    pub(super) async fn of(session: &Session) -> Result<Self> {
        Ok(Self::read(session.payload().await?.as_deref()))
    }

    /// Changes the payload of a session; returns the new payload.
    pub(super) async fn update(session: &Session, change: impl Fn(&mut Self)) -> Result<Self> {
        let change = |text: Option<&str>| {
            let mut payload = Self::read(text);
            change(&mut payload);
            payload.to_text()
        };
        let text = session.update_payload(change).await?;
        Ok(Self::read(text.as_deref()))
    }

    pub(super) fn to_text(&self) -> Option<String> {
        // Strings can always be serialized.
        let text = serde_json::to_string(self).ok()?;
        (text != "{}").then_some(text)
    }

    /// An unreadable payload counts as empty: a cart can be found again by its owner.
    fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
}
