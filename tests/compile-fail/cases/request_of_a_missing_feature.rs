//! The name of the method is that of the feature that is off.

use ctp_sdk::ApiRoot;

fn ask(api: &ApiRoot) {
    let _ = api.categories().get();
}

fn main() {}
