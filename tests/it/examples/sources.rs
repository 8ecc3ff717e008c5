//! The examples themselves. Their `main` is not called.

#![allow(dead_code, unreachable_pub)]

#[path = "../../../ctp-sdk/examples/api_extension.rs"]
pub(super) mod api_extension;
#[path = "../../../ctp-sdk/examples/axum_storefront.rs"]
pub(super) mod axum_storefront;
#[path = "../../../ctp-sdk/examples/category_import.rs"]
pub(super) mod category_import;
#[path = "../../../ctp-sdk/examples/custom_objects.rs"]
pub(super) mod custom_objects;
#[path = "../../../ctp-sdk/examples/first_request.rs"]
pub(super) mod first_request;
#[path = "../../../ctp-sdk/examples/graphql.rs"]
pub(super) mod graphql;
#[path = "../../../ctp-sdk/examples/own_middleware.rs"]
pub(super) mod own_middleware;
#[path = "../../../ctp-sdk/examples/page_everything.rs"]
pub(super) mod page_everything;
#[path = "../../../ctp-sdk/examples/product_search.rs"]
pub(super) mod product_search;
#[path = "../../../ctp-sdk/examples/project_definitions.rs"]
pub(super) mod project_definitions;
#[path = "../../../ctp-sdk/examples/resolve_conflict.rs"]
pub(super) mod resolve_conflict;
#[path = "../../../ctp-sdk/examples/rotate_api_client.rs"]
pub(super) mod rotate_api_client;
#[path = "../../../ctp-sdk/examples/scopes_of_an_app.rs"]
pub(super) mod scopes_of_an_app;
#[path = "../../../ctp-sdk/examples/shop_day.rs"]
pub(super) mod shop_day;
#[path = "../../../ctp-sdk/examples/storefront.rs"]
pub(super) mod storefront;
#[path = "../../../ctp-sdk/examples/subscription_deliveries.rs"]
pub(super) mod subscription_deliveries;
#[path = "../../../ctp-sdk/examples/sync_catalogue.rs"]
pub(super) mod sync_catalogue;
#[path = "../../../ctp-sdk/examples/telemetry.rs"]
pub(super) mod telemetry;
#[path = "../../../ctp-sdk/examples/typed_attributes.rs"]
pub(super) mod typed_attributes;
#[path = "../../../ctp-sdk/examples/typed_errors.rs"]
pub(super) mod typed_errors;
