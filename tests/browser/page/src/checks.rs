//! What a browser does differently.

use std::pin::pin;
use std::time::Duration;

use ctp_sdk::auth::{Clock, SystemClock};
use ctp_sdk::{
    ApiRoot, Client, ClientBuilder, CtpClient, Error, Method, RawRequest, RequestOptions,
};
use futures_util::future::{Either, join_all, select};

use crate::Failure;
use crate::host::{Host, wait};

const DAY: u64 = 24 * 60 * 60;

/// All checks.
pub async fn all(host: &Host) -> Result<(), Failure> {
    timers(host).await?;
    correlation_id(host).await?;
    faults(host).await?;
    bodies(host).await?;
    abort(host).await?;
    without_an_answer(host).await?;
    Ok(())
}

/// In a browser nothing goes to another thread: a closure may hold what cannot. It is enough that this compiles.
fn update_on_one_thread(api: &ApiRoot) {
    let name = std::rc::Rc::new("a name".to_owned());
    let update = api.categories().with_id("category").update_with(move |_| {
        let slug = ctp_sdk::Localized::from_iter([("en", name.as_str())]);
        vec![ctp_sdk::models::CategoryChangeSlugAction::new(slug).into()]
    });
    drop(update);
}

/// The API of a server that does as the paths say.
fn peculiar(
    host: &Host,
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<ApiRoot, Error> {
    let client = set(Client::builder(&host.setting("peculiarUrl"))).build()?;
    Ok(ApiRoot::new(client, "peculiar"))
}

fn get(api: &ApiRoot, what: &str) -> RawRequest {
    api.raw_request(Method::GET, "/{projectKey}/{what}", &[("what", what)])
}

async fn timers(host: &Host) -> Result<(), Failure> {
    for days in [30, 60] {
        let long = SystemClock.sleep(Duration::from_secs(days * DAY));
        let fires = matches!(select(long, pin!(wait(300))).await, Either::Left(_));
        host.print(format!("a timer of {days} days fires at once: {fires}"))
            .await;
    }
    let long = Duration::from_secs(60 * DAY);
    let api = peculiar(host, |client| client.timeout(long).attempt_timeout(long))?;
    update_on_one_thread(&api);
    let answer = get(&api, "whole").execute_raw().await;
    host.print(format!(
        "a request with a timeout of 60 days is answered: {}",
        answer.is_ok()
    ))
    .await;
    Ok(())
}

async fn correlation_id(host: &Host) -> Result<(), Failure> {
    let client = CtpClient::new(&host.config()?)?;
    let categories = client.integration_api_root().categories();
    let answer = categories
        .get()
        .with_header("x-correlation-id", "of-the-page");
    let answer = answer.execute().await?;
    host.print(format!(
        "the correlation id of an answer is {:?}",
        answer.correlation_id()
    ))
    .await;
    Ok(())
}

async fn faults(host: &Host) -> Result<(), Failure> {
    let client = CtpClient::new(&host.config()?)?;
    let categories = client.integration_api_root().categories();
    host.ask("fault/too-many-tokens").await?;
    let start = SystemClock.now();
    let is_ok = categories.get().send().await.is_ok();
    let pause = SystemClock.now().saturating_sub(start);
    host.print(format!(
        "a 429 of the authorization service is met by a pause: {}, and then there is a token: {is_ok}",
        pause >= Duration::from_secs(1)
    ))
    .await;
    for fault in ["unavailable", "too-many", "truncated", "expired"] {
        host.ask(&format!("fault/{fault}")).await?;
        let is_ok = categories.get().send().await.is_ok();
        let pending = host.ask("pending").await?;
        host.print(format!(
            "{fault}: answered in the end: {is_ok}, faults left: {pending}"
        ))
        .await;
    }
    Ok(())
}

async fn bodies(host: &Host) -> Result<(), Failure> {
    let api = peculiar(host, |client| client.concurrency_limit(2))?;
    let six = (0..6).map(|_| get(&api, "slow").execute_raw());
    let answered = join_all(six)
        .await
        .into_iter()
        .filter(Result::is_ok)
        .count();
    host.print(format!(
        "of 6 requests with a limit of 2, {answered} are answered, {} at once",
        host.ask("most-at-once").await?
    ))
    .await;

    let api = peculiar(host, |client| client)?;
    let answer = get(&api, "broken-once").execute_raw().await?;
    host.print(format!(
        "a body that breaks off is fetched again: {} bytes, after {} requests",
        answer.body().len(),
        host.ask("hits/broken-once").await?
    ))
    .await;
    let error = get(&api, "broken").execute_raw().await.err();
    let error = error.ok_or("a broken body was read")?;
    host.print(format!(
        "one that always breaks off is an error of {} attempts: {}",
        error.attempts(),
        text(&error)
    ))
    .await;
    let post = api
        .raw_request(Method::POST, "/{projectKey}/{what}", &[("what", "broken")])
        .json("a create");
    let error = post.execute_raw().await.err();
    let error = error.ok_or("a broken body was read")?;
    host.print(format!("that of a create is one of {}", error.attempts()))
        .await;

    let short = Duration::from_millis(300);
    let api = peculiar(host, |client| client.attempt_timeout(short))?;
    let stalled = get(&api, "stalled").with_idempotent(false);
    let error = stalled.execute_raw().await.err();
    let error = error.ok_or("a body that never came was read")?;
    host.print(format!(
        "a body that does not come is a timeout: {}: {}",
        error.is_timeout(),
        text(&error)
    ))
    .await;
    let api = peculiar(host, |client| client.response_limit(10))?;
    let error = get(&api, "whole").execute_raw().await.err();
    let is_too_large = error.is_some_and(|error| error.is_response_too_large());
    host.print(format!(
        "a body beyond the limit is refused: {is_too_large}"
    ))
    .await;
    Ok(())
}

async fn abort(host: &Host) -> Result<(), Failure> {
    let api = peculiar(host, |client| client)?;
    let before = aborted(host).await?;
    {
        let stalled = pin!(get(&api, "stalled").execute_raw());
        let _ = select(stalled, pin!(wait(300))).await;
    }
    let mut after = aborted(host).await?;
    for _ in 0..50 {
        if after > before {
            break;
        }
        wait(100).await;
        after = aborted(host).await?;
    }
    host.print(format!(
        "a request that is dropped is aborted: {}",
        after == before + 1
    ))
    .await;
    Ok(())
}

async fn aborted(host: &Host) -> Result<u64, Failure> {
    Ok(host.ask("aborted").await?.parse()?)
}

async fn without_an_answer(host: &Host) -> Result<(), Failure> {
    let api = peculiar(host, |client| client)?;
    let what = "an answer without permission";
    describe(host, what, get(&api, "without-cors")).await?;
    let header = get(&api, "whole").with_header("x-of-the-page", "1");
    describe(host, "a header that is not permitted", header).await?;
    let dead = ApiRoot::new(Client::builder(&host.setting("deadUrl")).build()?, "dead");
    describe(host, "a dead host", get(&dead, "whole")).await?;
    let error = get(&api, "redirected").execute_raw().await.err();
    let error = error.ok_or("a redirect was followed")?;
    host.print(format!(
        "a redirect, {} attempt: {}",
        error.attempts(),
        text(&error)
    ))
    .await;
    Ok(())
}

async fn describe(host: &Host, what: &str, request: RawRequest) -> Result<(), Failure> {
    let error = request.execute_raw().await.err();
    let error = error.ok_or_else(|| format!("{what} was answered"))?;
    let mut texts = format!("{error:?} {error:#?}");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        texts += &format!(" {error}");
        source = error.source();
    }
    host.print(format!(
        "{what}, {} attempts, transient: {}, with a stack: {}: {}",
        error.attempts(),
        error.is_transient(),
        texts.contains("at ") && texts.contains(".js"),
        text(&error)
    ))
    .await;
    Ok(())
}

/// The message without the correlation id, which is another one each time.
fn text(error: &Error) -> String {
    let text = error.to_string();
    text.split(" (correlation id")
        .next()
        .unwrap_or_default()
        .to_owned()
}
