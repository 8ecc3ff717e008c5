//! What the emulator answers, byte by byte where it matters, and how the SDK gets along with it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod actions;
mod api_clients;
mod auth_client;
mod categories;
mod coverage;
mod cross_origin;
mod custom_objects;
mod drafts;
mod faults;
mod grants;
mod kinds;
mod messages;
mod mutations;
mod product_actions;
mod product_search;
mod products;
mod projection_search;
mod projections;
mod queries;
mod sdk;
mod seeds;
mod shop;
mod tokens;
mod zones;
