//! The other APIs of the platform, which have hosts of their own.

use ctp_auth::PlainHttpHosts;
use url::Url;

use super::CtpClient;
use crate::{Client, Result};

/// The project's own token serves these APIs as well, if it has their scopes: name them in the configuration, or none, for
/// all that the API client has. Their hosts are those of the region that the configuration names; where it names hosts of
/// your own, such as a proxy or an emulator, requests go to its [API](ctp_auth::Config::api_url).
impl CtpClient {
    /// The Import API, which takes many resources at once and imports them later.
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

    /// The Change History API, which tells who changed what in a project.
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

    /// The project's own client for the API at another host of its region.
    fn client_of(&self, host: &str) -> Result<Client> {
        let inner = &self.inner;
        let url = url_of(host, inner.integration.api_url());
        let client = inner.integration.at(&url, &PlainHttpHosts::new())?;
        Ok(client.authorized_by(inner.integration_tokens.clone()))
    }
}

/// Where an API is, whose host is given with `{region}`, beside the API of the platform at `api_url`.
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
