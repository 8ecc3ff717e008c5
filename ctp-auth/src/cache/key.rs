//! The keys of records.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::random::hexadecimal;
use crate::{AuthClient, Grant, ScopeSet, StoreKey};

/// The key of a grant's token: different for each project, service, API client, grant, user, store and set of scopes.
pub(super) fn grant_key(auth: &AuthClient, grant: &Grant, scopes: &ScopeSet) -> StoreKey {
    let scopes = scopes.to_string();
    let parts = grant.parts();
    let parts = [auth.initial_client_id()]
        .into_iter()
        .chain(parts)
        .chain([scopes.as_str()]);
    StoreKey::new(format!("token:{}", digest(auth, parts)))
}

/// The key of the session with this id. With a [key of the deployment](crate::Config::with_deployment_key) it does not
/// depend on the API client, so that a session outlives the API client's replacement.
pub(crate) fn session_key(auth: &AuthClient, id: &str) -> StoreKey {
    let client_id = match auth.has_deployment_key() {
        true => "",
        false => auth.initial_client_id(),
    };
    StoreKey::new(format!(
        "session:{}",
        digest(auth, [client_id, "session", id])
    ))
}

/// A digest with a secret, so that passwords cannot be guessed from the keys of a store.
fn digest<'a>(auth: &'a AuthClient, parts: impl IntoIterator<Item = &'a str>) -> String {
    let Ok(mut digest) = Hmac::<Sha256>::new_from_slice(auth.key_secret().as_bytes()) else {
        unreachable!("HMAC takes keys of any length");
    };
    let of_project = [auth.auth_url().as_str(), auth.project_key()];
    for part in of_project.into_iter().chain(parts) {
        // The length before each part keeps the parts distinct.
        digest.update(&(part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    hexadecimal(&digest.finalize().into_bytes())
}
