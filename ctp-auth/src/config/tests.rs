#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::HashMap;

use secrecy::ExposeSecret;

use super::check::{self, Found};
use super::{Config, ConfigError, MissingFields, Region, Setting};
use crate::ScopeSet;

const SECRET: &str = "planted-Secret_7";

const COMPLETE: [(&str, &str); 6] = [
    ("CTP_PROJECT_KEY", "my-project"),
    ("CTP_CLIENT_ID", "identifier"),
    ("CTP_CLIENT_SECRET", SECRET),
    (
        "CTP_AUTH_URL",
        "https://auth.us-east-2.aws.commercetools.com",
    ),
    ("CTP_API_URL", "https://api.us-east-2.aws.commercetools.com"),
    ("CTP_SCOPES", "view_orders:my-project view_zones:my-project"),
];

/// The complete configuration with other values in places; an empty one is a missing one.
fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut values = HashMap::from(COMPLETE);
    values.extend(changes.iter().copied());
    Config::from_lookup(|name| values.get(name).map(ToString::to_string))
}

fn settings(error: &ConfigError) -> Vec<Setting> {
    error
        .problems()
        .iter()
        .map(super::ConfigProblem::setting)
        .collect()
}

fn assert_complete(config: &Config) {
    assert_eq!(config.project_key(), "my-project");
    assert_eq!(config.client_id(), "identifier");
    assert_eq!(config.client_secret().expose_secret(), SECRET);
    assert_eq!(
        config.auth_url().as_str(),
        "https://auth.us-east-2.aws.commercetools.com/"
    );
    assert_eq!(
        config.api_url().as_str(),
        "https://api.us-east-2.aws.commercetools.com/"
    );
    assert_eq!(
        config.scopes().to_string(),
        "view_orders:my-project view_zones:my-project"
    );
}

#[test]
fn every_source_gives_the_same() {
    assert_complete(&read(&[]).unwrap());

    let text = COMPLETE.map(|(name, value)| format!("export {name}=\"{value}\" # as copied\n"));
    assert_complete(&Config::from_dotenv(&text.concat()).unwrap());

    let config = Config::new(&Region::UsEast2Aws, "my-project", "identifier", SECRET).unwrap();
    assert!(config.scopes().is_empty());
    let scopes: ScopeSet = "view_orders:my-project view_zones:my-project"
        .parse()
        .unwrap();
    assert_complete(&config.with_scopes(scopes));
}

// Changing the environment of a running process is unsafe, so the test runs itself again in an environment of its own.
#[test]
fn the_environment_is_a_source() {
    const CHILD: &str = "CTP_AUTH_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return assert_complete(&Config::from_env().unwrap());
    }
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "config::tests::the_environment_is_a_source"])
        .stdout(std::process::Stdio::null())
        .envs(COMPLETE)
        .env(CHILD, "1")
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn all_that_is_missing_is_named_together() {
    let error = Config::from_dotenv("").unwrap_err();
    assert_eq!(
        settings(&error),
        [
            Setting::ProjectKey,
            Setting::ClientId,
            Setting::ClientSecret,
            Setting::AuthUrl,
            Setting::ApiUrl,
        ]
    );
    for problem in error.problems() {
        assert!(problem.is_missing() && !problem.is_malformed());
        assert!(error.to_string().contains(problem.setting().variable()));
    }

    let error = read(&[("CTP_CLIENT_ID", " \t"), ("CTP_API_URL", "nowhere")]).unwrap_err();
    assert_eq!(settings(&error), [Setting::ClientId, Setting::ApiUrl]);
    assert_eq!(
        error
            .problems()
            .iter()
            .map(super::ConfigProblem::is_missing)
            .collect::<Vec<_>>(),
        [true, false]
    );
}

#[test]
fn scopes_may_be_left_out() {
    assert!(read(&[("CTP_SCOPES", "")]).unwrap().scopes().is_empty());
}

#[test]
fn the_scopes_of_customers_stand_beside_those_of_the_project() {
    let config = read(&[("CTP_CUSTOMER_SCOPES", " manage_my_orders:my-project ")]).unwrap();
    assert_eq!(
        config.customer_scopes().to_string(),
        "manage_my_orders:my-project"
    );
    assert_eq!(config.scopes().len(), 2);
    for empty in [read(&[]), read(&[("CTP_CUSTOMER_SCOPES", " ")])] {
        assert!(empty.unwrap().customer_scopes().is_empty());
    }
    let error = read(&[("CTP_CUSTOMER_SCOPES", "manage_my_orders")]).unwrap_err();
    assert_eq!(settings(&error), [Setting::CustomerScopes]);
    assert!(
        error
            .to_string()
            .contains("CTP_CUSTOMER_SCOPES is malformed")
    );
}

