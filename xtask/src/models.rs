//! `cargo xtask models`: the models of an emitted crate, each with its name in the specification, as rows for a macro.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use codegen::names;
use syn::{Ident, Item, Visibility};

use crate::{Failure, progress::Progress};

/// The options of the task.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The root document of the specification.
    #[arg(value_name = "SPEC")]
    specification: PathBuf,
    /// The folder of the crate that was generated for it.
    #[arg(value_name = "DIR")]
    emitted: PathBuf,
}

/// Prints a call of the macro `models!`, with a row such as `"GraphQLError" => GraphQlError` for each model.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let progress = Progress::new();
    progress.show(&format!("reading {}", options.specification.display()));
    let specification = codegen::load(&options.specification)?;
    let specified: BTreeMap<String, &str> = specification
        .api
        .types
        .keys()
        .map(|name| (names::type_name(name), name.as_str()))
        .collect();
    let mut models = BTreeSet::new();
    collect(&options.emitted.join("src/generated/models"), &mut models)?;
    progress.done();
    let rows = models.iter().map(|model| {
        // A type without a name in the specification, such as the common fields of a union, has its Rust name.
        let name = specified.get(model).copied().unwrap_or(model);
        format!("    {name:?} => {model},\n")
    });
    let lines: Vec<String> = ["models! {\n".to_owned()]
        .into_iter()
        .chain(rows)
        .chain(["}\n".to_owned()])
        .collect();
    crate::print(lines.iter().map(String::as_str))
}

/// The public types of all files below a folder.
fn collect(folder: &Path, models: &mut BTreeSet<String>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, models)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let file = syn::parse_file(&fs::read_to_string(&path)?).map_err(|problem| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("{}: {problem}", path.display()),
                )
            })?;
            let public = file.items.iter().filter_map(public_type);
            models.extend(public.map(Ident::to_string));
        }
    }
    Ok(())
}

fn public_type(item: &Item) -> Option<&Ident> {
    let (visibility, name) = match item {
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    matches!(visibility, Visibility::Public(_)).then_some(name)
}
