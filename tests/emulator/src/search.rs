//! The searches and their common parts.
//!
//! There is no index: a search scans all resources, so that it finds a change at once.

mod field;
mod leaf;
mod product;
mod projection;
mod query;
mod resource;
mod sort;
mod text;
mod wildcard;

pub(crate) use product::ROUTES as PRODUCT_ROUTES;
pub(crate) use projection::ROUTES as PROJECTION_ROUTES;
pub(crate) use resource::ROUTES as RESOURCE_ROUTES;
