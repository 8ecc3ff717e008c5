//! The emulated kinds of resources and their hand-written rules. [`kind`](crate::kind) describes how to write one.

mod addresses;
mod api_clients;
pub(crate) mod approvals;
mod associate_roles;
pub(crate) mod business_units;
mod cart_discounts;
pub(crate) mod carts;
mod categories;
mod custom_objects;
mod customer_groups;
pub(crate) mod customers;
mod definitions;
mod discount_codes;
pub(crate) mod extensions;
mod graphql;
mod group_assignments;
pub(crate) mod inventory;
mod mcp_servers;
mod messages;
pub(crate) mod negotiation;
pub(crate) mod order_edits;
pub(crate) mod orders;
mod payments;
mod product_discounts;
pub(crate) mod product_selections;
pub(crate) mod product_tailoring;
pub(crate) mod products;
pub(crate) mod project_settings;
pub(crate) mod projections;
mod quote_requests;
mod quotes;
pub(crate) mod recurring_orders;
mod reviews;
pub(crate) mod shipping_methods;
pub(crate) mod shopping_lists;
mod staged_quotes;
mod standalone_prices;
pub(crate) mod states;
mod stores;
mod subscriptions;
mod variant_attributes;
mod variant_projections;
pub(crate) mod variants;

use crate::kind::{HandWritten, Row};
use crate::search;

/// The kinds. Others are answered with 501, so that nothing is invented for a resource whose rules nobody has checked.
pub(crate) const ROWS: &[&Row] = &[
    &approvals::FLOWS,
    &approvals::RULES,
    &associate_roles::ROW,
    &Row::of("/{projectKey}/attribute-groups"),
    &business_units::ROW,
    &cart_discounts::ROW,
    &carts::ROW,
    &categories::ROW,
    &Row::held("/{projectKey}/channels"),
    &custom_objects::ROW,
    &customer_groups::ROW,
    &customers::ROW,
    &discount_codes::ROW,
    &Row::held("/{projectKey}/discount-groups"),
    &extensions::ROW,
    &inventory::ROW,
    &mcp_servers::ROW,
    &messages::ROW,
    &order_edits::ROW,
    &orders::ROW,
    &Row::of("/{projectKey}/payment-methods"),
    &payments::ROW,
    &product_discounts::ROW,
    &product_selections::ROW,
    &product_tailoring::ROW,
    &products::ROW,
    &project_settings::ROW,
    &definitions::PRODUCT_TYPES,
    &quote_requests::ROW,
    &quotes::ROW,
    &recurring_orders::POLICIES,
    &recurring_orders::ROW,
    &reviews::ROW,
    &shipping_methods::ROW,
    &shopping_lists::ROW,
    &staged_quotes::ROW,
    &standalone_prices::ROW,
    &states::ROW,
    &stores::ROW,
    &subscriptions::ROW,
    &Row::held("/{projectKey}/tax-categories"),
    &definitions::TYPES,
    &variants::ROW,
    &Row::held("/{projectKey}/zones"),
];

/// Operations that do not belong to a kind of resource.
pub(crate) const ROUTES: &[&[HandWritten]] = &[
    api_clients::ROUTES,
    graphql::ROUTES,
    projections::ROUTES,
    variant_attributes::ROUTES,
    variant_projections::ROUTES,
    search::PROJECTION_ROUTES,
    search::PRODUCT_ROUTES,
    search::RESOURCE_ROUTES,
];
