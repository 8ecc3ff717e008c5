//! Arbitrary text as a RAML document.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| ctp_codegen_fuzz::generate("api.raml", text));
