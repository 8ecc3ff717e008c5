//! What the emulator answers, byte by byte where it matters, and how the SDK gets along with it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod actions;
mod api_clients;
mod auth_client;
mod carts;
mod categories;
mod coverage;
mod cross_origin;
mod custom_objects;
mod customers;
mod drafts;
mod extensions;
mod faults;
mod grants;
mod images;
mod inventory;
mod isolation;
mod kinds;
mod mcp_servers;
mod messages;
mod mutations;
mod orders;
mod payments;
mod product_actions;
mod product_search;
mod product_selections;
mod product_tailoring;
mod products;
mod project_settings;
mod projection_search;
mod projections;
mod queries;
#[path = "../../../recorded.rs"]
mod recorded;
mod requests;
mod sdk;
mod seeds;
mod shipping_methods;
mod shop;
mod shopping_lists;
mod sign_in;
mod stores;
mod subscriptions;
mod tokens;
mod variants;
mod zones;
