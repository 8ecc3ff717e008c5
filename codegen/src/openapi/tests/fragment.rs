//! The restatement of the token endpoints.

use crate::model::{Http, Scalar, TypeRef};

use super::{OAUTH, api};

#[test]
fn it_lists_every_token_endpoint() {
    let api = api(OAUTH);
    let all = api.all_resources().into_iter();
    let paths: Vec<&str> = all
        .filter(|resource| !resource.methods.is_empty())
        .map(|resource| resource.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "/oauth/token",
            "/oauth/token/revoke",
            "/oauth/{projectKey}/customers/token",
            "/oauth/{projectKey}/in-store/key={storeKey}/customers/token",
            "/oauth/{projectKey}/in-store/key={storeKey}/anonymous/token",
            "/oauth/{projectKey}/anonymous/token",
            "/oauth/introspect",
        ]
    );
    assert_eq!(
        api.base_uri.as_deref(),
        Some("https://auth.europe-west1.gcp.commercetools.com")
    );
}

#[test]
fn everything_is_sent_in_a_form_and_as_the_api_client() {
    let api = api(OAUTH);
    let all = api.all_resources().into_iter();
    for resource in all.filter(|resource| !resource.methods.is_empty()) {
        let [method] = resource.methods.as_slice() else {
            panic!("{} has one operation", resource.path);
        };
        assert_eq!(method.http, Http::Post);
        assert!(method.query.is_empty(), "a URL ends up in logs");
        assert_eq!(method.bodies.len(), 1);
        assert_eq!(
            method.bodies[0].media_type,
            "application/x-www-form-urlencoded"
        );
        assert_eq!(method.security_scheme.as_deref(), Some("apiClient"));
        assert!(method.description.is_some());
    }
}

#[test]
fn a_token_has_what_a_client_needs() {
    let api = api(OAUTH);
    let token = &api.types["TokenResponse"];
    assert_eq!(token.package.as_deref(), Some("Oauth"));
    let fields: Vec<(&str, bool)> = api
        .fields(token)
        .into_iter()
        .map(|field| (field.name.as_str(), field.required))
        .collect();
    assert_eq!(
        fields,
        [
            ("access_token", true),
            ("token_type", true),
            ("expires_in", true),
            ("scope", true),
            ("refresh_token", false),
        ]
    );
    let expires_in = api.fields(token)[2];
    assert!(matches!(
        expires_in.of,
        TypeRef::Scalar(Scalar::Integer(Some(_)))
    ));
}
