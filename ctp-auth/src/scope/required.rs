//! Which scopes an operation needs, and which a client needs for several operations.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use super::error::Expected;
use super::{Identity, Permission, Scope, ScopeError, ScopeSet, check_key};

const PROJECT_KEY: &str = "{projectKey}";
pub(super) const STORE_KEY: &str = "{storeKey}";

/// The scopes that an operation needs, as in the `REQUIRED_SCOPES` of the requests of the SDK.
///
/// They are templates, such as `manage_my_orders:{projectKey}` or `customer_id:{id}`. **One** of the named permissions is
/// enough. If a customer or an anonymous session is named, the token must also be bound to **one** of those.
///
/// ```
/// use ctp_auth::{RequiredScopes, ScopeSet};
///
/// let own_carts = RequiredScopes::new(&[
///     "anonymous_id:{id}",
///     "customer_id:{id}",
///     "manage_my_orders:{projectKey}",
/// ]);
/// let of_a_customer: ScopeSet = "manage_my_orders:my-shop customer_id:5f3e".parse()?;
/// assert!(own_carts.are_met_by(&of_a_customer, "my-shop", None));
/// assert!(!own_carts.are_met_by(&of_a_customer, "your-shop", None));
/// # Ok::<(), ctp_auth::ScopeError>(())
/// ```
///
/// # Unknown scopes
///
/// The platform decides whether a token is sufficient, so a scope does not count as missing because it cannot be read:
///
/// - Templates with `{storeKey}` are ignored if no store is given.
/// - If a key or the template of a permission is malformed, the permissions count as sufficient.
/// - A template that is neither a permission nor a known identity, such as `customer:{customerId}`, is treated as an
///   unknown identity. Every token that is bound to a holder meets it. If only such templates are named, no identity is
///   required.
///
/// An unknown permission can be read, but only the same permission meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequiredScopes<'a> {
    templates: &'a [&'a str],
}

impl<'a> RequiredScopes<'a> {
    /// The scopes of these templates. Without templates, every token is sufficient.
    ///
    /// ```
    /// use ctp_auth::{RequiredScopes, ScopeSet};
    ///
    /// const NOTHING: RequiredScopes<'static> = RequiredScopes::new(&[]);
    /// assert!(NOTHING.are_met_by(&ScopeSet::new(), "my-shop", None));
    /// ```
    pub const fn new(templates: &'a [&'a str]) -> Self {
        Self { templates }
    }

    /// Whether a token with the scopes `held` may be used for the operation, in the project and, if given, in the store.
    ///
    /// ```
    /// use ctp_auth::{RequiredScopes, ScopeSet};
    ///
    /// let orders = RequiredScopes::new(&[
    ///     "view_orders:{projectKey}",
    ///     "view_orders:{projectKey}:{storeKey}",
    /// ]);
    /// let held: ScopeSet = "manage_orders:my-shop:berlin".parse()?;
    /// assert!(orders.are_met_by(&held, "my-shop", Some("berlin")));
    /// assert!(!orders.are_met_by(&held, "my-shop", Some("munich")));
    /// assert!(!orders.are_met_by(&held, "my-shop", None));
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    pub fn are_met_by(&self, held: &ScopeSet, project_key: &str, store_key: Option<&str>) -> bool {
        self.missing_from(held, project_key, store_key).is_none()
    }

    /// The scopes that a token with the scopes `held` lacks for the operation, or `None` if it lacks none.
    ///
    /// ```
    /// use ctp_auth::{RequiredScopes, ScopeSet};
    ///
    /// let products = RequiredScopes::new(&[
    ///     "view_products:{projectKey}",
    ///     "view_published_products:{projectKey}",
    /// ]);
    /// let held: ScopeSet = "manage_orders:my-shop".parse()?;
    /// let missing = products.missing_from(&held, "my-shop", None);
    /// assert_eq!(
    ///     missing.map(|missing| missing.to_string()).as_deref(),
    ///     Some("view_products:my-shop or view_published_products:my-shop")
    /// );
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    pub fn missing_from(
        &self,
        held: &ScopeSet,
        project_key: &str,
        store_key: Option<&str>,
    ) -> Option<MissingScopes> {
        // If unreadable alternatives were ignored, the check would be stricter than the operation.
        let permissions = self
            .permissions(project_key, store_key)
            .unwrap_or_default()
            .into_iter()
            .collect();
        let identities = self.identities();
        let acts_for_anyone = self.names_unknown_identity() && held.iter().any(Scope::is_identity);
        let missing = MissingScopes {
            permissions: unless_covered(permissions, held),
            identities: if acts_for_anyone {
                Vec::new()
            } else {
                unless_covered(identities, held)
            },
        };
        let lacks_nothing = missing.permissions.is_empty() && missing.identities.is_empty();
        (!lacks_nothing).then_some(missing)
    }

    /// The permissions, one of which is enough.
    fn permissions(
        &self,
        project_key: &str,
        store_key: Option<&str>,
    ) -> Result<ScopeSet, ScopeError> {
        self.of_kind(Kind::Permission)
            .filter(|template| store_key.is_some() || !template.contains(STORE_KEY))
            .map(|template| fill(template, project_key, store_key))
            .collect()
    }

    /// The permissions to request; an error if only store scopes are named and no store is given.
    fn permissions_to_request(
        &self,
        project_key: &str,
        store_key: Option<&str>,
    ) -> Result<ScopeSet, ScopeError> {
        let permissions = self.permissions(project_key, store_key)?;
        if !permissions.is_empty() {
            return Ok(permissions);
        }
        self.of_kind(Kind::Permission)
            .map(|template| fill(template, project_key, store_key))
            .collect()
    }

    /// The known identities, one of which is enough: customers first, as in the documentation of the platform.
    fn identities(&self) -> Vec<Scope> {
        let mut identities: Vec<Scope> = self
            .of_kind(Kind::Identity)
            .filter_map(|template| template.parse().ok())
            .collect();
        identities.sort_by_key(|identity| identity.form);
        identities
    }

    fn names_unknown_identity(&self) -> bool {
        self.of_kind(Kind::Unknown).next().is_some()
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'a str> {
        self.templates
            .iter()
            .copied()
            .filter(move |template| Kind::of(template) == kind)
    }
}

