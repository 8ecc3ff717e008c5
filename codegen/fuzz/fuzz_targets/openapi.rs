//! Arbitrary text as an OpenAPI document.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| ctp_codegen_fuzz::generate("api.yaml", text));
