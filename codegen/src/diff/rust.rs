//! Reads the public items of generated Rust.

mod macros;
mod tokens;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syn::{ImplItem, Visibility};

use crate::emit::{Item as Part, Source};

use super::item::{Fact, Item, Kind, SCOPES, SENT, SEVERAL, Signature};

use self::tokens::{Called, calls, literals, text};

/// The public items of some files by key. `folder` is that of the API, and `domain` returns the domain of a module.
///
/// # Errors
///
/// When a file does not parse.
pub(super) fn items(
    sources: &[Source],
    folder: &str,
    domain: &dyn Fn(&[&str]) -> Option<String>,
) -> Result<BTreeMap<String, Item>, String> {
    let mut files = Vec::new();
    for source in sources {
        let mut items = Vec::new();
        for part in &source.items {
            let parsed = match part {
                Part::Rust(tokens) => syn::parse2::<syn::File>(tokens.clone()),
                Part::Lines(lines) => syn::parse_str::<syn::File>(lines),
            };
            let parsed = parsed.map_err(|error| {
                format!("{}: the emitted Rust does not parse: {error}", source.path)
            })?;
            macros::check(&parsed.items)
                .map_err(|unknown| format!("{}: {unknown}", source.path))?;
            items.extend(parsed.items);
        }
        files.push(File {
            place: place(&source.path, folder),
            items,
        });
    }
    let mut reading = Reading {
        modules: BTreeMap::new(),
        types: BTreeMap::new(),
        items: BTreeMap::new(),
        domain,
        domains: HashMap::new(),
    };
    for file in &files {
        reading.modules(&file.place, &file.items);
    }
    for file in &files {
        reading.declarations(&file.place, &file.items);
    }
    for file in &files {
        reading.members(&file.place, &file.items);
    }
    Ok(reading.items)
}

struct File {
    /// Its path of modules, from the root of the API.
    place: Vec<String>,
    items: Vec<syn::Item>,
}

/// The path of modules of a file.
fn place(path: &str, folder: &str) -> Vec<String> {
    let below = path.trim_end_matches(".rs");
    let below = below.strip_prefix(folder).unwrap_or(below);
    let parts = below.split('/').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The properties of a module.
#[derive(Default)]
struct Module {
    is_public: bool,
    /// Whether its content is re-exported by the parent module.
    is_exported: bool,
    gate: Option<BTreeSet<String>>,
}

struct Reading<'d> {
    modules: BTreeMap<Vec<String>, Module>,
    /// The keys of the types, by the first part of their path and their name.
    types: BTreeMap<(String, String), String>,
    items: BTreeMap<String, Item>,
    domain: &'d dyn Fn(&[&str]) -> Option<String>,
    /// The domains of the modules, as far as they are known.
    domains: HashMap<Vec<String>, Option<String>>,
}