impl<'a> From<&'a [&'a str]> for RequiredScopes<'a> {
    fn from(templates: &'a [&'a str]) -> Self {
        Self::new(templates)
    }
}

/// The scopes that a token lacks for an operation. [`RequiredScopes::missing_from`] returns it.
///
/// `Display` shows the alternatives:
///
/// ```
/// use ctp_auth::{RequiredScopes, ScopeSet};
///
/// let own_carts = RequiredScopes::new(&[
///     "anonymous_id:{id}",
///     "customer_id:{id}",
///     "manage_my_orders:{projectKey}",
/// ]);
/// let missing = own_carts.missing_from(&ScopeSet::new(), "my-shop", None);
/// assert_eq!(
///     missing.map(|missing| missing.to_string()).as_deref(),
///     Some("manage_my_orders:my-shop, and customer_id or anonymous_id")
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingScopes {
    permissions: Vec<Scope>,
    identities: Vec<Scope>,
}

impl MissingScopes {
    /// The permissions of which the token has none, ordered by text. One of them is enough; empty if the token already has
    /// one.
    ///
    /// ```
    /// use ctp_auth::{RequiredScopes, ScopeSet};
    ///
    /// let categories = RequiredScopes::new(&["view_categories:{projectKey}", "view_products:{projectKey}"]);
    /// if let Some(missing) = categories.missing_from(&ScopeSet::new(), "my-shop", None) {
    ///     let texts: Vec<&str> = missing.permissions().iter().map(AsRef::as_ref).collect();
    ///     assert_eq!(texts, ["view_categories:my-shop", "view_products:my-shop"]);
    /// }
    /// ```
    pub fn permissions(&self) -> &[Scope] {
        &self.permissions
    }

    /// The identities to which the token is not bound, with placeholders for their ids. One of them is enough; empty if the
    /// token is already bound to one, or the operation needs none.
    ///
    /// They cannot be requested: the authorization service sets them when a customer signs in or an anonymous session
    /// begins.
    ///
    /// ```
    /// use ctp_auth::{RequiredScopes, ScopeSet};
    ///
    /// let own_quotes = RequiredScopes::new(&["customer_id:{id}", "manage_my_quotes:{projectKey}"]);
    /// let held: ScopeSet = "manage_my_quotes:my-shop".parse()?;
    /// if let Some(missing) = own_quotes.missing_from(&held, "my-shop", None) {
    ///     assert!(missing.permissions().is_empty());
    ///     assert_eq!(missing.identities(), ["customer_id:{id}".parse()?]);
    /// }
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    pub fn identities(&self) -> &[Scope] {
        &self.identities
    }
}

