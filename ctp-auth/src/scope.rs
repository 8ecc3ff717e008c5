//! Scopes: what an access token permits.

mod error;
mod permission;
mod presets;
mod recorded;
mod required;
mod set;

use std::fmt;
use std::str::FromStr;

pub use error::ScopeError;
pub use permission::Permission;
pub use recorded::{
    NotPermitted, RecordedOperation, RecordedOperations, RecordedOperationsError, ScopeReport,
};
pub use required::{MissingScopes, RequiredScopes};
pub use set::ScopeSet;

use error::Expected;

/// One scope of an access token or of an API client.
///
/// There are these forms:
///
/// | form | such as | read with |
/// | --- | --- | --- |
/// | of a project | `manage_orders:my-project` | [`permission`](Self::permission), [`project_key`](Self::project_key) |
/// | of a store | `manage_orders:my-project:my-store` | and [`store_key`](Self::store_key) |
/// | of a customer | `customer_id:{id}` | [`customer_id`](Self::customer_id) |
/// | of an anonymous session | `anonymous_id:{id}` | [`anonymous_id`](Self::anonymous_id) |
/// | of a user of another system | `external_user_id:{externalUserId}` | [`external_user_id`](Self::external_user_id) |
/// | unknown | any other | [`is_unknown`](Self::is_unknown) |
///
/// An unknown scope is kept and printed unchanged, and so is a known permission in an unknown form: commercetools adds
/// scopes, and other APIs have their own.
///
/// Scopes are ordered by their text. Case matters.
///
/// ```
/// use ctp_auth::{Permission, Scope};
///
/// let scope: Scope = "manage_orders:my-project:my-store".parse()?;
/// assert_eq!(scope.permission(), Some(Permission::ManageOrders));
/// assert_eq!(scope.project_key(), Some("my-project"));
/// assert_eq!(scope.store_key(), Some("my-store"));
/// assert_eq!(scope.to_string(), "manage_orders:my-project:my-store");
///
/// let project = Scope::in_project(Permission::ManageOrders, "my-project")?;
/// assert!(project.implies(&scope));
/// assert!(!scope.implies(&project));
/// # Ok::<(), ctp_auth::ScopeError>(())
/// ```
///
/// # Sources
///
/// [Scopes](https://docs.commercetools.com/api/scopes) for the forms;
/// [RFC 6749, section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3) for the characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    // The text comes first because the derived order uses it. The form is derived from the text.
    text: String,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Grant(Permission),
    Identity(Identity),
    Unknown,
}

/// The holder that a token acts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identity {
    Customer,
    Anonymous,
    ExternalUser,
}

impl Scope {
    /// The permission in the whole of a project.
    ///
    /// # Errors
    ///
    /// When the key is empty or contains a character that is not allowed in a key.
    pub fn in_project(permission: Permission, project_key: &str) -> Result<Self, ScopeError> {
        check_key(project_key)?;
        format!("{permission}:{project_key}").parse()
    }

    /// The permission in one store of a project.
    ///
    /// # Errors
    ///
    /// When a key is empty or contains a character that is not allowed in a key, or when the permission has no store form:
    /// see [`Permission::has_store_form`].
    pub fn in_store(
        permission: Permission,
        project_key: &str,
        store_key: &str,
    ) -> Result<Self, ScopeError> {
        check_key(project_key)?;
        check_key(store_key)?;
        let text = format!("{permission}:{project_key}:{store_key}");
        if permission.has_store_form() {
            text.parse()
        } else {
            Err(ScopeError::new(&text, Expected::StoreForm(permission)))
        }
    }

    /// The scope that binds a token to a customer. The authorization service sets it; see also
    /// [`ScopeSet::without_identities`].
    ///
    /// # Errors
    ///
    /// When the identifier is empty or contains a character that is not allowed in a scope.
    pub fn for_customer(id: &str) -> Result<Self, ScopeError> {
        Identity::Customer.scope(id)
    }

    /// The scope that binds a token to an anonymous session.
    ///
    /// # Errors
    ///
    /// The same errors as [`for_customer`](Self::for_customer).
    pub fn for_anonymous_session(id: &str) -> Result<Self, ScopeError> {
        Identity::Anonymous.scope(id)
    }

    /// The scope that names the user of another system for whom a token is used. An external OAuth server sets it.
    ///
    /// # Errors
    ///
    /// The same errors as [`for_customer`](Self::for_customer).
    pub fn for_external_user(id: &str) -> Result<Self, ScopeError> {
        Identity::ExternalUser.scope(id)
    }

    /// The text of the scope.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The permission, if it is the scope of a project or a store.
    pub fn permission(&self) -> Option<Permission> {
        match self.form {
            Form::Grant(permission) => Some(permission),
            Form::Identity(_) | Form::Unknown => None,
        }
    }

    /// The project, if it is the scope of a project or a store.
    pub fn project_key(&self) -> Option<&str> {
        self.permission()?;
        self.text.split(':').nth(1)
    }

