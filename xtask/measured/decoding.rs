//! Reads a page of carts and one of product projections: as `send()` does, by serde alone, and as plain JSON.
//!
//! Its arguments are the two files. It prints a line for each page and way: the page, the way, the median of the CPU time
//! in milliseconds, the allocations.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    env, fs,
    hint::black_box,
    sync::atomic::{AtomicUsize, Ordering},
};

use api::models::{CartPagedQueryResponse, ProductProjectionPagedQueryResponse};
use nix::time::{ClockId, clock_gettime};
use serde_json::Value;

/// How often a page is read, after a few times that are not counted.
const TIMES: usize = 31;

/// Reads a page of a type in every way. A macro, for it does not matter by which traits a model is read.
macro_rules! ways {
    ($name:literal, $page:expr, $model:ty) => {
        let page: &[u8] = $page;
        print($name, "send", || {
            ctp_sdk::runtime::body::<$model>(page).unwrap_or_else(|failure| panic!("{failure}"))
        });
        print($name, "serde", || {
            serde_json::from_slice::<$model>(page).expect("the page is read")
        });
        print($name, "value", || {
            serde_json::from_slice::<Value>(page).expect("the page is read")
        });
    };
}

fn main() {
    keep_freed_memory();
    let page = |index| {
        let path = env::args().nth(index).expect("a file is given");
        fs::read(path).expect("the file can be read")
    };
    ways!("carts", &page(1), CartPagedQueryResponse);
    ways!(
        "product projections",
        &page(2),
        ProductProjectionPagedQueryResponse
    );
}

/// Makes the allocator of every measured program keep what is freed.
///
/// glibc gives memory back to the system above a threshold, and raises the threshold to twice the largest block that was
/// freed until then. Without this, a program with large models keeps its memory and one with small models fetches it anew,
/// page by page, for each reading: the time would say more about the threshold than about decoding.
fn keep_freed_memory() {
    const LARGEST: usize = 24 << 20;
    drop(black_box(Vec::<u8>::with_capacity(LARGEST)));
}

fn print<T>(name: &str, way: &str, read: impl Fn() -> T) {
    for _ in 0..5 {
        black_box(read());
    }
    let allocations = ALLOCATIONS.load(Ordering::Relaxed);
    let value = black_box(read());
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - allocations;
    drop(value);
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let start = cpu();
            let value = black_box(read());
            let took = cpu() - start;
            drop(value);
            took
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{name}\t{way}\t{}\t{allocations}", times[TIMES / 2]);
}

/// The CPU time of this thread in milliseconds.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("the clock can be read");
    time.tv_sec() as f64 * 1e3 + time.tv_nsec() as f64 / 1e6
}

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The allocator of the system, counted.
struct Counting;

// SAFETY: all is left to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}
