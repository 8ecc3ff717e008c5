//! What is written about products.

use serde_json::{Value, json};

use crate::kind::{Done, Object};
use crate::kinds::projections::{self, Which};
use crate::message::Message;
use crate::project::Project;

/// The messages about what was done with a product.
pub(super) fn about(_: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    match done {
        Done::Created(product) => Some(vec![message(
            "ProductCreated",
            json!({"productProjection": projections::of(product, Which::Staged)}),
        )]),
        Done::Deleted(product) => Some(vec![message(
            "ProductDeleted",
            json!({
                "removedImageUrls": [],
                "currentProjection": projections::of(product, Which::Current),
            }),
        )]),
        Done::Changed(..) => None,
    }
}

fn message(of: &str, fields: Value) -> Message {
    let fields = match fields {
        Value::Object(fields) => fields,
        _ => Object::new(),
    };
    Message {
        of: of.to_owned(),
        fields,
    }
}