#[test]
fn the_key_of_the_deployment_may_be_left_out_and_must_not_be_short() {
    let key = "planted-Secret_7 and 16 more bytes";
    let config = read(&[("CTP_DEPLOYMENT_KEY", key)]).unwrap();
    assert_eq!(config.deployment_key().unwrap().expose_secret(), key);
    assert!(!format!("{config:?}").contains(SECRET));
    for none in [read(&[]), read(&[("CTP_DEPLOYMENT_KEY", "")])] {
        assert!(none.unwrap().deployment_key().is_none());
    }
    let error = read(&[("CTP_DEPLOYMENT_KEY", SECRET)]).unwrap_err();
    assert_eq!(settings(&error), [Setting::DeploymentKey]);
    assert!(!error.to_string().contains(SECRET), "{error}");
}

#[test]
fn missing_fields_are_refused_tolerated_or_nothing_is_said_of_them() {
    let refuse = Some(MissingFields::Refuse);
    let tolerate = Some(MissingFields::Tolerate);
    for (value, expected) in [("refuse", refuse), (" tolerate ", tolerate), ("", None)] {
        let config = read(&[("CTP_MISSING_FIELDS", value)]).unwrap();
        assert_eq!(config.missing_fields(), expected, "{value:?}");
    }
    assert_eq!(read(&[]).unwrap().missing_fields(), None);
    for wrong in ["Tolerate", "true", "1"] {
        let error = read(&[("CTP_MISSING_FIELDS", wrong)]).unwrap_err();
        assert_eq!(settings(&error), [Setting::MissingFields]);
        let message = "CTP_MISSING_FIELDS is malformed (expected `refuse` or `tolerate`)";
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn earlier_credentials_print_no_secret() {
    let config = read(&[])
        .unwrap()
        .with_earlier_credentials("before", SECRET);
    let earlier = config.earlier_credentials().first().unwrap();
    assert_eq!(earlier.client_id(), "before");
    assert!(!format!("{config:?}").contains(SECRET));
}

#[test]
fn white_space_around_values_is_dropped() {
    let config = read(&[
        ("CTP_CLIENT_SECRET", " planted-Secret_7\n"),
        ("CTP_PROJECT_KEY", "\tmy-project "),
    ])
    .unwrap();
    assert_complete(&config);
}

#[test]
fn malformed_values_say_what_was_expected() {
    for (name, value, expected) in [
        ("CTP_PROJECT_KEY", "my/project", "hyphens and underscores"),
        ("CTP_PROJECT_KEY", "..", "hyphens and underscores"),
        ("CTP_CLIENT_ID", "a:b", "other than the colon"),
        ("CTP_CLIENT_ID", "a\nb", "printable"),
        ("CTP_CLIENT_SECRET", "a\u{7}b", "printable"),
        ("CTP_AUTH_URL", "auth.example.com", "absolute https URL"),
        (
            "CTP_AUTH_URL",
            "ftp://auth.example.com",
            "absolute https URL",
        ),
        (
            "CTP_AUTH_URL",
            "http://auth.example.com",
            "absolute https URL",
        ),
        (
            "CTP_API_URL",
            "http://localhost.example.com",
            "this machine",
        ),
        ("CTP_API_URL", "http://10.0.0.1", "this machine"),
        ("CTP_API_URL", "https://user@api.example.com", "user name"),
        ("CTP_API_URL", "https://:pass@api.example.com", "user name"),
        ("CTP_API_URL", "https://api.example.com?a=b", "query"),
        ("CTP_API_URL", "https://api.example.com#a", "fragment"),
        ("CTP_SCOPES", "view_zones", "view_zones:{projectKey}"),
    ] {
        let error = read(&[(name, value)]).unwrap_err();
        let [problem] = error.problems() else {
            panic!("more than one problem: {error}");
        };
        assert_eq!(problem.setting().variable(), name);
        assert!(problem.is_malformed());
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn the_same_machine_may_be_reached_over_plain_http() {
    for url in [
        "http://localhost:8989",
        "http://127.0.0.1:8989/prefix",
        "http://127.8.8.8",
        "http://[::1]:8989",
    ] {
        let config = read(&[("CTP_API_URL", url)]).unwrap();
        assert!(config.api_url().as_str().starts_with(url), "{url}");
    }
}

#[test]
fn a_host_that_is_named_may_be_reached_over_plain_http_and_no_other() {
    let mock = ("CTP_API_URL", "http://ct-mock:8989");
    assert!(read(&[mock]).is_err());
    let allow = |hosts| ("CTP_PLAIN_HTTP_HOSTS", hosts);
    for hosts in ["ct-mock", "other  CT-Mock\n10.0.0.7"] {
        let config = read(&[mock, allow(hosts)]).unwrap();
        assert!(config.plain_http_hosts().permit(config.api_url()));
        let elsewhere = "http://api.example.com".parse().unwrap();
        assert!(!config.plain_http_hosts().permit(&elsewhere));
    }
    for hosts in ["", "ct-mock.example.com", "ct"] {
        let error = read(&[mock, allow(hosts)]).unwrap_err();
        let problem = error.problems().first().unwrap();
        assert_eq!(problem.setting().variable(), "CTP_API_URL");
    }
    for hosts in ["http://ct-mock", "ct-mock:8989", "ct-mock/", "user@ct-mock"] {
        let error = read(&[mock, allow(hosts)]).unwrap_err();
        let [problem] = error.problems() else {
            panic!("more than one problem: {error}");
        };
        assert_eq!(problem.setting().variable(), "CTP_PLAIN_HTTP_HOSTS");
    }
}

#[test]
fn a_region_over_plain_http_allows_its_own_hosts_only() {
    let urls = ("http://ct-mock:8989", "http://ct-auth:8990/prefix");
    assert!(Region::custom(urls.1, urls.0).is_err());
    let region = Region::custom_over_plain_http(urls.1, urls.0).unwrap();
    let config = Config::new(&region, "my-shop", "an-identifier", "a secret").unwrap();
    for url in [config.auth_url(), config.api_url()] {
        assert!(config.plain_http_hosts().permit(url), "{url}");
    }
    let elsewhere = "http://example.com".parse().unwrap();
    assert!(!config.plain_http_hosts().permit(&elsewhere));
    assert!(Region::custom_over_plain_http("ftp://ct-mock", urls.0).is_err());
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let error = check::read(|_| Found::Unreadable("a text in UTF-8")).unwrap_err();
    assert_eq!(error.problems().len(), 10);
    assert!(
        error
            .problems()
            .iter()
            .all(super::ConfigProblem::is_malformed)
    );

    let text = "CTP_CLIENT_SECRET=\"planted-Secret_7\nCTP_CLIENT_ID=identifier";
    let error = Config::from_dotenv(text).unwrap_err();
    assert!(error.to_string().contains("CTP_CLIENT_SECRET is malformed"));
    assert!(!settings(&error).contains(&Setting::ClientId));
}

#[test]
fn no_value_shows_in_debug_output_or_errors() {
    let shown = format!("{0:?} {0:#?}", read(&[]).unwrap());
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("my-project"), "{shown}");

    let with_user = format!("https://{SECRET}:{SECRET}@api.example.com");
    let text = format!("CTP_CLIENT_SECRET=\"{SECRET}");
    let wrong_scope = format!("view_zones:{{{SECRET}}}");
    let unprintable = format!("{SECRET}\u{7}");
    let errors = [
        read(&[("CTP_CLIENT_SECRET", &unprintable)]).unwrap_err(),
        read(&[("CTP_CLIENT_ID", "")]).unwrap_err(),
        read(&[("CTP_API_URL", &with_user)]).unwrap_err(),
        read(&[("CTP_AUTH_URL", SECRET)]).unwrap_err(),
        read(&[("CTP_SCOPES", &wrong_scope)]).unwrap_err(),
        Config::from_dotenv(&text).unwrap_err(),
        Region::custom(&with_user, SECRET).unwrap_err(),
        Config::new(&Region::UsEast2Aws, "", "", SECRET).unwrap_err(),
    ];
    for error in errors {
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[test]
fn regions_have_their_hosts() {
    for (name, region) in [
        ("us-central1.gcp", Region::UsCentral1Gcp),
        ("us-east-2.aws", Region::UsEast2Aws),
        ("europe-west1.gcp", Region::EuropeWest1Gcp),
        ("eu-central-1.aws", Region::EuCentral1Aws),
        ("australia-southeast1.gcp", Region::AustraliaSoutheast1Gcp),
    ] {
        assert_eq!(region.name(), Some(name));
        assert_eq!(
            region.auth_url(),
            format!("https://auth.{name}.commercetools.com")
        );
        assert_eq!(
            region.api_url(),
            format!("https://api.{name}.commercetools.com")
        );
        let config = Config::new(&region, "my-project", "identifier", SECRET).unwrap();
        assert_eq!(
            config.api_url().host_str(),
            region.api_url().strip_prefix("https://")
        );
        assert_eq!(Region::from_name(name), Some(region));
    }
    assert_eq!(Region::ALL.len(), 5);
    assert_eq!(Region::from_name("europe-west1"), None);
}

#[test]
fn a_custom_region_names_both_wrong_urls() {
    let error = Region::custom("nowhere", "http://example.com").unwrap_err();
    assert_eq!(settings(&error), [Setting::AuthUrl, Setting::ApiUrl]);

    let region = Region::custom("https://auth.example.com/a", "http://[::1]:1").unwrap();
    assert_eq!(region.name(), None);
    let config = Config::new(&region, "my-project", "identifier", SECRET).unwrap();
    assert_eq!(config.auth_url().as_str(), "https://auth.example.com/a");
    assert_eq!(config.api_url().as_str(), "http://[::1]:1/");
}
