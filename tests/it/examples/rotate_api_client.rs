//! One API client after another.

use std::fs;
use std::io;

use ctp_sdk::auth::{Config, SecretString};
use secrecy::ExposeSecret;
use serde_json::json;

use super::shop::{Shop, Stock};
use super::sources::rotate_api_client::{keep, run};
use crate::wire::bodies::{api_client, with};

const OLD: &str = "api-clients-1";
const NEW: &str = "api-clients-2";

fn shop() -> Shop {
    let mut stock = Stock::default();
    stock.put("api-clients", with(api_client(), json!({"id": OLD})));
    Shop::with(stock, |_, _| None)
}

#[tokio::test]
async fn the_old_one_goes_when_the_new_one_is_proven_and_its_secret_kept() {
    let shop = shop();
    let mut kept = None;
    let keep = |id: &str, secret: SecretString| {
        kept = Some((shop.requests().len(), id.to_owned(), secret));
        Ok(())
    };
    assert_eq!(run(&shop.client(), OLD, keep).await.unwrap(), NEW);

    let told = shop.told();
    assert_eq!(
        told,
        [
            "token of client_credentials for client-id-17",
            "GET /api-clients/api-clients-1 as project-token-1",
            "POST /api-clients as project-token-1",
            "token of client_credentials for api-clients-2",
            "revoke access_token api-clients-2-token-1",
            "DELETE /api-clients/api-clients-1 as project-token-1",
        ]
    );
    // The new one is as the old one.
    assert_eq!(
        shop.sent(),
        [json!({
            "name": "importer",
            "scope": "manage_products:my-shop",
            "accessTokenValiditySeconds": 3600,
            "refreshTokenValiditySeconds": 60,
        })]
    );
    let (calls, id, secret) = kept.unwrap();
    assert_eq!(
        calls, 5,
        "the old one was still there when the secret was kept"
    );
    assert_eq!(id, NEW);
    assert_eq!(secret.expose_secret(), "secret-of-api-clients-2");
}

#[tokio::test]
async fn where_the_secret_cannot_be_kept_the_new_one_goes() {
    let shop = shop();
    let keep = |_: &str, _: SecretString| Err(io::Error::other("the vault is sealed"));
    let error = run(&shop.client(), OLD, keep).await.unwrap_err();

    assert_eq!(error.to_string(), "the vault is sealed");
    let deleted = "DELETE /api-clients/api-clients-2 as project-token-1";
    assert_eq!(shop.told()[5..], [deleted]);
}

#[tokio::test]
async fn an_api_client_that_is_not_there_is_not_replaced() {
    let shop = shop();
    let error = run(&shop.client(), "nobody", |_, _| Ok(()))
        .await
        .unwrap_err();
    assert!(error.downcast::<ctp_sdk::Error>().unwrap().is_not_found());
    assert_eq!(shop.requests().len(), 2);
}

#[test]
fn the_secret_goes_to_a_new_file_that_the_configuration_is_read_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.env");
    let file = path.to_str().unwrap();
    keep(file, NEW, &SecretString::from("pl4nted-#-s3cret")).unwrap();

    let text = fs::read_to_string(file).unwrap();
    let rest = "CTP_PROJECT_KEY=my-shop\nCTP_AUTH_URL=https://auth.example.com\nCTP_API_URL=https://api.example.com";
    let config = Config::from_dotenv(&format!("{text}{rest}")).unwrap();
    assert_eq!(config.client_id(), NEW);
    assert_eq!(config.client_secret().expose_secret(), "pl4nted-#-s3cret");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    // One that is there already is somebody's.
    let again = keep(file, NEW, &SecretString::from("another")).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}
