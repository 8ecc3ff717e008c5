//! The fields of the type `Query`.

use super::argument::{Argument, InputType, Scalar};

/// A kind of resources that can be queried: one of them, and a page of them.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) path: &'static str,
    /// The name of the type of the resources.
    pub(super) type_name: &'static str,
    /// The field for one resource.
    pub(super) one: &'static str,
    /// The field for a page.
    pub(super) page: &'static str,
    /// The arguments of the field for one resource, each the name of a unique field.
    pub(super) by: &'static [Argument],
}

/// The arguments of the fields for pages.
pub(super) const OF_PAGES: &[Argument] = &[
    Argument::optional("where", TEXT),
    Argument::optional("sort", InputType::List(Scalar::Text)),
    Argument::optional("limit", InputType::One(Scalar::Int)),
    Argument::optional("offset", InputType::One(Scalar::Int)),
];

const TEXT: InputType = InputType::One(Scalar::Text);

const ID: Argument = Argument::optional("id", TEXT);
const KEY: Argument = Argument::optional("key", TEXT);
const ORDER_NUMBER: Argument = Argument::optional("orderNumber", TEXT);

const ID_OR_KEY: &[Argument] = &[ID, KEY];

/// The kinds whose types follow from the contract. Business units, messages, quotes, custom objects and what has no
/// collection of its own, such as searches, have other forms and are not emulated.
pub(super) const ROOTS: &[Root] = &[
    row(
        "/{projectKey}/carts",
        "Cart",
        "cart",
        "carts",
        &[Argument::required("id", TEXT)],
    ),
    row(
        "/{projectKey}/categories",
        "Category",
        "category",
        "categories",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/channels",
        "Channel",
        "channel",
        "channels",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/customer-groups",
        "CustomerGroup",
        "customerGroup",
        "customerGroups",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/customers",
        "Customer",
        "customer",
        "customers",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/inventory",
        "InventoryEntry",
        "inventoryEntry",
        "inventoryEntries",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/orders",
        "Order",
        "order",
        "orders",
        &[ID, ORDER_NUMBER],
    ),
    row(
        "/{projectKey}/payments",
        "Payment",
        "payment",
        "payments",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/product-selections",
        "ProductSelection",
        "productSelection",
        "productSelections",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/product-types",
        "ProductTypeDefinition",
        "productType",
        "productTypes",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/products",
        "Product",
        "product",
        "products",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/recurrence-policies",
        "RecurrencePolicy",
        "recurrencePolicy",
        "recurrencePolicies",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/reviews",
        "Review",
        "review",
        "reviews",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/shipping-methods",
        "ShippingMethod",
        "shippingMethod",
        "shippingMethods",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/shopping-lists",
        "ShoppingList",
        "shoppingList",
        "shoppingLists",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/standalone-prices",
        "StandalonePrice",
        "standalonePrice",
        "standalonePrices",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/states",
        "State",
        "state",
        "states",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/stores",
        "Store",
        "store",
        "stores",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/tax-categories",
        "TaxCategory",
        "taxCategory",
        "taxCategories",
        ID_OR_KEY,
    ),
    row(
        "/{projectKey}/types",
        "TypeDefinition",
        "typeDefinition",
        "typeDefinitions",
        ID_OR_KEY,
    ),
    row("/{projectKey}/zones", "Zone", "zone", "zones", ID_OR_KEY),
];

const fn row(
    path: &'static str,
    type_name: &'static str,
    one: &'static str,
    page: &'static str,
    by: &'static [Argument],
) -> Root {
    Root {
        path,
        type_name,
        one,
        page,
        by,
    }
}
