//! Sets of scopes.

use std::collections::{BTreeSet, btree_set};
use std::fmt;
use std::str::FromStr;

use super::{Scope, ScopeError, check_key};

/// A set of scopes, ordered by their text.
///
/// Equal sets have equal texts, so the text can be used as the key of a cache.
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
/// The set describes what a token permits, not what may be requested: an API client with `manage_project` cannot request a
/// token with fewer scopes, although `manage_project` covers them ([Scopes](https://docs.commercetools.com/api/scopes)).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeSet {
    scopes: BTreeSet<Scope>,
}

impl ScopeSet {
    /// An empty set.
    pub const fn new() -> Self {
        Self {
            scopes: BTreeSet::new(),
        }
    }

    /// The scopes of these templates in the given project.
    ///
    /// A template is a scope with `{projectKey}` in place of the project key, as in the generated requests of the SDK.
    /// Placeholders for a customer or an anonymous session, such as `customer_id:{id}`, are kept: they mean that the token
    /// must be bound to one, and [`covers`](Self::covers) treats them in this way.
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

    /// The scopes of these templates in the given project and store: `{storeKey}` is filled too.
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

    /// Adds the scope; returns whether it is new.
    pub fn insert(&mut self, scope: Scope) -> bool {
        self.scopes.insert(scope)
    }

    /// Whether the set contains exactly this scope; [`covers`](Self::covers) also considers implied scopes.
    pub fn contains(&self, scope: &Scope) -> bool {
        self.scopes.contains(scope)
    }

    /// The scopes, ordered by text.
    pub fn iter(&self) -> btree_set::Iter<'_, Scope> {
        self.scopes.iter()
    }

    /// The scopes of a token that follows a token with the scopes `before`, of the same holder. If this set names no
    /// holder, it gets that of `before`; `None` if the two name different holders.
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

    /// The number of scopes.
    pub fn len(&self) -> usize {
        self.scopes.len()
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Whether one of the scopes [implies](Scope::implies) the given one.
    pub fn covers(&self, scope: &Scope) -> bool {
        self.scopes.iter().any(|held| held.implies(scope))
    }

    /// Whether the set covers every scope of the other set.
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

    /// The set without the scopes that others of it imply. It covers the same scopes.
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

    /// The set without the scopes that name a holder.
    ///
    /// A client does not request them: the authorization service sets them.
    pub fn without_identities(&self) -> Self {
        self.scopes
            .iter()
            .filter(|scope| !scope.is_identity())
            .cloned()
            .collect()
    }
}

// Two placeholders imply each other, `customer_id:{id}` and `customer_id:{customerId}`. The first of such a pair is kept.
fn replaces(other: &Scope, scope: &Scope) -> bool {
    other != scope && other.implies(scope) && (other < scope || !scope.implies(other))
}

/// Reads scopes separated by white space. An empty text is the empty set.
///
/// [RFC 6749, section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3), requires one space between two scopes;
/// texts from configurations are less strict.
impl FromStr for ScopeSet {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_whitespace().map(Scope::from_str).collect()
    }
}

/// Writes the scopes separated by one space, as in a token request.
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
