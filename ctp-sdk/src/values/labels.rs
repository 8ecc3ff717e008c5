//! Values of enums, with what a shop shows for them.

use serde::{Deserialize, Serialize};

use crate::Localized;

/// A value of an attribute that is an enum.
///
/// # Sources
///
/// [AttributePlainEnumValue](https://docs.commercetools.com/api/projects/productTypes#attributeplainenumvalue) in
/// commercetools.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct EnumValue {
    /// What it is told apart by.
    pub key: String,
    /// What is shown for it.
    pub label: String,
}

/// A value of an attribute that is an enum with labels in several languages.
///
/// # Sources
///
/// [AttributeLocalizedEnumValue](https://docs.commercetools.com/api/projects/productTypes#attributelocalizedenumvalue)
/// in commercetools.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct LocalizedEnumValue {
    /// What it is told apart by.
    pub key: String,
    /// What is shown for it, by locale.
    pub label: Localized<String>,
}
