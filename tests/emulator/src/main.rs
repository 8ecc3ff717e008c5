//! The emulator as a program: for tests in other languages, and to try a shop by hand.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use ctp_auth::{ExposeSecret, ScopeSet};
use ctp_emulator::{CATALOGUE, Emulator, EmulatorBuilder};

#[derive(Parser)]
#[command(
    name = "ctp-emulator",
    version,
    about = "A local server that behaves as the commercetools platform does."
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Starts the emulator, prints the environment variables for a client, and runs until it is interrupted.
    Serve {
        /// The address and the port to listen on. By default only programs on the same machine can reach the emulator.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// The key of the project.
        #[arg(long, value_name = "KEY", default_value = "emulator")]
        project: String,
        /// The scopes of the API client, separated by spaces, such as `manage_project:emulator`. By default all scopes except
        /// `manage_project`: an API client that has it cannot request fewer scopes.
        #[arg(long, value_name = "SCOPES")]
        scopes: Option<ScopeSet>,
        /// A file of drafts that are created first: `{"categories": [{…}], "zones": [{…}]}`. It can be given several times.
        #[arg(long, value_name = "FILE")]
        seed: Vec<PathBuf>,
        /// Allows API extensions on other machines, which then receive the resources that are created and changed here.
        #[arg(long)]
        extensions_anywhere: bool,
        /// Creates a small catalogue first.
        #[arg(long)]
        catalogue: bool,
    },
    /// Lists the operations of the platform: full (all documented rules), generic (the specification and most rules; the
    /// rest answers 501) or absent (answers 501).
    Routes,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse().task).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(task: Task) -> Result<(), Box<dyn std::error::Error>> {
    match task {
        Task::Serve {
            listen,
            project,
            scopes,
            seed,
            extensions_anywhere,
            catalogue,
        } => {
            let mut seeds = Vec::new();
            if catalogue {
                seeds.push(("the catalogue".to_owned(), CATALOGUE.to_owned()));
            }
            for file in seed {
                let name = file.display().to_string();
                let text = fs::read_to_string(&file).map_err(|error| format!("{name}: {error}"))?;
                seeds.push((name, text));
            }
            let mut builder = Emulator::builder().listen(listen).project_key(project);
            if extensions_anywhere {
                builder = builder.extensions_anywhere();
            }
            serve(builder, scopes, seeds).await
        }
        Task::Routes => list().or_else(|error| match error.kind() {
            // A reader such as `head` may stop in the middle of the list.
            io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error.into()),
        }),
    }
}

/// `scopes` are those of the API client; `seeds` are texts with drafts, each with its name for errors.
async fn serve(
    builder: EmulatorBuilder,
    scopes: Option<ScopeSet>,
    seeds: Vec<(String, String)>,
) -> Result<(), Box<dyn std::error::Error>> {
    let emulator = builder.start().await?;
    for (name, text) in seeds {
        let seeded = emulator.seed(&text);
        seeded.map_err(|error| format!("{name}: {error}"))?;
    }
    let scopes = match scopes {
        Some(scopes) => scopes,
        None => emulator.all_scopes()?,
    };
    let client = emulator.api_client(scopes);
    println!("CTP_PROJECT_KEY={}", emulator.project_key());
    println!("CTP_CLIENT_ID={}", client.id);
    println!("CTP_CLIENT_SECRET={}", client.secret.expose_secret());
    println!("CTP_AUTH_URL={}", emulator.url());
    println!("CTP_API_URL={}", emulator.url());
    io::stdout().flush()?;
    // The emulator has its own thread, and ends with the process.
    std::future::pending().await
}

fn list() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for route in ctp_emulator::routes()? {
        writeln!(out, "{:8}{:7}{}", route.coverage, route.method, route.path)?;
    }
    out.flush()
}