    /// The store, if it is the scope of a store.
    pub fn store_key(&self) -> Option<&str> {
        self.permission()?;
        self.text.split(':').nth(2)
    }

    /// The identifier of the customer to whom a token with this scope is bound.
    pub fn customer_id(&self) -> Option<&str> {
        self.identifier_of(Identity::Customer)
    }

    /// The identifier of the anonymous session to which a token with this scope is bound.
    pub fn anonymous_id(&self) -> Option<&str> {
        self.identifier_of(Identity::Anonymous)
    }

    /// The identifier of the user of another system for whom a token with this scope is used.
    pub fn external_user_id(&self) -> Option<&str> {
        self.identifier_of(Identity::ExternalUser)
    }

    /// Whether the scope says for whom a token acts, rather than what the token permits.
    pub fn is_identity(&self) -> bool {
        matches!(self.form, Form::Identity(_))
    }

    /// Whether this version of the crate does not know the scope.
    pub fn is_unknown(&self) -> bool {
        self.form == Form::Unknown
    }

    /// Whether a token with this scope may do everything that the other scope permits.
    ///
    /// - Every scope implies itself; an unknown scope implies nothing else.
    /// - The permission must imply the other one: see [`Permission::implies`].
    /// - The project must be the same. The scope of a project implies that of each of its stores; the scope of a store
    ///   implies only scopes of that store.
    /// - A customer, an anonymous session or a user implies no other, and no permission implies one. A placeholder in
    ///   braces, as in specifications, is implied by every value: `customer_id:5f3e` implies `customer_id:{id}`, but not
    ///   the reverse.
    ///
    /// ```
    /// use ctp_auth::Scope;
    ///
    /// let manage: Scope = "manage_products:my-project".parse()?;
    /// assert!(manage.implies(&"view_published_products:my-project".parse()?));
    /// assert!(!manage.implies(&"view_published_products:your-project".parse()?));
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    pub fn implies(&self, other: &Self) -> bool {
        match (self.form, other.form) {
            (Form::Grant(held), Form::Grant(wanted)) => {
                held.implies(wanted)
                    && self.project_key() == other.project_key()
                    && (self.store_key().is_none() || self.store_key() == other.store_key())
            }
            (Form::Identity(held), Form::Identity(wanted)) => {
                held == wanted && (self == other || other.has_placeholder())
            }
            _ => self == other,
        }
    }

    fn identifier_of(&self, identity: Identity) -> Option<&str> {
        if self.form != Form::Identity(identity) {
            return None;
        }
        self.text.split_once(':').map(|(_, identifier)| identifier)
    }

    fn has_placeholder(&self) -> bool {
        self.text
            .split_once(':')
            .is_some_and(|(_, identifier)| is_placeholder(identifier))
    }
}

impl Identity {
    const ALL: [Self; 3] = [Self::Customer, Self::Anonymous, Self::ExternalUser];

    fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer_id",
            Self::Anonymous => "anonymous_id",
            Self::ExternalUser => "external_user_id",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|identity| identity.name() == name)
    }

    fn scope(self, identifier: &str) -> Result<Scope, ScopeError> {
        format!("{}:{identifier}", self.name()).parse()
    }
}

/// Reads one scope. White space around it is an error; a [`ScopeSet`] reads a list.
impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |expected| Err(ScopeError::new(text, expected));
        if text.is_empty() || !text.chars().all(is_scope_character) {
            return error(Expected::Characters);
        }
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let form = if let Some(permission) = Permission::from_name(name) {
            if !rest.split(':').all(is_key) {
                return error(Expected::Form(permission));
            }
            match rest.split(':').count() {
                1 => Form::Grant(permission),
                2 if permission.has_store_form() => Form::Grant(permission),
                _ => Form::Unknown,
            }
        } else if let Some(identity) = Identity::from_name(name) {
            if rest.is_empty() {
                return error(Expected::Identity(identity));
            }
            Form::Identity(identity)
        } else {
            Form::Unknown
        };
        Ok(Self {
            text: text.to_owned(),
            form,
        })
    }
}

/// Writes the original text.
impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl AsRef<str> for Scope {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Whether the character may occur in a scope, by RFC 6749, section 3.3.
fn is_scope_character(character: char) -> bool {
    character.is_ascii_graphic() && character != '"' && character != '\\'
}

// The platform decides which keys are valid, so only these are refused: characters that would change the form of the scope,
// and braces, because an unfilled placeholder must not be sent.
fn is_key(text: &str) -> bool {
    !text.is_empty() && !text.contains([':', '{', '}'])
}

fn is_placeholder(text: &str) -> bool {
    text.starts_with('{') && text.ends_with('}')
}

fn check_key(text: &str) -> Result<(), ScopeError> {
    if !is_key(text) {
        Err(ScopeError::new(text, Expected::Key))
    } else if !text.chars().all(is_scope_character) {
        Err(ScopeError::new(text, Expected::Characters))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
