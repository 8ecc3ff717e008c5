//! What an app in a browser does: a guest, a reload, tokens that end.

use ctp_sdk::CtpClient;
use ctp_sdk::auth::{LocalStore, Visitor};

use crate::Failure;
use crate::host::Host;

/// Starts the session of a guest, unless the browser has one; whether it did.
pub async fn before_reload(host: &Host) -> Result<bool, Failure> {
    let store = LocalStore::new();
    if store.session_id()?.is_some() {
        return Ok(false);
    }
    let client = client(host, &store)?;
    let session = client.start_session().await?;
    let categories = session.categories().get().send().await?;
    let names = categories.results.iter();
    let names = names.filter_map(|category| category.name.get("de"));
    let mut names: Vec<&str> = names.map(AsRef::as_ref).collect();
    names.sort_unstable();
    host.print(format!("a guest sees the categories {names:?}"))
        .await;
    store.remember_session(session.id())?;
    host.print("the page is loaded anew").await;
    // What is found behind the reload is the guest of before.
    host.ask(&format!("remember/{}", anonymous_id(&session).await?))
        .await?;
    Ok(true)
}

/// Finds the session again.
pub async fn after_reload(host: &Host) -> Result<(), Failure> {
    let store = LocalStore::new();
    let client = client(host, &store)?;
    let id = store.session_id()?.ok_or("the session is gone")?;
    let session = client.resume_session(&id);
    let is_same = host.ask("remembered").await? == anonymous_id(&session).await?;
    host.print(format!("the guest is the same: {is_same}"))
        .await;

    let before = client.customer_token(&session).await?;
    host.ask("advance/259200").await?;
    let is_refused = session.categories().get().send().await.is_err();
    let after = client.customer_token(&session).await?;
    host.print(format!(
        "after three days there is another token: {}, and a request fails: {is_refused}",
        before.expose_secret() != after.expose_secret(),
    ))
    .await;
    host.print(format!(
        "the guest is still the same: {}",
        host.ask("remembered").await? == anonymous_id(&session).await?
    ))
    .await;

    let end = session.log_out().await?;
    store.forget_session()?;
    host.print(format!(
        "after the logout the tokens are revoked: {}, and the session has ended: {}",
        end.revocation_error().is_none(),
        session
            .visitor()
            .await
            .is_err_and(|error| error.is_session_ended()),
    ))
    .await;
    Ok(())
}

fn client(host: &Host, store: &LocalStore) -> Result<CtpClient, Failure> {
    Ok(CtpClient::builder(&host.config()?)
        .session_store(store.clone())
        .build()?)
}

async fn anonymous_id(session: &ctp_sdk::CtpSession) -> Result<String, Failure> {
    match session.visitor().await? {
        Visitor::Guest { anonymous_id } => Ok(anonymous_id.unwrap_or_default()),
        other => Err(format!("no guest, but {other:?}").into()),
    }
}
