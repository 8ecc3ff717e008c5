//! References to resources.

mod expanded;

pub use expanded::Expanded;

/// A reference to a resource of one kind, such as a `CategoryReference`.
///
/// Every `…Reference` of the models implements it. It names its resource by id, and contains the resource in `obj` if the
/// request expanded it. [`TypedValue::reference`](crate::values::TypedValue::reference) reads them.
///
/// ```
/// # #[cfg(feature = "categories")]
/// # {
/// use ctp_sdk::ResourceReference;
/// use ctp_sdk::models::CategoryReference;
///
/// assert_eq!(CategoryReference::TYPE_ID, "category");
/// # }
/// ```
pub trait ResourceReference {
    /// The `typeId`: the kind of resource.
    const TYPE_ID: &'static str;

    /// The id of the resource.
    fn id(&self) -> &str;
}
