//! Which operations are emulated, and how completely.

use std::fmt;
use std::io;

use crate::contract::Contract;
use crate::kind::Kinds;

/// The paths of the authorization service.
pub(crate) const AUTHORIZATION: [&str; 7] = [
    "/oauth/token",
    "/oauth/{projectKey}/customers/token",
    "/oauth/{projectKey}/in-store/key={storeKey}/customers/token",
    "/oauth/{projectKey}/anonymous/token",
    "/oauth/{projectKey}/in-store/key={storeKey}/anonymous/token",
    "/oauth/introspect",
    "/oauth/token/revoke",
];

/// How completely an operation is emulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Coverage {
    /// With the rules that the specification does not contain.
    Full,
    /// Only from the specification.
    Generic,
    /// It answers 501.
    Absent,
}

/// An operation and how completely it is emulated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmulatedRoute {
    /// The HTTP method, such as `GET`.
    pub method: String,
    /// The path in the specification, such as `/{projectKey}/categories/{ID}`.
    pub path: String,
    /// How completely it is emulated.
    pub coverage: Coverage,
}

/// All operations of the platform, in the order of the specification, with those of the authorization service first.
///
/// # Errors
///
/// When the contract that is compiled into this crate cannot be read, which is a bug of the crate.
pub fn routes() -> io::Result<Vec<EmulatedRoute>> {
    let contract = Contract::platform().map_err(io::Error::other)?;
    let kinds = Kinds::platform(contract);
    let authorization = AUTHORIZATION.iter().map(|path| EmulatedRoute {
        method: "POST".to_owned(),
        path: (*path).to_owned(),
        coverage: Coverage::Full,
    });
    let api = contract.routes.operations().into_iter();
    let api = api.map(|operation| EmulatedRoute {
        method: operation.method.clone(),
        path: operation.path.clone(),
        coverage: kinds.coverage(operation),
    });
    Ok(authorization.chain(api).collect())
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Full => "full",
            Self::Generic => "generic",
            Self::Absent => "absent",
        })
    }
}