impl Reading<'_> {
    fn modules(&mut self, place: &[String], items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Mod(module) => {
                    let place = below(place, &module.ident.to_string());
                    let known = self.modules.entry(place.clone()).or_default();
                    known.is_public = is_public(&module.vis);
                    known.gate = gate(&module.attrs);
                    if let Some((_, items)) = &module.content {
                        self.modules(&place, items);
                    }
                }
                syn::Item::Use(used) if is_public(&used.vis) => {
                    let path = text(&used.tree);
                    if let Some(name) = path.strip_suffix("::*") {
                        let place = below(place, name);
                        self.modules.entry(place).or_default().is_exported = true;
                    }
                }
                _ => {}
            }
        }
    }

    /// The path by which users name the content of a module; `None` if they cannot.
    fn public_path(&self, place: &[String]) -> Option<Vec<String>> {
        let mut path = Vec::new();
        for end in 1..=place.len() {
            let module = place.get(..end).and_then(|place| self.modules.get(place))?;
            match (module.is_public, module.is_exported) {
                (true, _) => path.extend(place.get(end - 1).cloned()),
                (false, true) => {}
                (false, false) => return None,
            }
        }
        Some(path)
    }

    /// The features of a module.
    fn gates(&self, place: &[String]) -> BTreeSet<BTreeSet<String>> {
        let ends = 1..=place.len();
        ends.filter_map(|end| self.modules.get(place.get(..end)?)?.gate.clone())
            .collect()
    }

    /// The types, functions and constants.
    fn declarations(&mut self, place: &[String], items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.declarations(&below(place, &module.ident.to_string()), items);
                    }
                }
                syn::Item::Struct(of) if is_public(&of.vis) => {
                    let key =
                        self.declare(place, &of.ident, Kind::Struct, &of.attrs, String::new());
                    self.fields(place, key.as_deref(), &of.fields);
                }
                syn::Item::Enum(of) if is_public(&of.vis) => {
                    let key = self.declare(place, &of.ident, Kind::Enum, &of.attrs, String::new());
                    for variant in &of.variants {
                        let holds = text(&variant.fields);
                        let holds = holds.trim_start_matches('(').trim_end_matches(')');
                        let name = variant.ident.to_string();
                        let signature = Signature::Type(holds.to_owned());
                        self.member(
                            place,
                            key.as_deref(),
                            Kind::Variant,
                            &name,
                            signature,
                            &variant.attrs,
                        );
                    }
                }
                syn::Item::Type(of) if is_public(&of.vis) => {
                    self.declare(place, &of.ident, Kind::Alias, &of.attrs, text(&of.ty));
                }
                syn::Item::Const(of) if is_public(&of.vis) => {
                    self.declare(place, &of.ident, Kind::Constant, &of.attrs, text(&of.expr));
                }
                syn::Item::Fn(of) if is_public(&of.vis) => {
                    let signature = function(&of.sig);
                    let key = self.declare(
                        place,
                        &of.sig.ident,
                        Kind::Function,
                        &of.attrs,
                        String::new(),
                    );
                    if let Some(item) = key.and_then(|key| self.items.get_mut(&key)) {
                        item.signature = signature;
                    }
                }
                syn::Item::Macro(of) => {
                    if let Some(name) = macros::declared(&of.mac) {
                        self.declare(place, &name, Kind::Struct, &[], String::new());
                    }
                }
                _ => {}
            }
        }
    }

    fn declare(
        &mut self,
        place: &[String],
        name: &proc_macro2::Ident,
        kind: Kind,
        attributes: &[syn::Attribute],
        of: String,
    ) -> Option<String> {
        let mut path = self.public_path(place)?;
        let root = path.first().cloned().unwrap_or_default();
        let name = name.to_string();
        // All models are in one module, and for other items the last part of the path is sufficient for users.
        let shown = match path.as_slice() {
            [root, .., module] if root != "models" && !kind.is_type() => {
                format!("{module}::{name}")
            }
            _ => name.clone(),
        };
        path.push(name.clone());
        let key = path.join("::");
        if kind.is_type() {
            self.types.insert((root, name), key.clone());
        }
        let item = Item {
            kind,
            parent: None,
            shown,
            signature: Signature::Type(of),
            gates: self.gates(place),
            is_closed: kind.is_type()
                && !attributes
                    .iter()
                    .any(|of| of.path().is_ident("non_exhaustive")),
            deprecated: deprecated(attributes),
            doc: doc(attributes),
            facts: BTreeMap::new(),
            domain: self.domain_of(place),
        };
        self.items.insert(key.clone(), item);
        for derived in derives(attributes) {
            self.implementation(place, &key, &derived, Signature::none());
        }
        Some(key)
    }

    fn domain_of(&mut self, place: &[String]) -> Option<String> {
        if let Some(known) = self.domains.get(place) {
            return known.clone();
        }
        let parts: Vec<&str> = place.iter().map(String::as_str).collect();
        let domain = (self.domain)(&parts);
        self.domains.insert(place.to_vec(), domain.clone());
        domain
    }

    fn fields(&mut self, place: &[String], parent: Option<&str>, fields: &syn::Fields) {
        let mut all_are_public = true;
        for field in fields {
            let Some(name) = field.ident.as_ref().filter(|_| is_public(&field.vis)) else {
                all_are_public = false;
                continue;
            };
            let signature = Signature::Type(text(&field.ty));
            self.member(
                place,
                parent,
                Kind::Field,
                &name.to_string(),
                signature,
                &field.attrs,
            );
        }
        if let Some(item) = parent.and_then(|key| self.items.get_mut(key)) {
            item.is_closed &= all_are_public;
        }
    }

    /// A member of a type.
    fn member(
        &mut self,
        place: &[String],
        parent: Option<&str>,
        kind: Kind,
        name: &str,
        signature: Signature,
        attributes: &[syn::Attribute],
    ) -> Option<&mut Item> {
        let parent = parent?;
        let of = self.items.get(parent)?;
        let (between, behind) = match kind {
            Kind::Field => (".", ""),
            Kind::Method => ("::", "()"),
            _ => ("::", ""),
        };
        let key = format!("{parent}{between}{name}{behind}");
        let (of_type, of_shown) = (of.domain.clone(), of.shown.clone());
        let shown = format!("{of_shown}{between}{name}");
        let domain = self.domain_of(place).or(of_type);
        let gates = self.gates(place);
        Some(self.items.entry(key).or_insert(Item {
            kind,
            parent: Some(parent.to_owned()),
            shown,
            signature,
            gates,
            is_closed: false,
            deprecated: deprecated(attributes),
            doc: doc(attributes),
            facts: BTreeMap::new(),
            domain,
        }))
    }

    /// A trait that a type implements.
    fn implementation(
        &mut self,
        place: &[String],
        of: &str,
        implemented: &str,
        signature: Signature,
    ) {
        self.implementation_with(place, of, implemented, signature, None);
    }

    fn implementation_with(
        &mut self,
        place: &[String],
        of: &str,
        implemented: &str,
        signature: Signature,
        feature: Option<&str>,
    ) {
        let Some(item) = self.items.get(of) else {
            return;
        };
        let mut gates = self.gates(place);
        gates.extend(feature.map(|feature| BTreeSet::from([feature.to_owned()])));
        let item = Item {
            kind: Kind::Implementation,
            parent: Some(of.to_owned()),
            shown: format!("{}: {}", item.shown, super::item::short(implemented)),
            signature,
            gates,
            is_closed: false,
            deprecated: None,
            doc: String::new(),
            facts: BTreeMap::new(),
            domain: item.domain.clone(),
        };
        self.items.insert(format!("{of}: {implemented}"), item);
    }

    /// The members of types: methods, implementations, those declared by macros.
    fn members(&mut self, place: &[String], items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.members(&below(place, &module.ident.to_string()), items);
                    }
                }
                syn::Item::Impl(block) => self.block(place, block),
                syn::Item::Macro(of) => macros::read(self, place, &of.mac),
                _ => {}
            }
        }
    }

    fn block(&mut self, place: &[String], block: &syn::ItemImpl) {
        let Some(of) = self.key_of(place, &text(&block.self_ty)) else {
            return;
        };
        if let Some((path, _)) = &block.trait_ {
            let types = block.items.iter().filter_map(|item| match item {
                ImplItem::Type(of) => Some(format!("{} = {}", of.ident, text(&of.ty))),
                _ => None,
            });
            let types: Vec<String> = types.collect();
            // `Debug` is derived or written out, which is the same for users.
            let path = text(path).replace("std::fmt::", "");
            self.implementation(place, &of, &path, Signature::Type(types.join(", ")));
            self.wire_of_implementation(&of, &path, block);
            return;
        }
        for item in &block.items {
            match item {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let signature = function(&method.sig);
                    let name = method.sig.ident.to_string();
                    let facts = wire(&method.block);
                    let member = self.member(
                        place,
                        Some(&of),
                        Kind::Method,
                        &name,
                        signature,
                        &method.attrs,
                    );
                    if let Some(member) = member {
                        member.facts.extend(facts);
                    }
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let name = constant.ident.to_string();
                    let scopes = Fact::Scopes(literals(&constant.expr).into_iter().collect());
                    let signature = Signature::Type(text(&constant.ty));
                    self.member(place, Some(&of), Kind::Constant, &name, signature, &[]);
                    if let Some(operation) = self.items.get_mut(&of) {
                        operation.facts.insert(SCOPES.to_owned(), scopes);
                    }
                }
                _ => {}
            }
        }
    }

    /// The strings in an implementation, which it reads and writes on the wire.
    fn wire_of_implementation(&mut self, of: &str, path: &str, block: &syn::ItemImpl) {
        if path.ends_with("Debug") {
            return;
        }
        let wire = literals(block);
        if let Some(item) = self.items.get_mut(&format!("{of}: {path}"))
            && !wire.is_empty()
        {
            let wire = Fact::Wire(wire.join(", "));
            item.facts.insert("names on the wire".to_owned(), wire);
        }
    }

    /// The key of a type at this path in a module.
    fn key_of(&self, place: &[String], path: &str) -> Option<String> {
        let mut parts: Vec<&str> = path.split("::").collect();
        let name = parts.pop()?;
        let root = match parts.first() {
            Some(&root) if root != "super" && root != "self" => root.to_owned(),
            _ => place.first()?.clone(),
        };
        self.types.get(&(root, name.to_owned())).cloned()
    }
}

