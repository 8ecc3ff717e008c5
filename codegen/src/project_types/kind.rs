//! The kinds of values that attributes and fields have.

use serde::Deserialize;

use super::definition::Text;

/// The kind of a value. Attributes and fields name the same kinds differently.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "name", rename_all_fields = "camelCase")]
pub(super) enum Kind {
    #[serde(rename = "boolean", alias = "Boolean")]
    Boolean,
    #[serde(rename = "text", alias = "String")]
    Text,
    #[serde(rename = "ltext", alias = "LocalizedString")]
    LocalizedText,
    /// With labels that are plain or by locale.
    #[serde(
        rename = "enum",
        alias = "Enum",
        alias = "lenum",
        alias = "LocalizedEnum"
    )]
    Enum { values: Vec<EnumValue> },
    #[serde(rename = "number", alias = "Number")]
    Number,
    #[serde(rename = "money", alias = "Money")]
    Money,
    #[serde(rename = "date", alias = "Date")]
    Date,
    #[serde(rename = "time", alias = "Time")]
    Time,
    #[serde(rename = "datetime", alias = "DateTime")]
    DateTime,
    #[serde(rename = "reference", alias = "Reference")]
    Reference { reference_type_id: String },
    #[serde(rename = "set", alias = "Set")]
    Set { element_type: Box<Kind> },
    #[serde(rename = "nested")]
    Nested {
        type_reference: ProductTypeReference,
    },
    /// One that is newer than this generator: its values stay JSON.
    #[serde(other)]
    Unknown,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct EnumValue {
    pub(super) key: String,
    pub(super) label: Text,
}

/// The product type that nested attributes are of: by id in a product type, by either in a draft.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct ProductTypeReference {
    pub(super) id: Option<String>,
    pub(super) key: Option<String>,
}

impl Kind {
    /// The values of the enum that this is, or of which it is a set, where it has any yet.
    pub(super) fn enum_values(&self) -> Option<&[EnumValue]> {
        match self {
            Self::Enum { values } => Some(values.as_slice()).filter(|values| !values.is_empty()),
            Self::Set { element_type } => element_type.enum_values(),
            _ => None,
        }
    }
}

/// The models of `ctp_sdk` for references, by the kind of resource that they refer to.
pub(super) const REFERENCES: [(&str, &str); 26] = [
    ("associate-role", "AssociateRoleReference"),
    ("business-unit", "BusinessUnitReference"),
    ("cart", "CartReference"),
    ("cart-discount", "CartDiscountReference"),
    ("category", "CategoryReference"),
    ("channel", "ChannelReference"),
    ("customer", "CustomerReference"),
    ("customer-group", "CustomerGroupReference"),
    ("discount-code", "DiscountCodeReference"),
    ("inventory-entry", "InventoryEntryReference"),
    ("key-value-document", "CustomObjectReference"),
    ("order", "OrderReference"),
    ("order-edit", "OrderEditReference"),
    ("payment", "PaymentReference"),
    ("product", "ProductReference"),
    ("product-discount", "ProductDiscountReference"),
    ("product-selection", "ProductSelectionReference"),
    ("product-type", "ProductTypeReference"),
    ("review", "ReviewReference"),
    ("shipping-method", "ShippingMethodReference"),
    ("shopping-list", "ShoppingListReference"),
    ("state", "StateReference"),
    ("store", "StoreReference"),
    ("tax-category", "TaxCategoryReference"),
    ("type", "TypeReference"),
    ("zone", "ZoneReference"),
];
