// Code of the guide that its readers do not see: it lets each program of the guide run against the emulator, in place of a
// project of the platform. The programs include this file.

#[allow(dead_code)]
mod emulated {
    use std::io::{Error, Result};
    use std::sync::OnceLock;

    use ctp_emulator::{CATALOGUE, Emulator};
    use ctp_sdk::auth::{ConfigError, ScopeError, ScopeSet};
    use ctp_sdk::{ApiRoot, CtpClient};

    static PROJECT: OnceLock<(Emulator, ctp_sdk::auth::Config)> = OnceLock::new();

    /// Takes the place of the `Config` that a program imports. Its values are those of the emulator, not of the environment.
    pub struct Config;

    impl Config {
        pub fn from_env() -> std::result::Result<ctp_sdk::auth::Config, ConfigError> {
            match PROJECT.get() {
                Some((_, config)) => Ok(config.clone()),
                None => ctp_sdk::auth::Config::from_env(),
            }
        }
    }

    /// Starts the emulator with the small catalogue, if it does not run yet. The API client has all scopes.
    pub async fn start() -> Result<&'static Emulator> {
        start_with(Emulator::all_scopes).await
    }

    /// The same with these permissions alone, for pages that say which scopes their program needs.
    pub async fn start_with_scopes(permissions: &[&str]) -> Result<&'static Emulator> {
        let scopes = permissions.iter().map(|permission| format!("{permission}:emulator"));
        let scopes = scopes.collect::<Vec<String>>().join(" ");
        start_with(|_| scopes.parse()).await
    }

    async fn start_with(
        scopes: impl FnOnce(&Emulator) -> std::result::Result<ScopeSet, ScopeError>,
    ) -> Result<&'static Emulator> {
        if let Some((emulator, _)) = PROJECT.get() {
            return Ok(emulator);
        }
        let emulator = Emulator::start().await?;
        emulator.seed(CATALOGUE)?;
        let scopes = scopes(&emulator).map_err(Error::other)?;
        let config = emulator.config(scopes).map_err(Error::other)?;
        Ok(&PROJECT.get_or_init(|| (emulator, config)).0)
    }

    /// A client of it.
    pub async fn client() -> Result<CtpClient> {
        start().await?;
        let config = Config::from_env().map_err(Error::other)?;
        CtpClient::new(&config).map_err(Error::other)
    }

    /// What the client may ask of the project.
    pub async fn api() -> Result<ApiRoot> {
        Ok(client().await?.integration_api_root())
    }
}
