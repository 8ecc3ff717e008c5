//! Enum values with their labels.

use serde::{Deserialize, Serialize};

use crate::Localized;

/// An enum value of an attribute.
///
/// # Sources
///
/// [AttributePlainEnumValue](https://docs.commercetools.com/api/projects/productTypes#attributeplainenumvalue) in
/// commercetools.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct EnumValue {
    /// The key, which identifies it.
    pub key: String,
    /// The label to show.
    pub label: String,
}

/// An enum value of an attribute, with labels by locale.
///
/// # Sources
///
/// [AttributeLocalizedEnumValue](https://docs.commercetools.com/api/projects/productTypes#attributelocalizedenumvalue)
/// in commercetools.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct LocalizedEnumValue {
    /// The key, which identifies it.
    pub key: String,
    /// The labels to show, by locale.
    pub label: Localized<String>,
}
