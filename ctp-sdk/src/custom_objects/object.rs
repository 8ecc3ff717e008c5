//! A custom object with a typed value.

use std::any::type_name;

use serde::de::DeserializeOwned;

use crate::call::Answers;
use crate::decode::DecodeFailure;
use crate::models::{self, CreatedBy, CustomObjectReference, LastModifiedBy};
use crate::{DateTime, RawResponse, Response, Result};

/// A custom object with a value of the type `T`.
///
/// Source: [CustomObject](https://docs.commercetools.com/api/projects/custom-objects#ctp:api:type:CustomObject).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CustomObject<T> {
    /// The identifier, assigned by the platform. It never changes.
    pub id: String,
    /// The version, which grows with each change.
    pub version: i64,
    /// When it was created, in UTC.
    pub created_at: DateTime,
    /// When it was changed last, in UTC.
    pub last_modified_at: DateTime,
    /// Who changed it last. Beta: may change without notice.
    pub last_modified_by: Option<Box<LastModifiedBy>>,
    /// Who created it. Beta: may change without notice.
    pub created_by: Option<Box<CreatedBy>>,
    /// The container.
    pub container: String,
    /// The key within the container.
    pub key: String,
    /// The value.
    pub value: T,
}

impl<T> CustomObject<T> {
    /// A reference to this custom object, not expanded.
    pub fn to_reference(&self) -> CustomObjectReference {
        CustomObjectReference::new(&self.id)
    }
}

/// Converts the value of a custom object from another source, such as an expanded reference.
///
/// ```no_run
/// # fn run(expanded: ctp_sdk::models::CustomObject) -> Result<(), ctp_sdk::DecodeFailure> {
/// use ctp_sdk::custom_objects::CustomObject;
///
/// let greeting = CustomObject::<String>::try_from(expanded)?;
/// println!("{}", greeting.value);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the value does not fit. The error names the container, the key and the place.
impl<T: DeserializeOwned> TryFrom<models::CustomObject> for CustomObject<T> {
    type Error = DecodeFailure;

    fn try_from(object: models::CustomObject) -> Result<Self, DecodeFailure> {
        let value = serde_path_to_error::deserialize(&object.value).map_err(|error| {
            DecodeFailure::of_copy(&error, &object.value, type_name::<T>())
                .below_member("value")
                .of_resource(format!(
                    "custom object `{}/{}`",
                    object.container, object.key
                ))
        })?;
        Ok(Self {
            id: object.id,
            version: object.version,
            created_at: object.created_at,
            last_modified_at: object.last_modified_at,
            last_modified_by: object.last_modified_by,
            created_by: object.created_by,
            container: object.container,
            key: object.key,
            value,
        })
    }
}

impl<T: DeserializeOwned> Answers for CustomObject<T> {
    type Answer = Self;

    fn read(answer: RawResponse) -> Result<Response<Self>> {
        let untyped = answer.clone().model::<models::CustomObject>()?;
        untyped.try_map(|object| {
            Self::try_from(object)
                .map_err(|failure| answer.unreadable(failure, answer.body().clone()))
        })
    }
}
