//! A local server that behaves as the commercetools platform does, so that shops can be tested without an account.
//!
//! Its operations, types and scopes come from the specification that the SDK is generated from. It answers 501 to
//! everything that it does not emulate, with a message that names it, and never returns an invented success. It emulates:
//!
//! - tokens by all grants, refresh tokens, introspection, revocation and expiry; API clients; the scopes of each operation;
//! - the common functions of resources, also for those without special rules: validation of drafts against their types,
//!   versions, unique values, regular update actions, predicates with variables, sorting, paging, expansion;
//! - messages about changes;
//! - products with current and staged data, product projections with price selection, product projection search and product
//!   search. Searches do not know other forms of a word: they match whole words;
//! - customers: sign-up, sign-in and `/me`, addresses, passwords and the tokens to reset them and to verify email
//!   addresses; the transfer of a guest's data to the customer; shopping lists;
//! - product tailoring: in projections, carts and shopping lists of its store; uploaded images, which can be read at their
//!   URLs;
//! - variants as separate resources, if the catalogue of the project is modular, with their projections and attributes.
//!   Searches and constraints between variants are not emulated there: the response is 501 if one would apply;
//! - the configurations of managed MCP servers;
//! - stores, and their products by product selections; inventory, which orders reduce;
//! - carts: line items with selected prices, taxes, shipping, the active cart, the cart of a guest at sign-in. Discounts
//!   are not emulated: the response is 501 if one would apply;
//! - payments, and orders from carts and quotes with their states, payments, deliveries and returns; imported orders; order
//!   edits with their previews; discount codes in stores;
//! - the searches of orders, customers and business units, with the query expressions of product search;
//! - the settings of the project and their effects: which searches are active, whether messages are kept, the defaults of
//!   carts;
//! - business units and what divisions inherit, associates, and the permissions of their roles for carts, lists, quotes and
//!   orders; approval rules and flows. Prices are selected without the customer groups of business units;
//! - quote requests, staged quotes and quotes, of sellers and of buyers;
//! - recurring orders: their orders are created before the first request after they are due ([`Emulator::advance`]);
//! - API extensions, over HTTP (by default only on the same machine) and in process ([`Emulator::extension`]).
//!   Subscriptions are stored, and messages are delivered only in process ([`Emulator::subscribe`]);
//! - GraphQL queries of 21 kinds of resources, with references, localized texts, attributes and custom fields. Mutations,
//!   introspection and unknown arguments answer 501; an unknown field answers 400, because it may be misspelt.
//!
//! It does not calculate cart discounts.
//!
//! [`routes`] lists what is emulated and what is not. In one case the emulator is less strict than the platform: it does
//! not check the references in the predicates of discounts.

#![cfg_attr(docsrs, feature(doc_cfg))]

/// Compiles the example of the README.
#[cfg(all(doctest, feature = "sdk"))]
#[doc = include_str!("../README.md")]
struct Readme;

mod authorization;
mod build;
mod check;
mod clock;
mod collection;
mod connection;
mod contract;
mod coverage;
mod emulator;
mod extension;
mod fault;
mod graphql;
mod identifier;
mod image;
mod kind;
mod kinds;
mod message;
mod money;
mod object;
mod pattern;
mod predicate;
mod price;
mod project;
mod refusal;
mod search;
mod secret;
mod seen;
mod server;
mod subscription;
mod suggestion;
mod typed_value;
mod uniform;
mod utc;

pub use clock::EmulatorClock;
pub use coverage::{Coverage, EmulatedRoute, routes};
pub use emulator::{ApiClient, Emulator, EmulatorBuilder};
pub use fault::Fault;
pub use seen::SeenRequest;
pub use subscription::Subscription;

/// A small catalogue for [`Emulator::seed`]: what a shop needs to sell its first product, and a dozen products.
pub const CATALOGUE: &str = include_str!("catalogue.json");
