//! The public items that the macros of the runtime declare, in the form that `ctp-sdk` documents for each of them.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use super::{
    Reading,
    tokens::{literals, text, written},
};
use crate::diff::item::{Fact, Kind, Signature};

/// The name of a macro of the runtime.
fn name_of(invoked: &syn::Macro) -> String {
    let last = invoked.path.segments.last();
    last.map(|last| last.ident.to_string()).unwrap_or_default()
}

/// The known macros.
const KNOWN: [&str; 10] = [
    "exchanged",
    "exchanged_union",
    "fields",
    "open_enum",
    "operation",
    "received",
    "received_union",
    "sent",
    "sent_union",
    "shared",
];

/// Fails for an unknown macro: its public items would be missed.
pub(super) fn check(items: &[syn::Item]) -> Result<(), String> {
    for item in items {
        match item {
            syn::Item::Macro(of) if !KNOWN.contains(&name_of(&of.mac).as_str()) => {
                return Err(format!(
                    "the macro `{}` is none that a comparison knows",
                    name_of(&of.mac)
                ));
            }
            syn::Item::Mod(syn::ItemMod {
                content: Some((_, items)),
                ..
            }) => check(items)?,
            _ => {}
        }
    }
    Ok(())
}

/// The struct that a macro declares.
pub(super) fn declared(invoked: &syn::Macro) -> Option<Ident> {
    if name_of(invoked) != "fields" {
        return None;
    }
    first_name(&invoked.tokens)
}

fn first_name(tokens: &TokenStream) -> Option<Ident> {
    match tokens.clone().into_iter().next() {
        Some(TokenTree::Ident(name)) => Some(name),
        _ => None,
    }
}

/// Adds the items that a macro declares for a type.
pub(super) fn read(reading: &mut Reading<'_>, place: &[String], invoked: &syn::Macro) {
    let Some(of) = first_name(&invoked.tokens) else {
        return;
    };
    let Some(key) = reading.key_of(place, &of.to_string()) else {
        return;
    };
    let rest: TokenStream = invoked.tokens.clone().into_iter().skip(1).collect();
    let name = name_of(invoked);
    match name.as_str() {
        "operation" => operation(reading, place, &key, rest),
        "shared" => shared(reading, place, &key, rest),
        "open_enum" => open_enum(reading, &key, rest),
        "received" | "sent" | "exchanged" => {
            reads_and_writes(reading, place, &key, &name);
            object(reading, &key, rest);
        }
        "received_union" | "sent_union" | "exchanged_union" => {
            let direction = name.trim_end_matches("_union");
            reads_and_writes(reading, place, &key, direction);
            union(reading, place, &key, rest);
        }
        _ => {}
    }
}

fn reads_and_writes(reading: &mut Reading<'_>, place: &[String], key: &str, direction: &str) {
    let (reads, writes) = match direction {
        "received" => (None, Some("serialize")),
        "sent" => (Some("deserialize"), None),
        _ => (None, None),
    };
    reading.implementation_with(place, key, "Deserialize", Signature::none(), reads);
    reading.implementation_with(place, key, "Serialize", Signature::none(), writes);
}

/// The kind of sending of an operation.
fn operation(reading: &mut Reading<'_>, place: &[String], key: &str, sending: TokenStream) {
    let sending = text(&sending);
    let (answer, how) = match sending.rsplit_once(", ") {
        Some((answer, how)) if how == "optional" || how.starts_with("pages ") => (answer, how),
        _ => (sending.as_str(), ""),
    };
    let answer = match answer {
        "exists" => "bool",
        "nothing" => "()",
        "bytes" => "Bytes",
        "text" => "String",
        other => other.strip_prefix("answers ").unwrap_or(other),
    };
    let mut add = |name: &str, returns: String, note: &str| {
        let signature = Signature::Function {
            arguments: vec![("self".to_owned(), "self".to_owned())],
            returns,
        };
        let method = reading.member(place, Some(key), Kind::Method, name, signature, &[]);
        if let Some(method) = method.filter(|_| !note.is_empty()) {
            let note = Fact::Told(note.to_owned());
            method
                .facts
                .insert("how pages follow each other".to_owned(), note);
        }
    };
    add("send", format!("Call<{answer}>"), "");
    if sending != "exists" {
        add("execute", format!("Call<Response<{answer}>>"), "");
    }
    match how.split_once(' ') {
        Some(("pages", how)) => {
            add("pages", format!("Pages<{answer}>"), how);
            add("items", format!("Items<{answer}>"), how);
        }
        _ if how == "optional" => add("send_optional", format!("Call<Option<{answer}>>"), ""),
        _ => {}
    }
}

