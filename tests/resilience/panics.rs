//! Panics of any thread.

use std::panic;
use std::sync::{Mutex, PoisonError};

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes the panics of this process from now on.
pub(crate) fn note() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
        panics.push(format!("a panic: {panic}"));
        usual(panic);
    }));
}

/// The panics that were noted.
pub(crate) fn noted() -> Vec<String> {
    let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut panics)
}
