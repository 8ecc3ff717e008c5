//! The server of the page's own origin: it has the settings, makes faults happen, and takes the lines.

use std::time::Duration;

use ctp_sdk::auth::{Clock, Config, ScopeSet, SystemClock};
use ctp_sdk::reqwest;
use serde_json::Value;

use crate::Failure;

/// The server of the page's own origin.
pub struct Host {
    settings: Value,
}

impl Host {
    /// The host, with its settings.
    pub async fn find() -> Result<Self, Failure> {
        let text = get("/settings").await?;
        Ok(Self {
            settings: serde_json::from_str(&text)?,
        })
    }

    /// A setting, such as `apiUrl`.
    pub fn setting(&self, name: &str) -> String {
        self.settings[name].as_str().unwrap_or_default().to_owned()
    }

    /// The configuration of an app on a visitor's device, whose scopes are narrow.
    pub fn config(&self) -> Result<Config, Failure> {
        let config = Config::from_lookup(|name| {
            Some(match name {
                "CTP_PROJECT_KEY" => self.setting("projectKey"),
                "CTP_CLIENT_ID" => self.setting("clientId"),
                "CTP_CLIENT_SECRET" => self.setting("clientSecret"),
                "CTP_AUTH_URL" | "CTP_API_URL" => self.setting("apiUrl"),
                _ => return None,
            })
        })?;
        let scopes = ScopeSet::mobile_application(config.project_key())?;
        Ok(config
            .with_scopes(scopes.clone())
            .with_customer_scopes(scopes))
    }

    /// Lets the host do something, such as `fault/unavailable`; what it answers.
    pub async fn ask(&self, what: &str) -> Result<String, Failure> {
        get(&format!("/{what}")).await
    }

    /// Prints a line.
    pub async fn print(&self, line: impl AsRef<str>) {
        post("/line", line.as_ref()).await;
    }

    /// Prints the last line.
    pub async fn finish(line: &str) {
        post("/last", line).await;
    }
}

/// Waits.
pub async fn wait(milliseconds: u64) {
    SystemClock.sleep(Duration::from_millis(milliseconds)).await;
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

async fn get(path: &str) -> Result<String, Failure> {
    Ok(reqwest::get(url(path)).await?.text().await?)
}

async fn post(path: &str, line: &str) {
    let request = reqwest::Client::new().post(url(path)).body(line.to_owned());
    // Nobody else could be told.
    let _ = request.send().await;
}

fn url(path: &str) -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    format!("{}{path}", origin.unwrap_or_default())
}