/// Writes the permissions separated by `or`, then the names of the identities.
impl fmt::Display for MissingScopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let permissions: Vec<&str> = self.permissions.iter().map(Scope::as_str).collect();
        let mut identities: Vec<&str> = self
            .identities
            .iter()
            .map(|identity| name_of(identity.as_str()))
            .collect();
        identities.dedup();
        formatter.write_str(&permissions.join(" or "))?;
        if !permissions.is_empty() && !identities.is_empty() {
            formatter.write_str(", and ")?;
        }
        formatter.write_str(&identities.join(" or "))
    }
}

impl ScopeSet {
    /// The smallest set of scopes for all of these operations, in the whole project.
    ///
    /// The operations are given by the `REQUIRED_SCOPES` of the requests of the SDK, or as [`RequiredScopes`]:
    ///
    /// ```
    /// use ctp_auth::ScopeSet;
    ///
    /// // As CartsByIdGet::REQUIRED_SCOPES and CategoriesGet::REQUIRED_SCOPES are.
    /// const CART: &[&str] = &["view_orders:{projectKey}"];
    /// const CATEGORIES: &[&str] = &["view_categories:{projectKey}", "view_products:{projectKey}"];
    ///
    /// let scopes = ScopeSet::minimum_for([CART, CATEGORIES], "my-shop")?;
    /// assert_eq!(scopes.to_string(), "view_categories:my-shop view_orders:my-shop");
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// Of the alternatives of an operation, those that imply another alternative are ignored. Then:
    ///
    /// 1. Scopes without an alternative are taken.
    /// 2. For each other operation nothing is added if a scope already taken permits it, otherwise its narrowest
    ///    permission: the one that implies the fewest; among equals the one of a store, then the first by its text. Unknown
    ///    permissions come last.
    /// 3. Scopes that turn out not to be needed are removed, the widest first.
    ///
    /// The result does not depend on the order of the operations, and each of its scopes is needed. Another set with fewer
    /// scopes may exist.
    ///
    /// It does not contain customers and anonymous sessions, because the authorization service sets those. It permits the
    /// operations, but not everything that they can return: `view_published_products` is enough to query product
    /// projections, but staged ones need `view_products`.
    ///
    /// # Errors
    ///
    /// When the key or the template of a permission is malformed, or an operation names only store scopes; for those there
    /// is [`minimum_for_store`](Self::minimum_for_store).
    pub fn minimum_for<'a>(
        operations: impl IntoIterator<Item = impl Into<RequiredScopes<'a>>>,
        project_key: &str,
    ) -> Result<Self, ScopeError> {
        minimum(in_store(operations, None), project_key)
    }

    /// Like [`minimum_for`](Self::minimum_for), but for one store, for every operation that has a store scope.
    ///
    /// ```
    /// use ctp_auth::ScopeSet;
    ///
    /// const ORDERS_IN_STORE: &[&str] = &["view_orders:{projectKey}", "view_orders:{projectKey}:{storeKey}"];
    /// const CATEGORIES: &[&str] = &["view_categories:{projectKey}", "view_products:{projectKey}"];
    ///
    /// let scopes = ScopeSet::minimum_for_store([ORDERS_IN_STORE, CATEGORIES], "my-shop", "berlin")?;
    /// assert_eq!(scopes.to_string(), "view_categories:my-shop view_orders:my-shop:berlin");
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a key or the template of a permission is malformed.
    pub fn minimum_for_store<'a>(
        operations: impl IntoIterator<Item = impl Into<RequiredScopes<'a>>>,
        project_key: &str,
        store_key: &str,
    ) -> Result<Self, ScopeError> {
        check_key(store_key)?;
        minimum(in_store(operations, Some(store_key)), project_key)
    }

    /// Like [`minimum_for`](Self::minimum_for), but each operation is for the store that is given with it, if any.
    ///
    /// ```
    /// use ctp_auth::{RequiredScopes, ScopeSet};
    ///
    /// const ORDERS_IN_STORE: RequiredScopes<'_> =
    ///     RequiredScopes::new(&["view_orders:{projectKey}", "view_orders:{projectKey}:{storeKey}"]);
    ///
    /// let operations = [(ORDERS_IN_STORE, Some("berlin")), (ORDERS_IN_STORE, Some("bonn"))];
    /// let scopes = ScopeSet::minimum_for_each(operations, "my-shop")?;
    /// assert_eq!(scopes.to_string(), "view_orders:my-shop:berlin view_orders:my-shop:bonn");
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a key or the template of a permission is malformed, or an operation without a store names only store scopes.
    pub fn minimum_for_each<'a>(
        operations: impl IntoIterator<Item = (RequiredScopes<'a>, Option<&'a str>)>,
        project_key: &str,
    ) -> Result<Self, ScopeError> {
        minimum(operations, project_key)
    }
}

