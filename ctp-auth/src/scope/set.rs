//! Several scopes.

use std::collections::{BTreeSet, btree_set};
use std::fmt;
use std::str::FromStr;

use super::{Scope, ScopeError, check_key};

/// Several scopes, each once, ordered by their text.
///
/// The same scopes print the same text, in whichever order they came, so the text serves as the key of a cache.
///
/// ```
/// use ctp_auth::ScopeSet;
///
/// let granted: ScopeSet = "manage_orders:my-project view_products:my-project".parse()?;
/// let wanted: ScopeSet = "view_orders:my-project view_stores:my-project".parse()?;
///
/// assert!(!granted.covers_all(&wanted));
/// assert_eq!(granted.missing(&wanted).to_string(), "view_stores:my-project");
/// # Ok::<(), ctp_auth::ScopeError>(())
/// ```
///
/// What is asked here is what a token permits, not what may be requested: an API client with `manage_project` cannot
/// request a token with lesser scopes, although `manage_project` covers them
/// ([Scopes](https://docs.commercetools.com/api/scopes)).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeSet {
    scopes: BTreeSet<Scope>,
}

impl ScopeSet {
    /// A set without scopes.
    pub const fn new() -> Self {
        Self {
            scopes: BTreeSet::new(),
        }
    }

    /// The scopes that templates name, in the project given.
    ///
    /// A template is a scope with `{projectKey}` in place of the project's key, as the generated requests of the SDK
    /// list them. Placeholders for a customer or an anonymous session, such as `customer_id:{id}`, stay: they say that
    /// the token must be bound to one, and [`covers`](Self::covers) reads them so.
    ///
    /// ```
    /// use ctp_auth::ScopeSet;
    ///
    /// let scopes = ScopeSet::from_templates(["view_orders:{projectKey}", "customer_id:{id}"], "my-project")?;
    /// assert_eq!(scopes.to_string(), "customer_id:{id} view_orders:my-project");
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the key or a template is malformed, or a template names a store; for those there is
    /// [`from_store_templates`](Self::from_store_templates).
    pub fn from_templates(
        templates: impl IntoIterator<Item = impl AsRef<str>>,
        project_key: &str,
    ) -> Result<Self, ScopeError> {
        check_key(project_key)?;
        templates
            .into_iter()
            .map(|template| {
                template
                    .as_ref()
                    .replace("{projectKey}", project_key)
                    .parse()
            })
            .collect()
    }

    /// The scopes that templates name, in the project and the store given: `{storeKey}` is filled too.
    ///
    /// # Errors
    ///
    /// When a key or a template is malformed.
    pub fn from_store_templates(
        templates: impl IntoIterator<Item = impl AsRef<str>>,
        project_key: &str,
        store_key: &str,
    ) -> Result<Self, ScopeError> {
        check_key(store_key)?;
        let templates = templates
            .into_iter()
            .map(|template| template.as_ref().replace("{storeKey}", store_key));
        Self::from_templates(templates, project_key)
    }

    /// Adds the scope; whether it is new to the set.
    pub fn insert(&mut self, scope: Scope) -> bool {
        self.scopes.insert(scope)
    }

    /// Whether the set has this very scope; [`covers`](Self::covers) also asks what its scopes imply.
    pub fn contains(&self, scope: &Scope) -> bool {
        self.scopes.contains(scope)
    }

    /// The scopes, by their text.
    pub fn iter(&self) -> btree_set::Iter<'_, Scope> {
        self.scopes.iter()
    }

    /// These scopes of a token that follows one with the scopes `before`, of the same holder. A set that does not say whom
    /// the token acts for gets that from the one before; `None` where the two say different things.
    pub(crate) fn with_identity_of(&self, before: &Self) -> Option<Self> {
        let of = |scopes: &Self| -> BTreeSet<Scope> {
            let identities = scopes.iter().filter(|scope| scope.is_identity());
            identities.cloned().collect()
        };
        let (named, expected) = (of(self), of(before));
        if !named.is_empty() && !expected.is_empty() && named.is_disjoint(&expected) {
            return None;
        }
        let scopes = self.scopes.union(&expected).cloned().collect();
        Some(Self { scopes })
    }

    /// How many scopes there are.
    pub fn len(&self) -> usize {
        self.scopes.len()
    }

    /// Whether there is no scope.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Whether one of the scopes [implies](Scope::implies) the one given.
    pub fn covers(&self, scope: &Scope) -> bool {
        self.scopes.iter().any(|held| held.implies(scope))
    }

    /// Whether the set covers every scope of the other one.
    pub fn covers_all(&self, others: &Self) -> bool {
        others.scopes.iter().all(|scope| self.covers(scope))
    }

    /// The scopes of `required` that the set does not cover.
    pub fn missing(&self, required: &Self) -> Self {
        required
            .scopes
            .iter()
            .filter(|scope| !self.covers(scope))
            .cloned()
            .collect()
    }

    /// The set without the scopes that others of it imply: it covers the same.
    ///
    /// ```
    /// use ctp_auth::ScopeSet;
    ///
    /// let scopes: ScopeSet = "manage_orders:my-project view_orders:my-project".parse()?;
    /// assert_eq!(scopes.minimal().to_string(), "manage_orders:my-project");
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    pub fn minimal(&self) -> Self {
        self.scopes
            .iter()
            .filter(|scope| !self.scopes.iter().any(|other| replaces(other, scope)))
            .cloned()
            .collect()
    }

    /// The set without the scopes that say for whom a token acts.
    ///
    /// A client does not request those: the authorization service sets them.
    pub fn without_identities(&self) -> Self {
        self.scopes
            .iter()
            .filter(|scope| !scope.is_identity())
            .cloned()
            .collect()
    }
}

// Two placeholders imply each other, `customer_id:{id}` and `customer_id:{customerId}`. Of such a pair the first stays.
fn replaces(other: &Scope, scope: &Scope) -> bool {
    other != scope && other.implies(scope) && (other < scope || !scope.implies(other))
}

/// Reads scopes with white space between them. A text without any is the empty set.
///
/// [RFC 6749, section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3), has one space between two scopes; texts
/// from configurations are less strict.
impl FromStr for ScopeSet {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_whitespace().map(Scope::from_str).collect()
    }
}

/// Writes the scopes with one space between two, as a token request takes them.
impl fmt::Display for ScopeSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.scopes.iter().enumerate() {
            let separator = if index == 0 { "" } else { " " };
            write!(formatter, "{separator}{scope}")?;
        }
        Ok(())
    }
}

impl From<Scope> for ScopeSet {
    fn from(scope: Scope) -> Self {
        Self::from_iter([scope])
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self {
            scopes: scopes.into_iter().collect(),
        }
    }
}

impl Extend<Scope> for ScopeSet {
    fn extend<I: IntoIterator<Item = Scope>>(&mut self, scopes: I) {
        self.scopes.extend(scopes);
    }
}

impl<'a> IntoIterator for &'a ScopeSet {
    type Item = &'a Scope;
    type IntoIter = btree_set::Iter<'a, Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for ScopeSet {
    type Item = Scope;
    type IntoIter = btree_set::IntoIter<Scope>;

    fn into_iter(self) -> Self::IntoIter {
        self.scopes.into_iter()
    }
}