fn below(place: &[String], name: &str) -> Vec<String> {
    let mut place = place.to_vec();
    place.push(name.to_owned());
    place
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The signature of a function.
fn function(signature: &syn::Signature) -> Signature {
    let arguments = signature.inputs.iter().map(|argument| match argument {
        syn::FnArg::Receiver(of) => {
            // Whether an argument is mutable inside of the function does not matter for the caller.
            let of = text(of);
            (
                "self".to_owned(),
                of.strip_prefix("mut ").unwrap_or(&of).to_owned(),
            )
        }
        syn::FnArg::Typed(of) => {
            let name = text(&of.pat);
            (name.trim_start_matches("mut ").to_owned(), text(&of.ty))
        }
    });
    let returns = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, of) => text(of),
    };
    Signature::Function {
        arguments: arguments.collect(),
        returns,
    }
}

/// What a method writes on the wire: the parts of a path, the names of parameters, the method and the route.
fn wire(body: &syn::Block) -> BTreeMap<String, Fact> {
    let mut facts = BTreeMap::new();
    let mut sent: Vec<String> = Vec::new();
    for Called {
        function,
        text: literal,
        value,
    } in calls(body)
    {
        let what = match function.as_str() {
            "literal" => "path",
            "operation" => "route",
            "set_header" | "set_header_value" => "header",
            "join" => {
                sent.push(format!("joined by `{literal}`"));
                continue;
            }
            // A cookie is added to the existing ones.
            "append_cookie" => "cookie",
            other => match other.split_once('_') {
                Some(("set", what)) => what,
                Some(("append", what)) => {
                    let each = Fact::Tolerated("each is sent".to_owned());
                    facts.insert(SEVERAL.to_owned(), each);
                    match what {
                        "header_value" => "header",
                        what => what,
                    }
                }
                _ => continue,
            },
        };
        let literal = match what {
            // The name of a path parameter is not sent.
            "route" => without_names(&literal),
            _ => literal,
        };
        // The media type of the body is a limit of the operation.
        let value = value.filter(|_| literal != "Content-Type");
        let value = value.map_or(String::new(), |value| format!(": {value}"));
        sent.push(format!("{what} {literal}{value}"));
    }
    if !sent.is_empty() {
        let sent = Fact::Wire(sent.join(", "));
        facts.insert(SENT.to_owned(), sent);
    }
    facts
}

