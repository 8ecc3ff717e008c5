//! The regions of the platform.

use url::Url;

use super::{ConfigError, ConfigProblem, Setting, check};
use crate::PlainHttpHosts;

/// Makes the type out of the rows of the table, so that each region stands in one place.
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
            /// Hosts of your own, such as a proxy or an emulator; [`Region::custom`] makes one.
            Custom(CustomRegion),
        }

        impl Region {
            /// All regions of the platform.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name of the region, as it is in its hosts: `europe-west1.gcp`. A custom one has none.
            pub fn name(&self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($name),)*
                    Self::Custom(_) => None,
                }
            }

            /// Where tokens come from.
            pub fn auth_url(&self) -> &str {
                match self {
                    $(Self::$variant => concat!("https://auth.", $name, ".commercetools.com"),)*
                    Self::Custom(custom) => custom.auth_url.as_str(),
                }
            }

            /// Where the API is.
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

/// Hosts of your own; [`Region::custom`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CustomRegion {
    auth_url: Url,
    api_url: Url,
    /// With white space between them, as in the variable.
    plain_http_hosts: String,
}

impl Region {
    /// The region of the platform that has this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|region| region.name() == Some(name))
            .cloned()
    }

    /// Hosts of your own, such as a proxy or an emulator.
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
    /// When a URL is malformed or would carry credentials over plain `http` to another machine.
    pub fn custom(auth_url: &str, api_url: &str) -> Result<Self, ConfigError> {
        Self::custom_with(auth_url, api_url, String::new())
    }

    /// The same for tests: the hosts may be reached over plain `http`, wherever they are.
    ///
    /// Anyone on the network path can read the secret of the API client and every token, so do not use it for a project that
    /// anybody needs. The variable `CTP_PLAIN_HTTP_HOSTS` does the same for a [`Config`](crate::Config) of the
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
