//! Reads an API specification and generates the models and request builders of `ctp-sdk`.
//!
//! Data flow; each phase depends only on the phases before it:
//! [`source`] → [`raml`] or [`openapi`] → [`model`] (with [`lift`] and [`facts`]) → [`plan`] → [`emit`] → [`output`].

#![cfg_attr(docsrs, feature(doc_cfg))]

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
pub mod apis;
pub mod contract;
pub mod diagnostics;
pub mod diff;
pub mod emit;
pub mod facets;
pub mod facts;
pub mod fixups;
pub mod lift;
pub mod model;
pub mod names;
pub mod openapi;
pub mod output;
pub mod partial;
pub mod plan;
pub mod project_types;
pub mod raml;
pub mod resolve;
pub mod restate;
pub mod source;
pub mod suggestion;
pub mod surface;
#[cfg(test)]
mod testing;
pub mod untagged;
pub mod value;
pub mod yaml;

use std::{path::Path, rc::Rc};

use diagnostics::{Diagnostics, Report};

/// A specification that was read without an error.
pub struct Specification {
    /// The model.
    pub api: model::Api,
    /// Problems that do not prevent its use, such as examples that do not fit their types, and constructs without a Rust
    /// form.
    pub warnings: Report,
    /// The texts that it was read from.
    pub sources: Rc<source::Sources>,
}

/// Reads the specification at `root`.
///
/// # Errors
///
/// All errors found, together.
pub fn load(root: &Path) -> Result<Specification, Report> {
    let (api, sources, diagnostics) = read(root);
    let sources = Rc::new(sources);
    match api {
        Some(api) if !diagnostics.has_errors() => Ok(Specification {
            api,
            warnings: diagnostics.into_report(Rc::clone(&sources)),
            sources,
        }),
        _ => Err(diagnostics.into_report(sources)),
    }
}

fn read(root: &Path) -> (Option<model::Api>, source::Sources, Diagnostics) {
    let mut sources = source::Sources::new(root);
    let mut diagnostics = Diagnostics::default();
    let is_openapi = openapi::is_openapi(root, &mut sources);
    let read = if is_openapi {
        openapi::load
    } else {
        raml::load
    };
    let mut api = read(root, &mut sources, &mut diagnostics);
    if let Some(api) = &mut api {
        resolve::check(api, &mut diagnostics);
        // In RAML, which has no discriminators for unions, such a union is the usual way to express any of several types.
        if is_openapi && !diagnostics.has_errors() {
            untagged::check(api, &mut diagnostics);
        }
    }
    (api, sources, diagnostics)
}

/// A specification without the types and operations that have errors.
pub struct Partial {
    /// The remaining model.
    pub specification: Specification,
    /// The errors, if there are any.
    pub errors: Report,
    /// What is not generated as it is declared, and why.
    pub left_out: Vec<partial::LeftOut>,
    regions: Vec<partial::Region>,
}

/// Reads the specification at `root`; types and operations that have errors are left out.
///
/// # Errors
///
/// All errors found, together, if one of them does not belong to a type or an operation.
pub fn load_partly(root: &Path) -> Result<Partial, Report> {
    let (api, mut sources, diagnostics) = read(root);
    let regions = match openapi::is_openapi(root, &mut sources) {
        true => openapi::regions(root, &mut sources),
        false => raml::regions(root, &mut sources),
    };
    let sources = Rc::new(sources);
    let has_errors = diagnostics.has_errors();
    let report = diagnostics.into_report(Rc::clone(&sources));
    let Some(mut api) = api else {
        return Err(report);
    };
    let (errors, warnings, left_out) = if has_errors {
        match partial::leave_out(&mut api, &regions, report.diagnostics()) {
            Some(left_out) => (report, Report::default(), left_out),
            None => return Err(report),
        }
    } else {
        (Report::default(), report, Vec::new())
    };
    Ok(Partial {
        specification: Specification {
            api,
            warnings,
            sources,
        },
        errors,
        left_out,
        regions,
    })
}

