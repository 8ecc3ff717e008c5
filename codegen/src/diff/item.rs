//! The public items of an API, in the form in which they are compared.

use std::collections::{BTreeMap, BTreeSet};

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its kind.
    pub kind: Kind,
    /// The key of the type that it is a member of.
    pub parent: Option<String>,
    /// Its name for users: `Cart.line_items`.
    pub shown: String,
    /// The Rust of it.
    pub signature: Signature,
    /// The required features: one of each of these sets.
    pub gates: BTreeSet<BTreeSet<String>>,
    /// Whether users may name all its members, so that a new member is a change for them.
    pub is_closed: bool,
    /// The deprecation message, if it is deprecated.
    pub deprecated: Option<String>,
    /// Its documentation.
    pub doc: String,
    /// Other guarantees, by kind.
    pub facts: BTreeMap<String, Fact>,
    /// The domain.
    pub domain: Option<String>,
}

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Struct,
    Enum,
    Alias,
    Field,
    Variant,
    Method,
    Constant,
    Function,
    Implementation,
}

impl Kind {
    /// The name for users.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Struct | Self::Enum | Self::Alias => "type",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method => "method",
            Self::Constant => "constant",
            Self::Function => "function",
            Self::Implementation => "implementation",
        }
    }

    /// Whether it has members.
    pub(super) fn is_type(self) -> bool {
        matches!(self, Self::Struct | Self::Enum | Self::Alias)
    }
}

/// The Rust of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// A type, or nothing to compare.
    Type(String),
    /// The signature of a function.
    Function {
        /// The arguments: names and types.
        arguments: Vec<(String, String)>,
        /// The type that it returns.
        returns: String,
    },
}

impl Signature {
    pub(super) fn none() -> Self {
        Self::Type(String::new())
    }

    /// The text for users: without the paths of the runtime.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Type(of) => short(of),
            Self::Function { arguments, returns } => {
                let arguments: Vec<String> = arguments
                    .iter()
                    .filter(|(name, _)| name != "self")
                    .map(|(name, of)| format!("{name}: {}", short(of)))
                    .collect();
                let returns = match returns.as_str() {
                    "" => String::new(),
                    returns => format!(" -> {}", short(returns)),
                };
                format!("({}){returns}", arguments.join(", "))
            }
        }
    }
}

/// A type without the paths of the runtime and of the standard library.
pub(super) fn short(of: &str) -> String {
    let mut of = of.to_owned();
    for path in [
        "ctp_sdk::runtime::",
        "runtime::predicates::",
        "runtime::",
        "std::collections::",
        "models::",
    ] {
        of = of.replace(path, "");
    }
    of
}

/// The guarantees of an item besides its Rust code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// A name on the wire: another one breaks exchanges.
    Wire(String),
    /// Things that may be absent, or be distinguished, if they are present: fewer of them break exchanges.
    Tolerated(String),
    /// The scopes of an operation.
    Scopes(BTreeSet<String>),
    /// A lower bound of sent values: a higher one refuses what was sent before.
    AtLeast(String),
    /// An upper bound of sent values.
    AtMost(String),
    /// The allowed sent values.
    OneOf(BTreeSet<String>),
    /// A pattern of sent values: another one may refuse what was sent before.
    Fits(String),
    /// The meaning of a missing sent value.
    Default(String),
    /// Only documentation.
    Told(String),
}

/// The fact whether a field may be missing.
pub(super) const PRESENCE: &str = "presence";

/// The fact that bodies without a field cannot be read.
pub(super) const ABSENCE: &str = "absence";

/// The fact what a method writes on the wire.
pub(super) const SENT: &str = "what is sent";

/// The fact that each of several values of a parameter is sent.
pub(super) const SEVERAL: &str = "several values";

/// The fact how a caller is authorized.
pub(super) const AUTHORISATION: &str = "authorisation";

/// The fact of the scopes of an operation.
pub(super) const SCOPES: &str = "scopes";

/// The documentation of an item, if it changed.
pub(super) const DOCUMENTATION: &str = "documentation";

/// The prefix of the name of a parameter in the fact with its types, if there are several.
pub(super) const TYPES_OF_PARAMETER: &str = "types of the parameter ";

/// The prefix of the name of a parameter in the facts of its operation.
pub(super) const OF_PARAMETER: &str = " of the parameter ";
