//! Replaces an API client by a new one with the same name, scopes and validities, and a new secret.
//!
//! ```sh
//! CTP_EXAMPLE_ROTATE=<id of the API client> CTP_EXAMPLE_SECRETS=<new file> \
//!     cargo run -p ctp-sdk --example rotate_api_client
//! ```
//!
//! It talks to the project of `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`, `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL`,
//! whose API client has the scope `manage_api_clients`, and all the scopes of the one that is replaced.

use std::env;
use std::error::Error;
use std::fs::OpenOptions;
use std::io::{self, Write};

use ctp_sdk::auth::{Config, ExposeSecret, SecretString};
use ctp_sdk::{ApiClients, CtpClient};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::from_env()?;
    let id = env::var("CTP_EXAMPLE_ROTATE").map_err(|_| "set CTP_EXAMPLE_ROTATE")?;
    let file = env::var("CTP_EXAMPLE_SECRETS").map_err(|_| "set CTP_EXAMPLE_SECRETS")?;
    // `manage_project` does not imply it.
    let scopes = format!("manage_api_clients:{}", config.project_key()).parse()?;
    let client = CtpClient::builder(&config)
        .integration_scopes(scopes)
        .build()?;

    let new_id = run(&client, &id, |id, secret| keep(&file, id, &secret)).await?;
    println!("{new_id} has taken the place of {id}; its secret is in {file}");
    Ok(())
}

/// Replaces the API client and returns the id of the new one. The old one is deleted only after the new secret was stored:
/// the platform returns it only once.
pub async fn run(
    client: &CtpClient,
    id: &str,
    keep: impl FnOnce(&str, SecretString) -> io::Result<()>,
) -> Result<String, Box<dyn Error>> {
    let api_clients = ApiClients::new(client.integration_api_root(), client.auth());

    // It has already obtained a token when this call returns.
    let successor = api_clients.succeed(id).await?;
    let new_id = successor.id().to_owned();
    if let Err(error) = keep(&new_id, successor.into_secret()) {
        // Nobody would know its secret.
        api_clients.delete(&new_id).await?;
        return Err(error.into());
    }

    // The tokens of the old one become invalid with it. With several processes, all of them use the new secret first, and a
    // later run deletes the old one. For a single process, `ApiClients::rotate` does all of this except storing the secret.
    api_clients.delete(id).await?;
    Ok(new_id)
}

/// A real program stores the secret in its vault. Here it is written to a new file that only the owner can read.
pub fn keep(file: &str, id: &str, secret: &SecretString) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    // In the format of `Config::from_dotenv`.
    writeln!(file, "CTP_CLIENT_ID='{id}'")?;
    writeln!(file, "CTP_CLIENT_SECRET='{}'", secret.expose_secret())?;
    file.sync_all()
}
