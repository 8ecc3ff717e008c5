// Code of the guide that its readers do not see: it lets each program of the guide run against the emulator, in place of a
// project of the platform. The programs include this file.

#[allow(dead_code, unused_imports, clippy::unwrap_used)]
mod emulated {
    use std::error::Error;
    use std::sync::OnceLock;

    use ctp_emulator::{CATALOGUE, Emulator};
    use ctp_sdk::auth::ConfigError;
    use ctp_sdk::{ApiRoot, CtpClient};

    static PROJECT: OnceLock<(Emulator, ctp_sdk::auth::Config)> = OnceLock::new();

    /// Takes the place of the `Config` that a program imports. Its values are those of the emulator, not of the environment.
    pub struct Config;

    impl Config {
        pub fn from_env() -> Result<ctp_sdk::auth::Config, ConfigError> {
            match PROJECT.get() {
                Some((_, config)) => Ok(config.clone()),
                None => ctp_sdk::auth::Config::from_env(),
            }
        }
    }

    /// Starts the emulator with the small catalogue, if it does not run yet.
    pub async fn start() -> Result<&'static Emulator, Box<dyn Error + Send + Sync>> {
        if let Some((emulator, _)) = PROJECT.get() {
            return Ok(emulator);
        }
        let emulator = Emulator::start().await?;
        emulator.seed(CATALOGUE)?;
        let config = emulator.config(emulator.all_scopes()?)?;
        Ok(&PROJECT.get_or_init(|| (emulator, config)).0)
    }

    /// A client of it.
    pub async fn client() -> Result<CtpClient, Box<dyn Error + Send + Sync>> {
        start().await?;
        Ok(CtpClient::new(&Config::from_env()?)?)
    }

    /// What the client may ask of the project.
    pub async fn api() -> Result<ApiRoot, Box<dyn Error + Send + Sync>> {
        Ok(client().await?.integration_api_root())
    }
}
