//! The other APIs of the platform, which have separate hosts.

use ctp_auth::PlainHttpHosts;
use url::Url;

use super::CtpClient;
use crate::{Client, Result};

/// The project's token is used for these APIs as well, if it has their scopes: add them to the configuration, or set none
/// there to get all scopes of the API client. The hosts are those of the region of the configuration; if it has custom
/// hosts, such as a proxy or an emulator, requests are sent to its [API host](ctp_auth::Config::api_url).
impl CtpClient {
    /// The Import API, which imports many resources asynchronously.
    ///
    /// ```no_run
    /// # async fn run(client: ctp_sdk::CtpClient) -> ctp_sdk::Result<()> {
    /// let containers = client.import_api_root()?.import_containers().get().send().await?;
    /// println!("{} import containers", containers.results.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no HTTP client for its host ([`Error::is_request`](crate::Error::is_request)).
    ///
    /// # Sources
    ///
    /// [Import API](https://docs.commercetools.com/import-export/overview).
    #[cfg(feature = "import")]
    pub fn import_api_root(&self) -> Result<crate::import::ApiRoot> {
        let client = self.client_of(crate::import::HOST)?;
        Ok(crate::import::ApiRoot::new(client, self.project_key()))
    }

    /// The Change History API, which reports who changed what in a project.
    ///
    /// ```no_run
    /// # async fn run(client: ctp_sdk::CtpClient) -> ctp_sdk::Result<()> {
    /// // The changes of the last two days.
    /// let records = client.history_api_root()?.get().date_from(48).date_to("now").send().await?;
    /// println!("{} records", records.results.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no HTTP client for its host ([`Error::is_request`](crate::Error::is_request)).
    ///
    /// # Sources
    ///
    /// [Change History API](https://docs.commercetools.com/api/history/overview).
    #[cfg(feature = "history")]
    pub fn history_api_root(&self) -> Result<crate::history::ApiRoot> {
        let client = self.client_of(crate::history::HOST)?;
        Ok(crate::history::ApiRoot::new(client, self.project_key()))
    }

    /// The Checkout API: applications, payment integrations, payment intents and transactions.
    ///
    /// # Errors
    ///
    /// When there is no HTTP client for its host ([`Error::is_request`](crate::Error::is_request)).
    ///
    /// # Sources
    ///
    /// [Checkout](https://docs.commercetools.com/checkout/overview).
    #[cfg(feature = "checkout")]
    pub fn checkout_api_root(&self) -> Result<crate::checkout::ApiRoot> {
        let client = self.client_of(crate::checkout::HOST)?;
        Ok(crate::checkout::ApiRoot::new(client, self.project_key()))
    }

    /// The project's client for the API at another host of its region.
    fn client_of(&self, host: &str) -> Result<Client> {
        let inner = &self.inner;
        let url = url_of(host, inner.integration.api_url());
        let client = inner.integration.at(&url, &PlainHttpHosts::new())?;
        Ok(client.authorized_by(inner.integration_tokens.clone()))
    }
}

/// The URL of an API whose host is given with `{region}`, in the region of the platform API at `api_url`.
fn url_of(host: &str, api_url: &Url) -> Url {
    let region = api_url
        .host_str()
        .and_then(|host| host.strip_prefix("api."))
        .and_then(|host| host.strip_suffix(".commercetools.com"));
    region
        .and_then(|region| host.replace("{region}", region).parse().ok())
        .unwrap_or_else(|| api_url.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::url_of;

    #[test]
    fn the_host_is_that_of_the_region_or_else_the_one_that_is_configured() {
        let host = "https://import.{region}.commercetools.com";
        let url = |api: &str| url_of(host, &api.parse().unwrap()).to_string();
        assert_eq!(
            url("https://api.us-east-2.aws.commercetools.com"),
            "https://import.us-east-2.aws.commercetools.com/"
        );
        for own in ["http://127.0.0.1:8080/", "https://api.example.com/shop"] {
            assert_eq!(url(own), own);
        }
    }
}
