//! A local server that behaves as the commercetools platform does, so that shops can be tested without an account.
//!
//! It knows each operation, each type and each scope from the specification that the SDK is made of. What it does not
//! emulate answers 501 with a message that names it, never a made-up success. So far it emulates:
//!
//! - tokens by all grants, refresh tokens, introspection, revocation and expiry; API clients; the scopes of each operation;
//! - what most resources have in common, also for those without special rules: drafts that are held against their types,
//!   versions, unique values, update actions of a regular form, predicates with variables, sorting, pages, expansion;
//! - messages about changes;
//! - products with current and staged data, product projections with price selection, product projection search and product
//!   search. Searches have no index of words in other forms: a text finds whole words;
//! - customers: sign-up, sign-in and `/me`, addresses, passwords and the tokens to reset them and to verify email addresses;
//!   what belongs to a guest's session becomes the customer's; shopping lists;
//! - product tailoring: in projections, carts and shopping lists of its store; images that are uploaded, which are read at
//!   their URLs;
//! - variants as resources of their own, where the catalogue of the project is modular, with their projections and attributes.
//!   Searches and constraints between variants are left out there: where one would count, the answer is 501;
//! - the configurations of managed MCP servers;
//! - stores, what is seen in them, and their products by product selections; inventory, from which orders take;
//! - carts: line items with the price that counts, taxes, shipping, the active cart, what becomes of a guest's cart at sign-in.
//!   Discounts are left out: where one would count, the answer is 501;
//! - payments, and orders from carts and quotes with their states, payments, deliveries and returns; orders that are
//!   imported; order edits with their previews; discount codes in stores;
//! - the searches of orders, customers and business units, by the query expressions of product search;
//! - the settings of the project, and what a change of them does: which searches answer, whether messages are kept, the
//!   defaults of carts;
//! - business units and what divisions inherit, associates, and what their roles permit with carts, lists, quotes and orders;
//!   approval rules and flows. Prices are selected without the customer groups of business units;
//! - quote requests, staged quotes and quotes, of sellers and of buyers;
//! - recurring orders: their orders are made before the next request when the time has come ([`Emulator::advance`]);
//! - API extensions, over HTTP ([`Emulator`] asks only those on its own machine unless it is told otherwise) and in process
//!   ([`Emulator::extension`]). Subscriptions are kept and shown, and nothing is delivered but in process
//!   ([`Emulator::subscribe`]).
//!
//! It does not emulate: discounts of carts, and GraphQL.
//!
//! [`routes`] lists what is emulated and what is not. One thing is easier here than on the platform: what the
//! predicates of discounts refer to is not looked at.


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

/// A small catalogue for [`Emulator::seed`]: what a shop needs to sell its first product, and a dozen
/// products.
pub const CATALOGUE: &str = include_str!("catalogue.json");
