//! Runs the page in a browser: `browser-host MODULE FOLDER`, with the compiled module of the page, and the folder of the page
//! (`index.html`, `expected.txt`). What comes of it is beside the module, in `browser/`.

mod chromium;
mod module;
mod page;
mod peculiar;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use ctp_auth::{ExposeSecret, Permission, Scope, ScopeSet};
use ctp_emulator::{CATALOGUE, Emulator};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

/// How long the page may take.
const LIMIT: Duration = Duration::from_secs(180);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("usage: browser-host MODULE FOLDER");
        return ExitCode::FAILURE;
    };
    match run(module, folder).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(module: &Path, folder: &Path) -> Result<(), Failure> {
    let out = module.with_file_name("browser");
    fs::create_dir_all(&out)?;
    module::make(module, &out)?;

    let emulator = Emulator::start().await?;
    emulator.seed(CATALOGUE)?;
    let key = emulator.project_key();
    let mut scopes = ScopeSet::mobile_application(key)?;
    // What the API client itself needs to start sessions.
    scopes.insert(Scope::in_project(Permission::CreateAnonymousToken, key)?);
    let client = emulator.api_client(scopes);
    let peculiar = peculiar::start().await?;
    let settings = json!({
        "apiUrl": emulator.url(),
        "projectKey": emulator.project_key(),
        "clientId": client.id,
        "clientSecret": client.secret.expose_secret(),
        "peculiarUrl": peculiar.url,
        // Nothing listens there.
        "deadUrl": "http://127.0.0.1:9",
    });
    let index = fs::read_to_string(folder.join("index.html"))?;
    let mut page = page::start(index, &out, settings.to_string(), emulator, peculiar).await?;
    let browser = chromium::start(&page.url).await?;
    let outcome = tokio::time::timeout(LIMIT, page.lines()).await;
    drop(browser);
    let lines = match outcome {
        Ok(lines) => lines,
        Err(_) => {
            return Err(format!(
                "the page has not ended within {LIMIT:?}: {:#?}",
                page.so_far()
            )
            .into());
        }
    };
    chromium::picture(&page.url, &out.join("page.png")).await?;
    let expected = fs::read_to_string(folder.join("expected.txt"))?;
    compare(&lines, &expected)
}

/// Prints what the page said; an error if it is not what is expected.
fn compare(lines: &[String], expected: &str) -> Result<(), Failure> {
    let expected: Vec<&str> = expected.lines().collect();
    let mut differ = expected.len() != lines.len();
    for (index, line) in lines.iter().enumerate() {
        let is_as_expected = expected.get(index) == Some(&line.as_str());
        differ |= !is_as_expected;
        println!("{} {line}", if is_as_expected { " " } else { "!" });
    }
    match differ {
        true => Err("the lines with ! are not those of expected.txt".into()),
        false => Ok(()),
    }
}
