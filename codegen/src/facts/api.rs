//! The facts of the HTTP API of commercetools.

use crate::fixups;

use super::{Deprecation, Facts, Means, Part, Payload};

pub(super) const FACTS: Facts = Facts {
    name: "api",
    parts: &[
        // Messages are a quarter of all types, and are mostly read from queues by services that do little else.
        Part {
            feature: "messages",
            roots: &["Message", "MessagePayload"],
            path: None,
        },
        // The actions of staged orders repeat those of orders, and the preview of an edit names most messages.
        Part {
            feature: "order-edits",
            roots: &[
                "OrderEdit",
                "OrderEditPreviewSuccess",
                "OrderEditResult",
                "StagedOrderUpdateAction",
            ],
            path: Some("/{projectKey}/orders/edits"),
        },
        // The error objects of GraphQL repeat those of the other operations.
        Part {
            feature: "graphql",
            roots: &["GraphQLErrorObject"],
            path: None,
        },
    ],
    // `money` and `values` of `ctp-sdk`.
    always: &[
        "CentPrecisionMoneyDraft",
        "CustomFieldsDraft",
        "HighPrecisionMoneyDraft",
        "TypedMoneyDraft",
    ],
    secret_fields_of: &[("AzureFunctionsAuthentication", "key")],
    repeated_fields: &[
        "duplicateValue",
        "extensionBody",
        "extensionExtraInfo",
        "invalidValue",
    ],
    whole_numbers: &["centAmount"],
    locale_maps: &[],
    // Money had no `type` before high-precision money was introduced, so a body without it is in cents.
    tags_of_older_bodies: &[
        ("TypedMoney", "centPrecision"),
        ("TypedMoneyDraft", "centPrecision"),
    ],
    properties_of_older_bodies: &[
        // Money got its `fractionDigits` together with its `type`. They are the digits of the currency, except for
        // high-precision money, which has a type.
        (
            "CentPrecisionMoney",
            "fractionDigits",
            Means::CurrencyDigitsOf("currencyCode"),
        ),
        // The mode was added later; older bodies have the default mode of drafts.
        ("CustomLineItem", "priceMode", Means::Text("Standard")),
        // The other modes were added later, with external prices.
        ("LineItem", "priceMode", Means::Text("Platform")),
        // Discounts were stacked before there was a choice.
        (
            "DiscountsConfiguration",
            "discountCombinationMode",
            Means::Text("Stacking"),
        ),
        // A project that was read before it had these configurations behaves as with the default of each property.
        ("Project", "discounts", Means::Defaults),
        ("Project", "inventory", Means::Defaults),
    ],
    // A delivery has the properties of its message beside its own, unless the message was too large, in which case it has
    // `payloadNotIncluded`. In a CloudEvent the delivery is in `data`.
    payloads: &[Payload {
        of: "MessageDeliveryPayload",
        field: "message",
        holds: "Message",
    }],
    deprecations: &[
        // https://docs.commercetools.com/api/releases/2026-08-31-product-projection-search-and-search-term-suggestions-can-no-longer-be-activated-for-new-projects
        // The filters and facets that are written by hand, in `predicates::search` of `ctp-sdk`, have the same note.
        Deprecation {
            paths: &["/{projectKey}/product-projections/search"],
            note: "product projection search is deprecated, and projects created after 31 August 2026 do not have it: use product search, `api.products().search()` with the queries of `ctp_sdk::search`",
        },
        // It reads the index of product projection search.
        Deprecation {
            paths: &["/{projectKey}/product-projections/suggest"],
            note: "search term suggestions need product projection search, which is deprecated, and which projects created after 31 August 2026 do not have: use product search, `api.products().search()` with `full_text_prefix` of `ctp_sdk::search`",
        },
    ],
    fixups: fixups::API,
};
