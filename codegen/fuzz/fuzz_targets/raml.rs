//! A RAML document of any text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| ctp_codegen_fuzz::generate("api.raml", text));
