//! The project of an example: that of the environment, or an emulator in this process.

use std::env;
use std::error::Error;

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::auth::{Config, Permission, Scope, ScopeError, ScopeSet, Setting};

/// A project, and the configuration of a client for it.
pub(crate) struct Project {
    pub(crate) config: Config,
    /// It runs until it is dropped; `None` for a project of the platform.
    emulator: Option<Emulator>,
}

impl Project {
    /// The project of `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`, `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL`. If none of
    /// them is set, an emulator with a small catalogue, whose API client has exactly the scopes `scopes`. The token of the
    /// project has these scopes.
    #[allow(dead_code, reason = "some examples open it for visitors")]
    pub(crate) async fn open(scopes: ScopeSet) -> Result<Self, Box<dyn Error>> {
        Self::open_with(scopes.clone(), scopes).await
    }

    /// The same for an example with sessions: the API client also has the scopes that [`for_visitors`] adds.
    #[allow(dead_code, reason = "few examples have sessions")]
    pub(crate) async fn open_for_visitors(scopes: ScopeSet) -> Result<Self, Box<dyn Error>> {
        let of_api_client = for_visitors(&scopes, &Self::key())?;
        Self::open_with(scopes, of_api_client).await
    }

    async fn open_with(scopes: ScopeSet, of_api_client: ScopeSet) -> Result<Self, Box<dyn Error>> {
        if is_any_set() {
            let config = Config::from_env()?.with_scopes(scopes);
            eprintln!(
                "The project {} at {}",
                config.project_key(),
                config.api_url()
            );
            return Ok(Self {
                config,
                emulator: None,
            });
        }
        let emulator = Emulator::start().await?;
        emulator.seed(CATALOGUE)?;
        let config = emulator.config(of_api_client)?.with_scopes(scopes);
        eprintln!(
            "An emulator at {} (CTP_PROJECT_KEY and the like are not set)",
            emulator.url()
        );
        Ok(Self {
            config,
            emulator: Some(emulator),
        })
    }

    /// Whether its data are lost at the end.
    #[allow(
        dead_code,
        reason = "each example has this module, and not all of them ask"
    )]
    pub(crate) fn is_emulator(&self) -> bool {
        self.emulator.is_some()
    }

    /// The emulator; `None` for a project of the platform.
    #[allow(
        dead_code,
        reason = "each example has this module, and not all of them ask"
    )]
    pub(crate) fn emulator(&self) -> Option<&Emulator> {
        self.emulator.as_ref()
    }

    /// The key of the project that [`open`](Self::open) opens, for its scopes.
    pub(crate) fn key() -> String {
        env::var("CTP_PROJECT_KEY").unwrap_or_else(|_| "emulator".to_owned())
    }
}

/// The scopes of an API client that serves visitors: `scopes`, those of [`ScopeSet::visitor`], and
/// `create_anonymous_token`.
pub(crate) fn for_visitors(scopes: &ScopeSet, project_key: &str) -> Result<ScopeSet, ScopeError> {
    let guests = Scope::in_project(Permission::CreateAnonymousToken, project_key)?;
    let visitors = ScopeSet::visitor(project_key)?;
    let scopes = scopes.iter().chain(visitors.iter()).cloned();
    Ok(scopes.chain([guests]).collect())
}

/// Whether a project of the platform is wanted, even if a setting is missing.
fn is_any_set() -> bool {
    const SETTINGS: [Setting; 5] = [
        Setting::ProjectKey,
        Setting::ClientId,
        Setting::ClientSecret,
        Setting::AuthUrl,
        Setting::ApiUrl,
    ];
    let variables = SETTINGS.iter().map(|setting| setting.variable());
    let mut settings = variables.filter_map(env::var_os);
    settings.any(|value| !value.is_empty())
}
