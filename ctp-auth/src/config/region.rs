//! The regions of the platform.

use url::Url;

use super::{ConfigError, ConfigProblem, Setting, check};
use crate::PlainHttpHosts;

/// Generates the type from the rows of the table, so that each region is written once.
macro_rules! regions {
    ($($(#[$documentation:meta])* $variant:ident, $name:literal;)*) => {
        /// Where a project is hosted.
        ///
        /// ```
        /// use ctp_auth::Region;
        ///
        /// let region = Region::from_name("europe-west1.gcp");
        /// assert_eq!(region, Some(Region::EuropeWest1Gcp));
        /// assert_eq!(Region::EuropeWest1Gcp.auth_url(), "https://auth.europe-west1.gcp.commercetools.com");
        /// ```
        ///
        /// # Sources
        ///
        /// [Hosts](https://docs.commercetools.com/api/general-concepts#hosts).
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Region {
            $($(#[$documentation])* $variant,)*
            /// Custom hosts, such as a proxy or an emulator; [`Region::custom`] creates one.
            Custom(CustomRegion),
        }

        impl Region {
            /// All regions of the platform.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name of the region, as in its host names: `europe-west1.gcp`. A custom region has none.
            pub fn name(&self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($name),)*
                    Self::Custom(_) => None,
                }
            }

            /// The URL of the authorization service.
            pub fn auth_url(&self) -> &str {
                match self {
                    $(Self::$variant => concat!("https://auth.", $name, ".commercetools.com"),)*
                    Self::Custom(custom) => custom.auth_url.as_str(),
                }
            }

            /// The URL of the API.
            pub fn api_url(&self) -> &str {
                match self {
                    $(Self::$variant => concat!("https://api.", $name, ".commercetools.com"),)*
                    Self::Custom(custom) => custom.api_url.as_str(),
                }
            }
        }
    };
}

regions! {
    /// North America, Google Cloud, Iowa: `us-central1.gcp`
    UsCentral1Gcp, "us-central1.gcp";
    /// North America, AWS, Ohio: `us-east-2.aws`
    UsEast2Aws, "us-east-2.aws";
    /// Europe, Google Cloud, Belgium: `europe-west1.gcp`
    EuropeWest1Gcp, "europe-west1.gcp";
    /// Europe, AWS, Frankfurt: `eu-central-1.aws`
    EuCentral1Aws, "eu-central-1.aws";
    /// Australia, Google Cloud, Sydney: `australia-southeast1.gcp`
    AustraliaSoutheast1Gcp, "australia-southeast1.gcp";
}

/// Custom hosts; [`Region::custom`] creates one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CustomRegion {
    auth_url: Url,
    api_url: Url,
    /// Separated by white space, as in the variable.
    plain_http_hosts: String,
}

impl Region {
    /// The region with this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|region| region.name() == Some(name))
            .cloned()
    }

    /// Custom hosts, such as a proxy or an emulator.
    ///
    /// ```
    /// use ctp_auth::Region;
    ///
    /// let emulator = Region::custom("http://localhost:8989", "http://localhost:8989")?;
    /// assert_eq!(emulator.api_url(), "http://localhost:8989/");
    /// # Ok::<(), ctp_auth::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a URL is malformed or would send credentials over plain `http` to another machine.
    pub fn custom(auth_url: &str, api_url: &str) -> Result<Self, ConfigError> {
        Self::custom_with(auth_url, api_url, String::new())
    }

    /// Custom hosts for tests: they may be reached over plain `http`.
    ///
    /// Anyone on the network path can read the secret of the API client and every token, so do not use it for a real
    /// project. The variable `CTP_PLAIN_HTTP_HOSTS` has the same effect for a [`Config`](crate::Config) from the
    /// environment.
    ///
    /// ```
    /// use ctp_auth::{Config, Region};
    ///
    /// let mock = Region::custom_over_plain_http("http://ct-mock:8989", "http://ct-mock:8989")?;
    /// let config = Config::new(&mock, "my-shop", "an-identifier", "a secret")?;
    /// assert!(config.plain_http_hosts().permit(config.api_url()));
    /// # Ok::<(), ctp_auth::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a URL is malformed.
    pub fn custom_over_plain_http(auth_url: &str, api_url: &str) -> Result<Self, ConfigError> {
        let urls = [auth_url, api_url].map(check::bare_url);
        let hosts = urls.iter().flatten().filter_map(Url::host_str);
        let hosts: Vec<&str> = hosts.collect();
        Self::custom_with(auth_url, api_url, hosts.join(" "))
    }

    pub(super) fn plain_http_hosts(&self) -> &str {
        match self {
            Self::Custom(custom) => &custom.plain_http_hosts,
            _ => "",
        }
    }

    fn custom_with(
        auth_url: &str,
        api_url: &str,
        plain_http_hosts: String,
    ) -> Result<Self, ConfigError> {
        let hosts = plain_http_hosts
            .split_ascii_whitespace()
            .fold(PlainHttpHosts::new(), PlainHttpHosts::with);
        match (check::url(auth_url, &hosts), check::url(api_url, &hosts)) {
            (Ok(auth_url), Ok(api_url)) => Ok(Self::Custom(CustomRegion {
                auth_url,
                api_url,
                plain_http_hosts,
            })),
            (auth, api) => {
                let problems = [(Setting::AuthUrl, auth.err()), (Setting::ApiUrl, api.err())];
                Err(ConfigError::new(
                    problems
                        .into_iter()
                        .filter_map(|(setting, expected)| {
                            Some(ConfigProblem::malformed(setting, expected?))
                        })
                        .collect(),
                ))
            }
        }
    }
}
