//! The module as a browser loads it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

use crate::Failure;

/// The most that the module may have in bytes, compressed. It is what an app downloads.
const LIMIT: usize = 460 * 1024;

/// Makes `page.js` and `page_bg.wasm` of the compiled module, and prints how large it is. Where `WASM_OPT` names the program
/// wasm-opt of binaryen, the module is made smaller by it.
pub(crate) fn make(module: &Path, out: &Path) -> Result<(), Failure> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("page")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)?;
    let made = out.join("page_bg.wasm");
    report("module", &made)?;
    let Some(wasm_opt) = env::var_os("WASM_OPT").filter(|path| !path.is_empty()) else {
        println!("wasm-opt is not there: the size is not compared with the limit");
        return Ok(());
    };
    optimise(&wasm_opt, &made)?;
    let size = report("after wasm-opt", &made)?;
    if size > LIMIT {
        return Err(format!("the module has {size} bytes compressed, the limit is {LIMIT}").into());
    }
    Ok(())
}

fn optimise(wasm_opt: &OsStr, module: &Path) -> Result<(), Failure> {
    let smaller = module.with_extension("smaller");
    let status = Command::new(wasm_opt)
        .args(["-Oz", "-o"])
        .args([smaller.as_path(), module])
        .status()?;
    if !status.success() {
        return Err(format!("wasm-opt: {status}").into());
    }
    fs::rename(smaller, module)?;
    Ok(())
}

/// Prints the size; the compressed one.
fn report(what: &str, module: &Path) -> Result<usize, Failure> {
    let bytes = fs::read(module)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    let compressed = gzip.finish()?.len();
    println!(
        "{what}: {} KB, {} KB compressed by gzip",
        bytes.len() / 1024,
        compressed / 1024
    );
    Ok(compressed)
}
