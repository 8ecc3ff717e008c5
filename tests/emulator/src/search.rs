//! The two searches of products: what they have in common, and each of them.
//!
//! There is no index: a search looks at all products, so that it finds a change at once.

mod field;
mod product;
mod projection;
mod text;

pub(crate) use product::ROUTES as PRODUCT_ROUTES;
pub(crate) use projection::ROUTES as PROJECTION_ROUTES;
