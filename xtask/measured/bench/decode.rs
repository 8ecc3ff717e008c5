//! Reads pages in one way: as `send()` does, as `serde_json::Value`, as structs with serde's derives, or by simd-json.
//!
//! Its arguments are the way, and for each page its name and its file.

use std::{env, fs, hint::black_box};

use bench_programs::{count_allocations, counted, keep_freed_memory, print, thread_cpu};
use ctp_sdk::models;

/// The structs that one would write by hand, which `cargo xtask bench` makes.
#[allow(dead_code, reason = "what is read is not looked at")]
mod plain {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/plain_structs.rs"));
}

/// How often a page is read, after a few times that are not counted.
const TIMES: usize = 21;

fn main() {
    keep_freed_memory();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, pages @ ..] = arguments.as_slice() else {
        panic!("usage: decode <way> (<page> <file>)...");
    };
    for page in pages.chunks(2) {
        let [name, file] = page else {
            panic!("{} has no file", page[0]);
        };
        let text = fs::read(file).expect("the page can be read");
        match way.as_str() {
            "models" => as_models(name, &text),
            "value" => measure(
                name,
                || (),
                |()| serde_json::from_slice::<serde_json::Value>(&text).expect("it is JSON"),
            ),
            "structs" => as_structs(name, &text),
            // It changes the text that it reads; a client would own the body of its answer.
            "simd-json" => measure(
                name,
                || text.clone(),
                |mut text| simd_json::to_owned_value(&mut text).expect("it is JSON"),
            ),
            other => panic!("there is no way {other}"),
        }
    }
}

/// Reads a page as the type of its name.
macro_rules! by_name {
    ($name:expr, $types:ident, $read:expr) => {
        match $name {
            "carts" => by_name!(@ $name, $types::CartPagedQueryResponse, $read),
            "categories" => by_name!(@ $name, $types::CategoryPagedQueryResponse, $read),
            "messages" => by_name!(@ $name, $types::MessagePagedQueryResponse, $read),
            "orders" => by_name!(@ $name, $types::OrderPagedQueryResponse, $read),
            "product projections" => by_name!(@ $name, $types::ProductProjectionPagedQueryResponse, $read),
            other => panic!("there is no page of {other}"),
        }
    };
    (@ $name:expr, $type:ty, $read:expr) => {
        measure($name, || (), |()| -> $type { $read })
    };
}

fn as_models(name: &str, text: &[u8]) {
    by_name!(
        name,
        models,
        ctp_sdk::runtime::body(text).unwrap_or_else(|failure| panic!("{failure}"))
    );
}

fn as_structs(name: &str, text: &[u8]) {
    by_name!(
        name,
        plain,
        serde_json::from_slice(text).unwrap_or_else(|failure| panic!("{failure}"))
    );
}

fn measure<I, T>(page: &str, input: impl Fn() -> I, read: impl Fn(I) -> T) {
    for _ in 0..3 {
        black_box(read(input()));
    }
    let once = input();
    count_allocations();
    let value = black_box(read(once));
    let counted = counted();
    drop(value);
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let input = input();
            let start = thread_cpu();
            let value = black_box(read(input));
            let took = thread_cpu() - start;
            drop(value);
            took
        })
        .collect();
    times.sort_by(f64::total_cmp);
    print(page, "time", times[TIMES / 2]);
    print(page, "allocations", counted.allocations as f64);
    print(page, "memory", counted.peak as f64);
}
