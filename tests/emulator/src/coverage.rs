//! What is emulated, and how well.

use std::fmt;
use std::io;

use crate::contract::Contract;
use crate::kind::kinds;
use crate::uniform::Uniform;

/// The paths of the authorization service and what is emulated of them.
const AUTHORIZATION: [(&str, Coverage); 6] = [
    ("/oauth/token (client_credentials)", Coverage::Full),
    ("/oauth/token (refresh_token)", Coverage::Absent),
    ("/oauth/{projectKey}/anonymous/token", Coverage::Absent),
    ("/oauth/{projectKey}/customers/token", Coverage::Absent),
    ("/oauth/introspect", Coverage::Full),
    ("/oauth/token/revoke", Coverage::Full),
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
    let kinds = kinds(contract);
    let authorization = AUTHORIZATION.iter().map(|(path, coverage)| EmulatedRoute {
        method: "POST".to_owned(),
        path: (*path).to_owned(),
        coverage: *coverage,
    });
    let api = contract.routes.operations().into_iter().map(|operation| {
        let kind = Uniform::of(operation).and_then(|(path, _)| kinds.get(path));
        EmulatedRoute {
            method: operation.method.clone(),
            path: operation.path.clone(),
            coverage: match kind {
                Some(_) => Coverage::Generic,
                None => Coverage::Absent,
            },
        }
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
