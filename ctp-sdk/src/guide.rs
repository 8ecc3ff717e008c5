//! The guide: how to use this SDK, task by task.
//!
//! Each page begins with the problem that it solves. Its programs are complete: copy one, set the variables of
//! [getting started](getting_started), and run it. The tests of the SDK compile all of them, and run all except two: one needs
//! Redis, the other root certificates.
//!
//! | page | what it is about |
//! | --- | --- |
//! | [Getting started](getting_started) | the first program: settings, a query, a cart |
//! | [Authorization and scopes](auth_and_scopes) | tokens; which scopes an application needs; several processes and projects; API clients |
//! | [Sessions and cookies](sessions) | guests who become customers, and keep their carts |
//! | [Carts and checkout](carts_and_checkout) | from the first line item to the paid order |
//! | [Search](search) | product search with filters, facets and sorting; queries |
//! | [Paging](paging) | reading all results of a query, also of a million |
//! | [Errors and retries](errors_and_retries) | what fails, what the SDK repeats, what is left for you |
//! | [Money](money) | exact amounts, rounding, taxes, shares |
//! | [Custom fields and attributes](custom_fields) | values whose names and types your project defines |
//! | [Messages](messages) | reading what subscriptions deliver |
//! | [API Extensions](extensions) | changing or refusing what is created, from a service of yours |
//! | [Testing](testing) | tests without an account, against the emulator |
//! | [Building small](building_small) | features, compile time, binary size, TLS |
//! | [Upgrading](upgrading) | what the API adds, what a new version of the SDK changes |
//!
//! # Words
//!
//! The guide uses these terms. Most of them are those of
//! [the platform's documentation](https://docs.commercetools.com/api).
//!
//! | term | meaning |
//! | --- | --- |
//! | platform | commercetools Composable Commerce, which offers the HTTP API |
//! | project | the account of one shop on the platform. Its *project key* is part of every path and scope |
//! | API client | an id and a secret by which a program gets access tokens. It is created in the Merchant Center or by the API |
//! | scope | what a token permits, such as `view_products:my-project` |
//! | resource | what the API stores: a cart, a product, an order. Each has an `id` and a `version`, most have a `key` of your choice |
//! | version | a number that grows with each change of a resource. A change names the version that it is based on |
//! | draft | what is sent to create a resource, such as [`CartDraft`](crate::models::CartDraft) |
//! | update action | one change of a resource, such as [`CartSetCountryAction`](crate::models::CartSetCountryAction). An update is a version and a list of actions |
//! | reference | a field that names another resource by its id. *Expansion* makes the API put that resource into the answer, in the field `obj` of the reference |
//! | predicate | the condition of a query, such as `totalPrice(centAmount > 1000)` |
//! | product projection | a product as one side of it is seen: as published, or as staged for publication |
//! | visitor | a person who uses the shop: a *guest* before the login, a *customer* after it |
//! | message | what the platform notes about a change, such as `OrderCreated` |
//! | correlation id | a text that names one request in the logs of the platform. Its support asks for it |
//! | domain | the first part of a path of the API, such as `carts`. Each domain has a Cargo feature of this crate |
//!
//! # More
//!
//! - [The features and the domains](crate#features) of this crate.
//! - Whole programs are in
//!   [`ctp-sdk/examples`](https://github.com/ctp-rs/ctp/tree/main/ctp-sdk/examples) of the repository.

// The programs of a page are compiled where the features that they use are on. The text is always there.

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "categories")),
    doc = include_str!("guide/getting_started.md")
)]
pub mod getting_started {}

#[cfg_attr(
    any(not(doctest), all(feature = "api-clients", feature = "carts", feature = "categories", feature = "sessions")),
    doc = include_str!("guide/auth_and_scopes.md")
)]
pub mod auth_and_scopes {}

#[cfg_attr(
    any(not(doctest), feature = "sessions"),
    doc = include_str!("guide/sessions.md")
)]
pub mod sessions {}

#[cfg_attr(
    any(not(doctest), all(feature = "orders", feature = "payments", feature = "sessions", feature = "shipping-methods")),
    doc = include_str!("guide/carts_and_checkout.md")
)]
pub mod carts_and_checkout {}

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "predicates", feature = "product-projections", feature = "products")),
    doc = include_str!("guide/search.md")
)]
pub mod search {}

#[cfg_attr(
    any(not(doctest), all(feature = "categories", feature = "product-projections")),
    doc = include_str!("guide/paging.md")
)]
pub mod paging {}

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "categories")),
    doc = include_str!("guide/errors_and_retries.md")
)]
pub mod errors_and_retries {}

#[cfg_attr(
    any(not(doctest), feature = "carts"),
    doc = include_str!("guide/money.md")
)]
pub mod money {}

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "product-projections", feature = "serialize", feature = "types")),
    doc = include_str!("guide/custom_fields.md")
)]
pub mod custom_fields {}

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "events", feature = "subscriptions")),
    doc = include_str!("guide/messages.md")
)]
pub mod messages {}

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "extension-handler", feature = "extensions")),
    doc = include_str!("guide/extensions.md")
)]
pub mod extensions {}

#[cfg_attr(
    any(not(doctest), all(feature = "carts", feature = "categories")),
    doc = include_str!("guide/testing.md")
)]
pub mod testing {}

#[cfg_attr(
    any(not(doctest), all(feature = "categories", feature = "rustls")),
    doc = include_str!("guide/building_small.md")
)]
pub mod building_small {}

#[cfg_attr(
    any(not(doctest), feature = "carts"),
    doc = include_str!("guide/upgrading.md")
)]
pub mod upgrading {}
