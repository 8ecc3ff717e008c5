//! What does not follow from the contract by the rules of [`field`](super::field) in the schema of the platform.

use super::field::{
    Field, NameByTag, RAW_ATTRIBUTE, RAW_FIELD, REFERENCE, Shape, Source, plain, raw,
};

/// Types of the contract with another name in the schema.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("CentPrecisionMoney", "Money"),
    ("CreatedBy", "Initiator"),
    ("CustomFields", "CustomFieldsType"),
    ("DiscountedPrice", "DiscountedProductPriceValue"),
    ("ImageDimensions", "Dimensions"),
    ("InventoryEntryStockLevels", "StockLevels"),
    ("LastModifiedBy", "Initiator"),
    ("Price", "ProductPrice"),
    ("PriceTier", "ProductPriceTier"),
    ("ProductType", "ProductTypeDefinition"),
    ("Type", "TypeDefinition"),
];

/// The dimensions of assets and of images.
const HEIGHT: Field = plain(Source::Member("h"), Shape::Leaf);
const WIDTH: Field = plain(Source::Member("w"), Shape::Leaf);

/// Fields that do not follow from the rules, each after its type in the contract and its name.
pub(super) const MORE: &[(&str, &str, Field)] = &[
    ("AssetDimensions", "height", HEIGHT),
    ("AssetDimensions", "width", WIDTH),
    ("CustomFields", "customFieldsRaw", raw("fields", RAW_FIELD)),
    (
        "DiscountCode",
        "cartDiscountRefs",
        plain(Source::List("cartDiscounts"), REFERENCE),
    ),
    ("ImageDimensions", "height", HEIGHT),
    ("ImageDimensions", "width", WIDTH),
    (
        "PaymentInfo",
        "paymentRefs",
        plain(Source::List("payments"), REFERENCE),
    ),
    (
        "ProductVariant",
        "attributesRaw",
        raw("attributes", RAW_ATTRIBUTE),
    ),
];

/// The same for fields with objects, whose type in the contract comes last.
pub(super) const OF_OBJECTS: &[(&str, &str, Source, &str)] = &[(
    "ProductData",
    "allVariants",
    Source::AllVariants,
    "ProductVariant",
)];

/// Fields of the contract that the schema does not have, or has with another type. The fields of references whose second
/// name differs are here with this name.
pub(super) const OTHERWISE: &[(&str, &[&str])] = &[
    ("AssetDimensions", &["h", "w"]),
    ("BusinessUnit", &["inheritedStores", "inheritedStoresRef"]),
    ("Cart", &["refusedGiftsRef", "warnings"]),
    ("CartDiscount", &["references", "referencesRef"]),
    ("CreatedBy", &["associate", "customer"]),
    ("CustomFields", &["fields"]),
    ("CustomLineItemRecurrenceInfo", &["recurrencePolicyRef"]),
    (
        "DiscountCode",
        &["cartDiscountsRef", "references", "referencesRef"],
    ),
    ("ImageDimensions", &["h", "w"]),
    ("LastModifiedBy", &["associate", "customer"]),
    ("LineItem", &["productTypeRef"]),
    ("LineItemRecurrenceInfo", &["recurrencePolicyRef"]),
    ("Order", &["refusedGiftsRef"]),
    ("Payment", &["interfaceInteractions"]),
    ("PaymentInfo", &["paymentsRef"]),
    ("Product", &["warnings"]),
    (
        "ProductData",
        &["attributes", "categoryOrderHints", "searchKeywords"],
    ),
    ("ProductDiscount", &["references", "referencesRef"]),
    ("ProductType", &["attributes"]),
    (
        "ProductVariant",
        &[
            "attributes",
            "availability",
            "isMatchingVariant",
            "price",
            "recurrencePrices",
            "scopedPrice",
            "scopedPriceDiscounted",
        ],
    ),
    ("QuoteRequest", &["cart"]),
    ("ShippingMethod", &["description"]),
    (
        "ShoppingListLineItem",
        &["productSlug", "productSlugAllLocales", "variant"],
    ),
    ("Variant", &["warnings"]),
    ("VariantData", &["attributes"]),
];

/// Lists that may be `null`; others are empty if an object does not have them.
pub(super) const NULLABLE_LISTS: &[(&str, &str)] = &[
    ("BusinessUnit", "customerGroupAssignments"),
    ("BusinessUnit", "inheritedAssociates"),
    ("BusinessUnit", "stores"),
    ("Price", "tiers"),
    ("ProductVariant", "prices"),
    ("StandalonePrice", "tiers"),
    ("State", "transitions"),
];

/// Fields that cannot be `null`, although an object of the contract may not have them.
pub(super) const NEVER_NULL: &[(&str, &[&str])] = &[
    ("AssociateRoleAssignment", &["associateRole"]),
    ("BusinessUnit", &["topLevelUnit"]),
    ("FieldDefinition", &["inputHint"]),
    (
        "InheritedAssociateRoleAssignment",
        &["associateRole", "source"],
    ),
    (
        "Order",
        &[
            "inventoryMode",
            "lastMessageSequenceNumber",
            "priceRoundingMode",
            "taxCalculationMode",
            "taxMode",
            "taxRoundingMode",
        ],
    ),
    ("ProductData", &["masterVariant"]),
    ("Quote", &["inventoryMode"]),
    ("QuoteRequest", &["inventoryMode"]),
    ("ShoppingListLineItem", &["productType"]),
    ("TrackingData", &["isReturn"]),
];

/// Types with derived types in the contract that are one type in the schema.
pub(super) const WITHOUT_DERIVED: &[&str] = &["BusinessUnit"];

/// Types whose objects have the name that belongs to the value of a member.
pub(super) const NAMES_BY_TAG: &[(&str, NameByTag)] = &[(
    "TypedMoney",
    NameByTag {
        member: "type",
        names: &[
            ("centPrecision", "Money"),
            ("highPrecision", "HighPrecisionMoney"),
        ],
    },
)];
