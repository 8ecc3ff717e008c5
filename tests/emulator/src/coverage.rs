//! What is emulated, and how well.

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

/// How well an operation is emulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Coverage {
    /// With the rules that the specification does not say.
    Full,
    /// From the specification alone.
    Generic,
    /// It answers 501.
    Absent,
}

/// An operation and how well it is emulated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmulatedRoute {
    /// The HTTP method, such as `GET`.
    pub method: String,
    /// The path as the specification has it, such as `/{projectKey}/categories/{ID}`.
    pub path: String,
    /// How well it is emulated.
    pub coverage: Coverage,
}

/// All operations of the platform, in the order of the specification, those of the authorization service first.
///
/// # Errors
///
/// When the contract that is compiled into this crate cannot be read, which is a mistake of the crate.
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