/// The operations, all in the same store or in none.
fn in_store<'a>(
    operations: impl IntoIterator<Item = impl Into<RequiredScopes<'a>>>,
    store_key: Option<&str>,
) -> impl Iterator<Item = (RequiredScopes<'a>, Option<&str>)> {
    operations
        .into_iter()
        .map(move |operation| (operation.into(), store_key))
}

fn minimum<'a, 's>(
    operations: impl IntoIterator<Item = (RequiredScopes<'a>, Option<&'s str>)>,
    project_key: &str,
) -> Result<ScopeSet, ScopeError> {
    check_key(project_key)?;
    // A set, so that the order of the operations does not matter.
    let needs = operations
        .into_iter()
        .map(|(operation, store_key)| {
            let permissions = operation.permissions_to_request(project_key, store_key)?;
            Ok(weakest(&permissions))
        })
        .collect::<Result<BTreeSet<ScopeSet>, ScopeError>>()?;
    let (settled, choices): (Vec<_>, Vec<_>) = needs.iter().partition(|need| need.len() <= 1);

    let mut scopes = ScopeSet::new();
    for need in settled.into_iter().chain(choices) {
        if !meets(&scopes, need) {
            scopes.extend(need.iter().min_by(by_breadth).cloned());
        }
    }
    Ok(without_spare(scopes, &needs))
}

/// The alternatives without those that imply another one.
fn weakest(alternatives: &ScopeSet) -> ScopeSet {
    let is_stronger = |scope: &Scope| {
        alternatives
            .iter()
            .any(|other| other != scope && scope.implies(other))
    };
    alternatives
        .iter()
        .filter(|scope| !is_stronger(scope))
        .cloned()
        .collect()
}

fn meets(scopes: &ScopeSet, need: &ScopeSet) -> bool {
    need.is_empty() || need.iter().any(|scope| scopes.covers(scope))
}

/// The scopes without those that no operation needs. A scope that is needed stays needed when others are removed, so one
/// pass is enough.
fn without_spare(mut scopes: ScopeSet, needs: &BTreeSet<ScopeSet>) -> ScopeSet {
    let mut widest_first: Vec<Scope> = scopes.iter().cloned().collect();
    widest_first.sort_by(|one, other| by_breadth(&other, &one));
    for scope in widest_first {
        let rest: ScopeSet = scopes
            .iter()
            .filter(|kept| **kept != scope)
            .cloned()
            .collect();
        if needs.iter().all(|need| meets(&rest, need)) {
            scopes = rest;
        }
    }
    scopes
}

/// The narrower scope first.
fn by_breadth(one: &&Scope, other: &&Scope) -> Ordering {
    let breadth = |scope: &Scope| {
        let implied = scope.permission().map_or(usize::MAX, |permission| {
            Permission::ALL
                .iter()
                .filter(|other| permission.implies(**other))
                .count()
        });
        (implied, scope.store_key().is_none())
    };
    breadth(one).cmp(&breadth(other)).then(one.cmp(other))
}

/// The meaning of a template.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Permission,
    Identity,
    Unknown,
}

impl Kind {
    fn of(template: &str) -> Self {
        let name = name_of(template);
        if Identity::from_name(name).is_some() && template.parse::<Scope>().is_ok() {
            Self::Identity
        } else if Permission::from_name(name).is_some() || template.contains(PROJECT_KEY) {
            Self::Permission
        } else {
            Self::Unknown
        }
    }
}

/// The scope of the template of a permission.
fn fill(template: &str, project_key: &str, store_key: Option<&str>) -> Result<Scope, ScopeError> {
    let mut text = template.to_owned();
    for (placeholder, key) in [(PROJECT_KEY, Some(project_key)), (STORE_KEY, store_key)] {
        if let Some(key) = key
            && text.contains(placeholder)
        {
            check_key(key)?;
            text = text.replace(placeholder, key);
        }
    }
    let scope: Scope = text.parse()?;
    // An unknown scope may contain braces, but here they are an unfilled placeholder.
    if text.contains(['{', '}']) {
        return Err(ScopeError::new(&text, Expected::Key));
    }
    Ok(scope)
}

fn unless_covered(alternatives: Vec<Scope>, held: &ScopeSet) -> Vec<Scope> {
    if alternatives.iter().any(|scope| held.covers(scope)) {
        Vec::new()
    } else {
        alternatives
    }
}

fn name_of(text: &str) -> &str {
    text.split_once(':').map_or(text, |(name, _)| name)
}

#[cfg(test)]
mod tests;
