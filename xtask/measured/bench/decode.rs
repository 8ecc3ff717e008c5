//! Reads pages in one way: as `send()` does, as `serde_json::Value`, as structs with serde's derives, or by simd-json, as its
//! own value or as these structs.
//!
//! Without the feature `peers`, only the first way is compiled. Its arguments are the way, how often each page is read for
//! the time that it takes, and for each page its name and its file.

use std::{env, fs, hint::black_box};

use bench_programs::{count_allocations, counted, keep_freed_memory, print, thread_cpu};
use ctp_sdk::models;

/// The structs that one would write by hand, which `cargo xtask bench` makes.
#[cfg(feature = "peers")]
#[allow(dead_code, reason = "what is read is not looked at")]
mod plain {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/plain_structs.rs"));
}

fn main() {
    keep_freed_memory();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [way, times, pages @ ..] = arguments.as_slice() else {
        panic!("usage: decode <way> <times> (<page> <file>)...");
    };
    let times: usize = times.parse().expect("the times are a number");
    for page in pages.chunks(2) {
        let [name, file] = page else {
            panic!("{} has no file", page[0]);
        };
        let text = fs::read(file).expect("the page can be read");
        match way.as_str() {
            "models" => as_models(name, times, &text),
            #[cfg(feature = "peers")]
            "value" => measure(
                name,
                times,
                || (),
                |_| serde_json::from_slice::<serde_json::Value>(&text).expect("it is JSON"),
            ),
            #[cfg(feature = "peers")]
            "structs" => as_structs(name, times, &text),
            #[cfg(feature = "peers")]
            "simd-json structs" => as_structs_by_simd_json(name, times, &text),
            #[cfg(feature = "peers")]
            // It changes the text that it reads; a client would own the body of its answer.
            "simd-json" => measure(
                name,
                times,
                || text.clone(),
                |text| simd_json::to_owned_value(text).expect("it is JSON"),
            ),
            other => panic!("there is no way {other}"),
        }
    }
}

/// Reads a page as the type of its name.
macro_rules! by_name {
    ($name:expr, $times:expr, $types:ident, $input:expr, |$text:ident| $read:expr) => {
        match $name {
            "carts" => by_name!(@ $name, $times, $types::CartPagedQueryResponse, $input, $text, $read),
            "categories" => by_name!(@ $name, $times, $types::CategoryPagedQueryResponse, $input, $text, $read),
            "messages" => by_name!(@ $name, $times, $types::MessagePagedQueryResponse, $input, $text, $read),
            "orders" => by_name!(@ $name, $times, $types::OrderPagedQueryResponse, $input, $text, $read),
            "product projections" => {
                by_name!(@ $name, $times, $types::ProductProjectionPagedQueryResponse, $input, $text, $read);
            }
            other => panic!("there is no page of {other}"),
        }
    };
    (@ $name:expr, $times:expr, $type:ty, $input:expr, $text:ident, $read:expr) => {
        measure($name, $times, || $input, |$text| -> $type { $read })
    };
}

fn as_models(name: &str, times: usize, text: &[u8]) {
    by_name!(name, times, models, text, |text| ctp_sdk::runtime::body(
        text
    )
    .unwrap_or_else(|failure| panic!("{failure}")));
}

#[cfg(feature = "peers")]
fn as_structs(name: &str, times: usize, text: &[u8]) {
    by_name!(name, times, plain, text, |text| serde_json::from_slice(
        text
    )
    .unwrap_or_else(|failure| panic!("{failure}")));
}

/// It changes the text, too.
#[cfg(feature = "peers")]
fn as_structs_by_simd_json(name: &str, times: usize, text: &[u8]) {
    by_name!(name, times, plain, text.to_vec(), |text| {
        simd_json::from_slice(text).unwrap_or_else(|failure| panic!("{failure}"))
    });
}

/// Only `read` is measured: neither the copy of the text that it is given nor the drop of either.
fn measure<I, T>(page: &str, times: usize, input: impl Fn() -> I, read: impl Fn(&mut I) -> T) {
    for _ in 0..3 {
        black_box(read(&mut input()));
    }
    let mut once = input();
    count_allocations();
    let value = black_box(read(&mut once));
    let counted = counted();
    drop(value);
    print(page, "allocations", counted.allocations as f64);
    print(page, "memory", counted.peak as f64);
    let mut took: Vec<f64> = (0..times)
        .map(|_| {
            let mut input = input();
            let start = thread_cpu();
            let value = black_box(read(&mut input));
            let took = thread_cpu() - start;
            drop(value);
            took
        })
        .collect();
    took.sort_by(f64::total_cmp);
    if let Some(median) = took.get(times / 2) {
        print(page, "time", *median);
    }
}
