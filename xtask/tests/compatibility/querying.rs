//! What can be asked of the results of queries, and which references can be expanded: each step by its type.

use std::fmt::Write;

use codegen::{
    model::Scalar,
    names,
    plan::{Asked, Expanded, Plan},
};

use super::program::cfg;

/// Adds functions that take each step.
pub(crate) fn asks(plan: &Plan<'_>, text: &mut String) {
    let modules = [
        ("predicates", plan.querying.queried.is_empty()),
        ("expansions", plan.querying.expanded.is_empty()),
    ];
    for (module, _) in modules.iter().filter(|(_, is_missing)| !is_missing) {
        let _ = write!(text, "use super::generated::{module};\n\n");
    }
    for (name, fields) in &plan.querying.fields {
        let name = names::type_name(name);
        let steps = steps(fields.iter().map(|(member, of)| (*member, asked(of))));
        let gate = gate(plan, &name);
        let _ = write!(
            text,
            "{gate}fn asks_{name}(of: &predicates::fields::{name}Fields) {{\n{steps}}}\n\n"
        );
    }
    for (name, fields) in &plan.querying.expansions {
        let name = names::type_name(name);
        let steps = steps(fields.iter().map(|(member, of)| (*member, expanded(of))));
        let _ = write!(
            text,
            "fn expands_{name}(of: &expansions::{name}Expansions) {{\n{steps}}}\n\n"
        );
    }
    for name in &plan.querying.queried {
        let (module, of) = (names::module_name(name), names::type_name(name));
        let gate = gate(plan, &of);
        let _ = write!(
            text,
            "{gate}fn queries_{of}() {{ asks_{of}(&predicates::{module}::predicate()); asks_{of}(&predicates::{module}::sort()); }}\n\n"
        );
    }
}

fn gate(plan: &Plan<'_>, name: &str) -> String {
    let mut types = plan.api.types.values();
    let of = types.find(|of| names::type_name(&of.name) == name);
    of.map(|of| cfg(plan.querying.gate(of))).unwrap_or_default()
}

fn steps<'m>(fields: impl Iterator<Item = (&'m str, String)>) -> String {
    let mut taken: Vec<String> = Vec::new();
    let mut steps = String::new();
    for (member, of) in fields {
        let known: Vec<&str> = taken.iter().map(String::as_str).collect();
        let method = names::free(&names::value_name(member), &known);
        let ident = names::ident(&method);
        let _ = writeln!(steps, "let _: runtime::predicates::{of} = of.{ident}();");
        taken.push(method);
    }
    steps.replace("runtime::predicates::own ", "")
}

/// The type of a step, behind the path of the runtime; what is emitted has no such path.
fn asked(of: &Asked<'_>) -> String {
    match of {
        Asked::Value(_) | Asked::Choice(_) => format!("Field<{}>", compared(of)),
        Asked::List(of) => format!("List<{}>", compared(of)),
        Asked::Nested(of) => format!("Nested<predicates::fields::{}Fields>", names::type_name(of)),
        Asked::Elements(of) => {
            format!(
                "Elements<predicates::fields::{}Fields>",
                names::type_name(of)
            )
        }
        Asked::Localized(of) => format!("Localized<runtime::predicates::{}>", asked(of)),
        Asked::Keyed(of) => format!("Keyed<runtime::predicates::{}>", asked(of)),
        Asked::Place => "Place".to_owned(),
        Asked::Anything => "Anything".to_owned(),
    }
}

/// The type of what a field is compared with.
fn compared(of: &Asked<'_>) -> String {
    match of {
        Asked::Choice(name) => {
            let name = names::type_name(name);
            format!("runtime::predicates::Choice<models::{name}>")
        }
        Asked::Value(scalar) => match scalar {
            Scalar::Boolean => "bool",
            Scalar::Integer(_) => "i64",
            Scalar::Number(Some(format)) if format.is_whole() => "i64",
            Scalar::Number(_) => "f64",
            Scalar::DateTime => "runtime::DateTime",
            Scalar::DateTimeOnly => "runtime::LocalDateTime",
            Scalar::DateOnly => "runtime::Date",
            Scalar::TimeOnly => "runtime::Time",
            Scalar::String | Scalar::File | Scalar::Nil => "String",
        }
        .to_owned(),
        _ => "String".to_owned(),
    }
}

fn expanded(of: &Expanded<'_>) -> String {
    let expansions = |of: &str| format!("expansions::{}Expansions", names::type_name(of));
    match of {
        Expanded::Reference(None) => "Expansion".to_owned(),
        Expanded::Reference(Some(to)) => format!("Expansion<{}>", expansions(to)),
        Expanded::Open => "Expansion<runtime::predicates::OpenExpansions>".to_owned(),
        Expanded::Nested(of) => format!("own {}", expansions(of)),
        Expanded::Each(of) => format!("Each<runtime::predicates::{}>", expanded(of)),
        Expanded::Keyed(of) => format!("Keyed<runtime::predicates::{}>", expanded(of)),
    }
}
