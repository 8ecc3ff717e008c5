//! The generated SDK against a local server: what goes over the wire, and what is made of the answers.

mod answers;
mod api_clients;
pub(crate) mod bodies;
mod cart_updates;
mod carts;
mod categories;
mod errors;
mod failures;
mod me;
mod me_resources;
mod older_bodies;
mod openness;
mod order_search;
mod other_apis;
mod paging;
mod predicates;
mod product_projection_search;
mod product_projections;
mod product_search;
mod raw_requests;
mod reading;
mod refused_paths;
mod scopes;
mod secrets;
mod shop;
mod updating;
mod values;