/// Generates the Rust of the remaining specification, and leaves out what cannot be generated. The result lists what was
/// left out, with the reasons.
///
/// # Errors
///
/// All problems found, together, if one of them does not belong to a type or an operation.
pub fn generate_partly(
    partial: Partial,
    settings: &plan::Settings,
    name: &str,
    runtime: Option<&Path>,
) -> Result<(Generated, Vec<partial::LeftOut>), Report> {
    let Partial {
        specification,
        regions,
        mut left_out,
        ..
    } = partial;
    let Specification {
        mut api, sources, ..
    } = specification;
    loop {
        let specification = Specification {
            api: api.clone(),
            warnings: Report::default(),
            sources: Rc::clone(&sources),
        };
        let report = match generate(specification, settings, name, runtime) {
            Ok(generated) => return Ok((generated, left_out)),
            Err(report) => report,
        };
        // Each iteration leaves something out, so the loop ends.
        match partial::leave_out(&mut api, &regions, report.diagnostics()) {
            Some(more) if more.iter().any(|more| !left_out.contains(more)) => {
                left_out.extend(more);
            }
            _ => return Err(report),
        }
    }
}

/// The guarantees of the Rust of a specification, for a comparison.
///
/// # Errors
///
/// All problems found, together, as those of [`generate`].
pub fn public_api(
    specification: Specification,
    settings: &plan::Settings,
) -> Result<diff::PublicApi, Report> {
    let Specification {
        mut api, sources, ..
    } = specification;
    let mut diagnostics = Diagnostics::default();
    let public = {
        let plan = planned(&mut api, settings, &mut diagnostics);
        diff::PublicApi::of(&plan)
    };
    match public {
        Ok(public) if !diagnostics.has_errors() => Ok(public),
        Ok(_) => Err(diagnostics.into_report(sources)),
        Err(problem) => {
            diagnostics.add(
                diagnostics::Diagnostic::without_place(problem)
                    .help("this is a mistake of the generator"),
            );
            Err(diagnostics.into_report(sources))
        }
    }
}

/// The plan of an API as it was read.
fn planned<'a>(
    api: &'a mut model::Api,
    settings: &'a plan::Settings,
    diagnostics: &mut Diagnostics,
) -> plan::Plan<'a> {
    lift::lift(api, diagnostics);
    facts::apply(api, settings.facts);
    let plan = plan::Plan::new(api, settings);
    plan::check::check(&plan, diagnostics);
    plan
}

/// The Rust of a specification.
pub struct Generated {
    /// The files of the generated code, below its folder.
    pub files: Vec<output::File>,
    /// The features of the manifest.
    pub features: plan::Features,
    /// The rows of the table of the domains, in Markdown.
    pub domains: Vec<String>,
    /// The manifest and the root of a generated crate, for this name and path of the runtime.
    pub own_crate: OwnCrate,
    /// The contract for a server: see [`contract`].
    pub contract: String,
    /// The number of generated types.
    pub types: usize,
    /// The number of generated operations.
    pub operations: usize,
}

/// A crate with only generated code.
pub struct OwnCrate {
    /// Its manifest.
    pub manifest: String,
    /// Its root module.
    pub root: String,
}

/// Generates the Rust of a specification. `name` and `runtime` are for the manifest of a separate crate: its name, and the
/// path of the runtime, which otherwise comes from a registry.
///
/// # Errors
///
/// All problems found, together: mostly names that collide.
pub fn generate(
    specification: Specification,
    settings: &plan::Settings,
    name: &str,
    runtime: Option<&Path>,
) -> Result<Generated, Report> {
    let Specification {
        mut api, sources, ..
    } = specification;
    let mut diagnostics = Diagnostics::default();
    let plan = planned(&mut api, settings, &mut diagnostics);
    let mut files = Vec::new();
    emit::emit(&plan, &mut |source| match output::print(source, &sources) {
        Ok(file) => files.push(file),
        Err(problem) => diagnostics.add(problem),
    });
    files.sort_by(|left, right| left.path.as_os_str().cmp(right.path.as_os_str()));
    if diagnostics.has_errors() {
        return Err(diagnostics.into_report(sources));
    }
    Ok(Generated {
        files,
        contract: contract::text(plan.api),
        domains: emit::domains::rows(&plan),
        own_crate: OwnCrate {
            manifest: emit::manifest::of_crate(&plan, name, runtime),
            root: emit::manifest::crate_root(&plan),
        },
        types: plan.types.len(),
        operations: plan
            .api
            .all_resources()
            .iter()
            .map(|resource| resource.methods.len())
            .sum(),
        features: plan.features,
    })
}
