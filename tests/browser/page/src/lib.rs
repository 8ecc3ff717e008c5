//! What an app in a browser does, and checks of what a browser does differently. Each prints lines, which the host of the
//! page compares with the expected ones.

mod checks;
mod flow;
mod host;

use wasm_bindgen::prelude::wasm_bindgen;

use host::Host;

/// Begins when the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        let line = format!("panic: {panic}");
        wasm_bindgen_futures::spawn_local(async move { Host::finish(&line).await });
    }));
    wasm_bindgen_futures::spawn_local(async {
        let outcome = run().await;
        match outcome {
            Ok(End::Reload) => host::reload(),
            Ok(End::Done) => Host::finish("done").await,
            Err(error) => Host::finish(&format!("error: {error}")).await,
        }
    });
}

/// What comes next.
enum End {
    Reload,
    Done,
}

type Failure = Box<dyn std::error::Error>;

async fn run() -> Result<End, Failure> {
    let host = Host::find().await?;
    if flow::before_reload(&host).await? {
        return Ok(End::Reload);
    }
    flow::after_reload(&host).await?;
    checks::all(&host).await?;
    Ok(End::Done)
}
