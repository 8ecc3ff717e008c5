//! The public items of an API, in the form in which they are compared.

use std::collections::{BTreeMap, BTreeSet};

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is.
    pub kind: Kind,
    /// The key of the type that it is a member of.
    pub parent: Option<String>,
    /// How it is named to users: `Cart.line_items`.
    pub shown: String,
    /// The Rust of it.
    pub signature: Signature,
    /// What has to be switched on: one of each of these sets of features.
    pub gates: BTreeSet<BTreeSet<String>>,
    /// Whether users may name all members of it, so that another member is a change for them.
    pub is_closed: bool,
    /// Whether the compiler warns, and what it says then.
    pub deprecated: Option<String>,
    /// Its documentation.
    pub doc: String,
    /// What else users rely on, by what it is.
    pub facts: BTreeMap<String, Fact>,
    /// The domain.
    pub domain: Option<String>,
}

/// What an item is.
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
    /// What users call it.
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
    /// What a function takes and returns.
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

    /// How it is shown: without the paths of the runtime.
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

/// A type without the paths that stand before each name of the runtime and of the standard library.
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

/// What users rely on beside the Rust of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// What is sent or read is named so: any other text breaks exchanges.
    Wire(String),
    /// What may be left out, or be told apart, where it is there: less of it breaks exchanges.
    Tolerated(String),
    /// The scopes of an operation.
    Scopes(BTreeSet<String>),
    /// What is sent must not be less: a greater bound refuses what was sent before.
    AtLeast(String),
    /// What is sent must not be more.
    AtMost(String),
    /// What is sent must be one of these.
    OneOf(BTreeSet<String>),
    /// What is sent must fit this: any other text may refuse what was sent before.
    Fits(String),
    /// What is sent means this where it is left out.
    Default(String),
    /// What is only told.
    Told(String),
}

/// Whether a field may be missing, as a fact.
pub(super) const PRESENCE: &str = "presence";

/// That bodies without a field are not read, as a fact.
pub(super) const ABSENCE: &str = "absence";

/// What a method puts on the wire, as a fact.
pub(super) const SENT: &str = "what is sent";

/// That each of several values of a parameter is sent, as a fact.
pub(super) const SEVERAL: &str = "several values";

/// How a caller is authorised, as a fact.
pub(super) const AUTHORISATION: &str = "authorisation";

/// The scopes of an operation, as a fact.
pub(super) const SCOPES: &str = "scopes";

/// The documentation of an item, where it changed.
pub(super) const DOCUMENTATION: &str = "documentation";

/// What stands before the name of a parameter in the fact that has its types, where these are several.
pub(super) const TYPES_OF_PARAMETER: &str = "types of the parameter ";

/// What stands before the name of a parameter in the facts of its operation.
pub(super) const OF_PARAMETER: &str = " of the parameter ";
