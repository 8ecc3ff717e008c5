//! Structs for the attributes and custom fields of one project, from its product types and types.
//!
//! A product type and a type are resources of a project, so no specification knows them. Here they are read as the API sends
//! them, and become structs that `ctp_sdk::values` reads and writes: one field for each attribute, enums for enums, labels as
//! documentation.

mod definition;
mod emission;
mod enumeration;
mod kind;
mod names;
#[cfg(test)]
mod tests;

use std::fmt;

use definition::Definition;

use crate::output;

/// A JSON document with product types and types.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Its name for errors, such as its path.
    pub name: &'a str,
    /// A list of product types and types, a page of them as a query answers, or a single one. Drafts are taken as well.
    pub text: &'a str,
}

/// Why nothing was emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectTypesError {
    /// The document, and the place in it where that is known.
    place: String,
    message: String,
}

impl fmt::Display for ProjectTypesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for ProjectTypesError {}

/// The Rust for all product types and types of the documents, as the text of a module.
///
/// The order and the names depend on the keys alone, so that two runs differ by what changed in the project.
///
/// ```
/// use ctp_codegen::project_types::{Document, emit};
///
/// let text = r#"[{"key": "gift", "name": {"en": "Gift"}, "fieldDefinitions": [
///     {"name": "message", "label": {"en": "Message"}, "required": false, "type": {"name": "String"}}
/// ]}]"#;
/// let rust = emit(&[Document { name: "types.json", text }])?;
/// assert!(rust.contains("pub struct GiftFields {"));
/// assert!(rust.contains("pub message: Option<String>,"));
/// # Ok::<(), ctp_codegen::project_types::ProjectTypesError>(())
/// ```
///
/// # Errors
///
/// A document is not JSON or holds something else, two documents define the same key differently, or there is nothing to
/// emit.
pub fn emit(documents: &[Document<'_>]) -> Result<String, ProjectTypesError> {
    let definitions = read(documents)?;
    let tokens = emission::module(&definitions);
    output::print_project_types(tokens, &names_of(documents)).map_err(|error| ProjectTypesError {
        place: names_of(documents),
        message: format!(
            "the emitted Rust does not parse, which is a mistake of the generator: {error}"
        ),
    })
}

/// All definitions: product types first, each kind in the order of the keys. What several documents say alike counts once.
fn read(documents: &[Document<'_>]) -> Result<Vec<Definition>, ProjectTypesError> {
    let mut all: Vec<Definition> = Vec::new();
    for document in documents {
        for definition in definition::read(document)? {
            match all.iter().find(|other| other.is_same_resource(&definition)) {
                None => all.push(definition),
                Some(other) if other.says_the_same(&definition) => {}
                Some(_) => {
                    return Err(ProjectTypesError {
                        place: document.name.to_owned(),
                        message: format!(
                            "{definition} is defined twice, and not alike; give one document for each project"
                        ),
                    });
                }
            }
        }
    }
    if all.is_empty() {
        return Err(ProjectTypesError {
            place: names_of(documents),
            message: "there are no product types and no types with attributes or fields".to_owned(),
        });
    }
    all.sort_by(|one, other| one.order().cmp(&other.order()));
    Ok(all)
}

fn names_of(documents: &[Document<'_>]) -> String {
    let names: Vec<&str> = documents.iter().map(|document| document.name).collect();
    names.join(", ")
}