/// The template of a path without the names of its parameters.
fn without_names(route: &str) -> String {
    let mut pieces = route.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |made, piece| {
        let behind = piece.split_once('}').map_or("", |(_, behind)| behind);
        format!("{made}{{}}{behind}")
    })
}

/// The features of an attribute.
fn gate(attributes: &[syn::Attribute]) -> Option<BTreeSet<String>> {
    let cfg = attributes.iter().find(|of| of.path().is_ident("cfg"))?;
    Some(literals(&cfg.meta).into_iter().collect())
}

fn doc(attributes: &[syn::Attribute]) -> String {
    let docs = attributes.iter().filter(|of| of.path().is_ident("doc"));
    let lines: Vec<String> = docs.flat_map(|of| literals(&of.meta)).collect();
    lines.join("\n").trim().to_owned()
}

fn deprecated(attributes: &[syn::Attribute]) -> Option<String> {
    let mut all = attributes.iter();
    let of = all.find(|of| of.path().is_ident("deprecated"))?;
    Some(literals(&of.meta).join(" "))
}

fn derives(attributes: &[syn::Attribute]) -> Vec<String> {
    let derives = attributes.iter().filter(|of| of.path().is_ident("derive"));
    let lists = derives.filter_map(|of| of.meta.require_list().ok());
    lists
        .flat_map(|list| {
            let listed = list.tokens.to_string();
            let names = listed.split(',').map(|name| name.trim().to_owned());
            names.collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty())
        .collect()
}
