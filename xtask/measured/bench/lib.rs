//! What the programs share that `cargo xtask bench` compiles: a counting allocator, what a process used, and how figures are
//! printed.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    fs,
    hint::black_box,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use nix::{
    sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit},
    time::{ClockId, clock_gettime},
};

/// The id of the category that the server answers with.
pub const CATEGORY: &str = "00000000-0000-4000-8000-000000000001";

/// The key of the project that the server has.
pub const PROJECT: &str = "bench";

/// Prints a figure of a case in the form that `cargo xtask bench` reads: case, name, number, between tabs.
pub fn print(case: &str, figure: &str, number: f64) {
    println!("{case}\t{figure}\t{number}");
}

/// The seconds of CPU that all threads of this process used, for its own code and for system calls.
pub fn process_cpu() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the system tells what a process used");
    let times = [usage.user_time(), usage.system_time()];
    times
        .iter()
        .map(|time| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6)
        .sum()
}

/// The seconds of CPU that this thread used.
pub fn thread_cpu() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("the clock can be read");
    time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9
}

/// The bytes of memory that the process had at most since it began, or since [`reset_peak_memory`]; where the system does
/// not tell, nothing.
pub fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Makes the memory that the process has now its peak, where the system permits that.
pub fn reset_peak_memory() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Permits as many open connections as the system does.
pub fn raise_file_limit() {
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // With fewer of them, the program fails where it opens one too many.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
    }
}

/// Counts allocations from here on, of all threads.
pub fn count_allocations() {
    ALLOCATIONS.store(0, Ordering::Relaxed);
    LARGEST.store(0, Ordering::Relaxed);
    LIVE.store(0, Ordering::Relaxed);
    COUNTS.store(true, Ordering::SeqCst);
}

/// What was allocated since [`count_allocations`]. Counting ends.
pub fn counted() -> Counted {
    COUNTS.store(false, Ordering::SeqCst);
    Counted {
        allocations: ALLOCATIONS.load(Ordering::Relaxed),
        peak: LARGEST.load(Ordering::Relaxed),
    }
}

/// What was allocated in a part of a program.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// How many blocks were asked for, or asked to have another size.
    pub allocations: usize,
    /// How many bytes there were at most at the same time.
    pub peak: usize,
}

/// Makes the allocator keep what is freed.
///
/// glibc gives memory back to the system above a threshold, and raises the threshold to twice the largest block that was
/// freed until then. Without this, a program with large models keeps its memory and one with small models fetches it anew for
/// each reading: the time would say more about the threshold than about what is measured.
pub fn keep_freed_memory() {
    const LARGEST_BLOCK: usize = 24 << 20;
    drop(black_box(Vec::<u8>::with_capacity(LARGEST_BLOCK)));
}

static COUNTS: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static LARGEST: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The allocator of the system. It counts while it is told to; else it costs one look at a flag, so that the time of what
/// allocates much is not that of the counter.
struct Counting;

fn grow(bytes: usize) {
    ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    let live = LIVE.fetch_add(bytes, Ordering::Relaxed).wrapping_add(bytes);
    // What was allocated before the count and is freed during it makes the sum negative for a while.
    if live < usize::MAX / 2 {
        LARGEST.fetch_max(live, Ordering::Relaxed);
    }
}

fn shrink(bytes: usize) {
    LIVE.fetch_sub(bytes, Ordering::Relaxed);
}

// SAFETY: all is left to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Ordering::Relaxed) {
            grow(layout.size());
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Ordering::Relaxed) {
            grow(layout.size());
        }
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if COUNTS.load(Ordering::Relaxed) {
            shrink(layout.size());
        }
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if COUNTS.load(Ordering::Relaxed) {
            shrink(layout.size());
            grow(size);
        }
        unsafe { System.realloc(pointer, layout, size) }
    }
}
