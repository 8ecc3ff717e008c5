//! The schedule of what goes wrong.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ctp_emulator::{Emulator, Fault};
use fastrand::Rng;

/// So many faults wait for their request at once.
const AT_ONCE: usize = 10;

/// Requests on which faults are aimed; the others happen to any request.
const AIMED: [(&str, &str); 9] = [
    ("POST", "/oauth/token"),
    ("POST", "/oauth/{projectKey}/anonymous/token"),
    ("POST", "/oauth/{projectKey}/customers/token"),
    ("POST", "/oauth/token/revoke"),
    ("POST", "/me/carts"),
    ("POST", "/me/carts/{ID}"),
    ("POST", "/me/orders"),
    ("POST", "/customers"),
    ("POST", "/login"),
];

/// Asks the emulator for faults, until it is told to stop. How many there were.
pub(crate) fn schedule(emulator: &Emulator, seed: u64, stop: &AtomicBool) -> u32 {
    let mut random = Rng::with_seed(seed);
    let mut faults = 0;
    while !stop.load(Ordering::Relaxed) {
        while emulator.pending_faults() < AT_ONCE {
            let added = emulator.fault(fault(&mut random));
            added.expect("it is for any request");
            faults += 1;
        }
        thread::sleep(Duration::from_millis(5));
    }
    emulator.clear_faults();
    faults
}

/// Requests that visitors send. The token of the project expires rarely: a token that is rejected soon after it was fetched is
/// replaced only after a time that grows up to a minute, and meanwhile nobody could do much.
const OF_VISITORS: [(&str, &str); 5] = [
    ("GET", "/me"),
    ("GET", "/me/orders"),
    ("GET", "/me/carts/{ID}"),
    ("POST", "/me/carts/{ID}"),
    ("POST", "/me/orders"),
];

fn fault(random: &mut Rng) -> Fault {
    let fault = match random.u8(..8) {
        0 => Fault::delay(Duration::from_millis(random.u64(1..80))),
        1 => {
            // The longest pause of one of the shops is shorter than a second, and that of the other is longer.
            let seconds = random.choice([None, Some(0), Some(1)]).flatten();
            Fault::too_many_requests(seconds.map(Duration::from_secs))
        }
        2 => Fault::unavailable(),
        3 => Fault::reset(),
        4 => Fault::lost_answer(),
        5 => Fault::truncated_body(),
        6 => {
            let expired = Fault::expired_token();
            return match random.u8(..10) {
                0 => expired.after(random.u32(..60)),
                _ => aimed(expired, &OF_VISITORS, random),
            };
        }
        _ => Fault::conflict(),
    };
    let fault = fault.times(random.u32(1..=2));
    match random.u8(..3) {
        0 => aimed(fault, &AIMED, random),
        _ => fault.after(random.u32(..60)),
    }
}

fn aimed(fault: Fault, at: &[(&str, &str)], random: &mut Rng) -> Fault {
    match random.choice(at) {
        Some((method, path)) => fault.on(method, path).after(random.u32(..4)),
        None => fault,
    }
}