/// The entries of a list, separated by commas.
fn entries(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut entries: Vec<Vec<TokenTree>> = vec![Vec::new()];
    // A comma in angle brackets separates the arguments of a type.
    let mut depth = 0_i32;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if depth > 0 => depth -= 1,
                ',' if depth == 0 => {
                    entries.push(Vec::new());
                    continue;
                }
                _ => {}
            }
        }
        if let Some(last) = entries.last_mut() {
            last.push(token);
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

/// The tokens in the last braces.
fn braces(tokens: &TokenStream) -> Option<TokenStream> {
    let groups = tokens.clone().into_iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    groups.last()
}

/// The tokens before the first braces.
fn head(tokens: &TokenStream) -> TokenStream {
    let is_head = |token: &TokenTree| !matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    tokens.clone().into_iter().take_while(is_head).collect()
}

/// The methods that return the common fields of a union.
fn shared(reading: &mut Reading<'_>, place: &[String], key: &str, tokens: TokenStream) {
    for entry in entries(braces(&tokens).unwrap_or_default()) {
        let entry: TokenStream = entry.into_iter().collect();
        let Ok(method) = syn::parse2::<SharedMethod>(entry) else {
            continue;
        };
        let signature = Signature::Function {
            arguments: vec![("self".to_owned(), "&self".to_owned())],
            returns: text(&method.of),
        };
        let name = method.name.to_string();
        let attributes = &method.attributes;
        reading.member(place, Some(key), Kind::Method, &name, signature, attributes);
    }
}

struct SharedMethod {
    attributes: Vec<syn::Attribute>,
    name: Ident,
    of: syn::Type,
}

impl syn::parse::Parse for SharedMethod {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(syn::Attribute::parse_outer)?;
        let name = input.parse()?;
        input.parse::<syn::Token![:]>()?;
        let of = input.parse()?;
        input.parse::<syn::Token![=]>()?;
        input.parse::<Ident>()?;
        Ok(Self {
            attributes,
            name,
            of,
        })
    }
}

/// The texts of an open enum.
fn open_enum(reading: &mut Reading<'_>, key: &str, tokens: TokenStream) {
    for entry in entries(braces(&tokens).unwrap_or_default()) {
        if let (Some(TokenTree::Literal(wire)), Some(TokenTree::Ident(variant))) =
            (entry.first(), entry.last())
        {
            let wire = written(wire).unwrap_or_default();
            note(
                reading,
                &format!("{key}::{variant}"),
                "text",
                Fact::Wire(wire),
            );
        }
    }
}

fn note(reading: &mut Reading<'_>, key: &str, what: &str, fact: Fact) {
    if let Some(item) = reading.items.get_mut(key) {
        item.facts.insert(what.to_owned(), fact);
    }
}

/// The members of a struct.
fn object(reading: &mut Reading<'_>, key: &str, tokens: TokenStream) {
    let tag = literals(&head(&tokens));
    note(reading, key, "tag", Fact::Wire(tag.join(" = ")));
    for entry in entries(braces(&tokens).unwrap_or_default()) {
        let (Some(TokenTree::Ident(field)), Some(TokenTree::Literal(member))) =
            (entry.first(), entry.get(2))
        else {
            continue;
        };
        let key = format!("{key}.{field}");
        let member = written(member).unwrap_or_default();
        note(reading, &key, "name on the wire", Fact::Wire(member));
        let fallback: TokenStream = entry.into_iter().skip(4).collect();
        if !fallback.is_empty() {
            let fallback = Fact::Tolerated(text(&fallback));
            note(
                reading,
                &key,
                "what stands for it in bodies without it",
                fallback,
            );
        }
    }
}

/// The kinds of a union.
fn union(reading: &mut Reading<'_>, place: &[String], key: &str, tokens: TokenStream) {
    let mut head: Vec<TokenTree> = head(&tokens).into_iter().skip(1).collect();
    if let Some(end) = head
        .iter()
        .position(|token| matches!(token, TokenTree::Ident(word) if word == "sharing"))
    {
        head.truncate(end);
    }
    let mut head = head.into_iter();
    let property: TokenStream = head.next().into_iter().collect();
    note(
        reading,
        key,
        "what tells its kinds apart",
        Fact::Wire(text(&property)),
    );
    let untagged: TokenStream = head.collect();
    let untagged = text(&untagged);
    if !matches!(untagged.as_str(), "" | "Refused") {
        let untagged = Fact::Tolerated(untagged);
        note(reading, key, "what a body without a tag is", untagged);
    }
    for entry in entries(braces(&tokens).unwrap_or_default()) {
        // "tag" => Variant(Struct) from
        let mut names = entry.iter().filter_map(|token| match token {
            TokenTree::Ident(name) => Some(name.to_string()),
            _ => None,
        });
        let (Some(TokenTree::Literal(tag)), Some(variant)) = (entry.first(), names.next()) else {
            continue;
        };
        let tag = written(tag).unwrap_or_default();
        note(
            reading,
            &format!("{key}::{variant}"),
            "tag",
            Fact::Wire(tag),
        );
        let held = entry.iter().find_map(|token| match token {
            TokenTree::Group(group) => first_name(&group.stream()),
            _ => None,
        });
        if let Some(held) = held.filter(|_| names.any(|name| name == "from")) {
            let implemented = format!("From<{held}>");
            reading.implementation(place, key, &implemented, Signature::none());
        }
    }
}
