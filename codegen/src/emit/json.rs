//! The lines that declare how the runtime reads and writes a model: one for each member, for the macros in
//! `ctp-sdk/src/json/macros.rs`.

use proc_macro2::Literal as Token;

use crate::{
    model::Literal,
    plan::{Direction, Fallback, Form, Holds, Planned, PlannedField, Presence},
};

/// The lines of an open enum: its strings, and their variants.
pub(crate) fn of_enum<'t>(name: &str, values: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut lines = format!("runtime::open_enum! {{ {name} {{\n");
    for (text, variant) in values {
        lines.push_str(&format!("    {} => {variant},\n", quoted(text)));
    }
    lines.push_str("} }\n");
    lines
}

/// The lines of a struct.
pub(crate) fn of_struct(of: &Planned<'_>) -> String {
    let mut head = of.name.clone();
    if let Some((property, tag)) = of.tag {
        head.push_str(&format!(" as {} = {}", quoted(property), quoted(tag)));
    }
    let extra = of.extra.map(|extra| match extra.value {
        None => "runtime::JsonObject".to_owned(),
        Some(value) => {
            let value = super::types::rust_type(&crate::plan::RustType::of(value));
            format!(
                "std::collections::BTreeMap<String, {}>",
                value.to_string().replace(' ', "")
            )
        }
    });
    object(direction(of.direction), &head, &of.fields, extra.as_deref())
}

/// The lines of the struct with the common properties of a union.
pub(crate) fn of_shared(name: &str, fields: &[PlannedField<'_>]) -> String {
    object("received", name, fields, None)
}

fn object(direction: &str, head: &str, fields: &[PlannedField<'_>], extra: Option<&str>) -> String {
    let parts = members(fields, extra);
    let line = format!(
        "runtime::{direction}! {{ {head} {{ {} }} }}\n",
        parts.join(" ")
    );
    if parts.len() <= 2 && line.len() <= LINE {
        return line.replace("{  }", "{}");
    }
    let parts: String = parts.iter().map(|part| format!("    {part}\n")).collect();
    format!("runtime::{direction}! {{ {head} {{\n{parts}}} }}\n")
}

/// The maximum line length, with its line break.
const LINE: usize = 101;

/// One part for each member.
fn members(fields: &[PlannedField<'_>], extra: Option<&str>) -> Vec<String> {
    let mut parts = Vec::new();
    for field in fields.iter().filter(|field| field.holds != Holds::Beside) {
        let fallback = match &field.presence {
            Presence::Fallback(fallback) => format!(" else {}", expression(fallback)),
            _ => String::new(),
        };
        let member = quoted(&field.field.name);
        parts.push(format!("{}: {member}{fallback},", field.name));
    }
    for field in fields.iter().filter(|field| field.holds == Holds::Beside) {
        parts.push(format!("& {}", field.name));
    }
    parts.extend(extra.map(|extra| format!("..{}: {extra}", crate::plan::fields::EXTRA)));
    parts
}

/// The lines of a union.
pub(crate) fn of_union(of: &Planned<'_>) -> String {
    let by = match &of.form {
        Form::TagUnion {
            property,
            missing,
            optional,
            ..
        } => {
            let untagged = match missing {
                Some(tag) => format!("Means({})", quoted(tag)),
                None if *optional => "Unknown".to_owned(),
                None => "Refused".to_owned(),
            };
            let shared = of.shared.as_ref().map(|shared| shared.name.as_str());
            let shared = shared.unwrap_or("runtime::NoFields");
            format!("{} {untagged} sharing {shared}", quoted(property))
        }
        _ => "key".to_owned(),
    };
    let direction = direction(of.direction);
    let mut lines = format!("runtime::{direction}_union! {{ {} by {by} {{\n", of.name);
    for kind in &of.kinds {
        lines.push_str(&format!(
            "    {} => {}({}) from,\n",
            quoted(&kind.tag),
            kind.variant,
            kind.of
        ));
    }
    lines.push_str("} }\n");
    lines
}

fn direction(of: Direction) -> &'static str {
    match (of.sent, of.received) {
        (true, true) => "exchanged",
        (true, false) => "sent",
        (false, _) => "received",
    }
}

/// The replacement of a missing member, as an expression of an `Option`.
fn expression(fallback: &Fallback<'_>) -> String {
    match fallback {
        Fallback::Value(literal) => format!("Some({}.into())", value(literal)),
        Fallback::Defaults(json) => format!("runtime::from_json({})", quoted(json)),
        Fallback::CurrencyDigits(currency) => format!("runtime::currency_digits({currency})"),
    }
}

fn value(literal: &Literal) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(number) => number.clone(),
        Literal::String(text) => quoted(text),
        Literal::List(_) => "Vec::new()".to_owned(),
    }
}

/// A text as a literal of Rust.
fn quoted(text: &str) -> String {
    Token::string(text).to_string()
}
