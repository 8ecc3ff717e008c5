//! A local HTTP server for the tests: it records each request as it is on the wire, and sends scripted answers.
//!
//! ```no_run
//! use emulator::{Answer, Emulator};
//!
//! let emulator = Emulator::start()?;
//! emulator.enqueue(Answer::json(200, r#"{"id":"cart-1"}"#));
//!
//! // Here the code under test sends to `emulator.url()`.
//!
//! for request in emulator.requests() {
//!     println!("{} {}", request.method(), request.target());
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! It speaks HTTP/1.1 on a separate port of the loopback address, and knows nothing about the API: each test contains the
//! requests that it expects and the answers that it needs.

mod answer;
mod redis;
mod request;
mod script;
mod server;
mod wait;
mod wire;

pub use answer::{Answer, Gate};
pub use redis::{RedisCluster, RedisServer};
pub use request::Request;
pub use server::Emulator;
pub use wait::in_time;
