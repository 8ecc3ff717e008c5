//! Documentation comments: our own descriptions, or else a sentence made of the facts.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::Emitter,
    model::{Facets, Field, Literal, Marks, Method, Shape, Type, TypeRef},
    plan::Form,
};

/// The attributes of a documentation comment.
pub(crate) fn doc(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The attributes of a documentation comment of the module it stands in.
pub(crate) fn inner(text: &str) -> TokenStream {
    let lines = text.trim_end().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#![doc = #lines])*)
}

impl Emitter<'_> {
    /// What is said of a type.
    pub(crate) fn type_doc(&self, of: &Type) -> TokenStream {
        let mut text = match &of.description {
            Some(description) => self.in_rust(description),
            None => self.derived_sentence(of),
        };
        let constraints = constraints(&of.facets);
        if !constraints.is_empty() {
            text.push_str(&format!("\n\n{constraints}"));
        }
        push_marks(&mut text, &of.marks);
        if let Some(page) = of.documentation.as_deref().or(self.settings.documentation.as_deref()) {
            text.push_str(&format!("\n\n[Documentation]({page}#ctp:api:type:{})", of.name));
        }
        doc(&text)
    }

    /// What is said of a field.
    pub(crate) fn field_doc(&self, field: &Field) -> TokenStream {
        let mut text = match &field.description {
            Some(description) if !description.trim().is_empty() => self.in_rust(description),
            _ => format!("The `{}`{}.", field.name, self.of_what(&field.of)),
        };
        let constraints = constraints(&field.facets);
        if !constraints.is_empty() {
            text.push_str(&format!("\n\n{constraints}"));
        }
        push_marks(&mut text, &field.marks);
        doc(&text)
    }

    /// What is said of an operation.
    pub(crate) fn method_doc(&self, method: &Method, path: &str) -> String {
        let mut text = match (&method.description, &method.display_name) {
            (Some(description), _) => self.in_rust(description),
            (None, Some(name)) => sentence(name),
            (None, None) => format!("`{}` of this resource.", method.http.as_str().to_uppercase()),
        };
        text.push_str(&format!("\n\n`{} {path}`", method.http.as_str().to_uppercase()));
        if !method.scopes.is_empty() {
            let scopes: Vec<String> = method.scopes.iter().map(|scope| format!("`{scope}`")).collect();
            text.push_str(&format!(", scope {}", scopes.join(" or ")));
        }
        push_marks(&mut text, &method.marks);
        text
    }

    /// A description as Rust documentation: links of the platform's own kind become links within the crate or code.
    pub(crate) fn in_rust(&self, description: &str) -> String {
        let mut text = String::new();
        let mut rest = description;
        while let Some((before, target, shown, behind)) = next_link(rest) {
            text.push_str(before);
            text.push_str(&self.link(shown, target));
            rest = behind;
        }
        text.push_str(rest);
        escape(&text)
    }

    fn link(&self, shown: &str, target: &str) -> String {
        let plain = shown.trim_matches('`');
        if target.starts_with("http://") || target.starts_with("https://") {
            format!("[{shown}]({target})")
        } else if shown.starts_with('`') {
            shown.to_owned()
        } else if target.starts_with("ctp:api:type:") {
            format!("`{plain}`")
        } else {
            plain.to_owned()
        }
    }

    /// A sentence for a type that nobody described.
    fn derived_sentence(&self, of: &Type) -> String {
        let name = &of.name;
        if let (Some(tag), Some((property, declared))) = (of.tag(), self.plan.api.discriminator(of)) {
            return format!("The [`{}`] whose `{property}` is `{tag}`.", crate::names::type_name(&declared.name));
        }
        let domain = of.package.as_deref().map(|package| format!(" of {package}")).unwrap_or_default();
        match (&of.shape, self.plan.form(name)) {
            (Shape::Enum(values), _) => format!("One of {} values{domain}; unknown ones are kept.", values.len()),
            (_, Some(Form::TagUnion { property, variants, .. })) => format!("One of {} kinds{domain}, told apart by `{property}`; unknown ones are kept.", variants.len()),
            (_, Some(Form::KeyUnion(variants))) => format!("One of {} kinds{domain}, told apart by the property that is there; unknown ones are kept.", variants.len()),
            (_, Some(Form::LocaleMap(_))) => format!("Values by locale{domain}."),
            (_, Some(Form::Map(_))) => format!("Values by name{domain}."),
            (_, Some(Form::AnyValue)) => format!("Any JSON value{domain}."),
            (Shape::Alias(alias), _) => format!("`{name}`{domain}{}.", self.of_what(alias)),
            _ => format!("`{name}`{domain}."),
        }
    }

    fn of_what(&self, of: &TypeRef) -> String {
        match of {
            TypeRef::Named(name) => format!(", of type `{name}`"),
            TypeRef::Array(items) => match items.as_ref() {
                TypeRef::Named(name) => format!(", a list of `{name}`"),
                TypeRef::Scalar(scalar) => format!(", a list of type {}", scalar.as_str()),
                _ => ", a list".to_owned(),
            },
            TypeRef::Scalar(scalar) => format!(", of type {}", scalar.as_str()),
            TypeRef::Any | TypeRef::Union(_) => ", any JSON value".to_owned(),
            TypeRef::AnyObject | TypeRef::Inline(_) => ", any JSON object".to_owned(),
        }
    }
}

/// The constraints in words, one paragraph.
pub(crate) fn constraints(facets: &Facets) -> String {
    let mut found: Vec<String> = Vec::new();
    let mut range = |what: &str, low: &Option<String>, high: &Option<String>| match (low, high) {
        (Some(low), Some(high)) => found.push(format!("{what} from {low} to {high}")),
        (Some(low), None) => found.push(format!("{what} from {low}")),
        (None, Some(high)) => found.push(format!("{what} up to {high}")),
        (None, None) => {}
    };
    range("length", &facets.min_length, &facets.max_length);
    range("value", &facets.minimum, &facets.maximum);
    range("number of elements", &facets.min_items, &facets.max_items);
    range("number of properties", &facets.min_properties, &facets.max_properties);
    if let Some(pattern) = &facets.pattern {
        found.push(format!("pattern `{pattern}`"));
    }
    if let Some(multiple) = &facets.multiple_of {
        found.push(format!("multiple of {multiple}"));
    }
    if facets.unique_items == Some(true) {
        found.push("elements differ".to_owned());
    }
    if let Some(default) = &facets.default {
        found.push(format!("default `{}`", literal(default)));
    }
    if found.is_empty() { String::new() } else { sentence(&found.join(", ")) }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(text) | Literal::String(text) => text.clone(),
        Literal::List(values) => format!("[{}]", values.iter().map(literal).collect::<Vec<_>>().join(", ")),
    }
}

/// A text that begins with a capital and ends with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.trim().trim_end_matches('.').chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{capital}{}.", letters.as_str())
}

fn push_marks(text: &mut String, marks: &Marks) {
    if marks.beta {
        text.push_str("\n\nBeta: may change without notice.");
    }
}

/// The next Markdown link: what stands before it, its target, its text, what stands behind it.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("](") {
        let middle = from + found;
        let open = text.get(..middle)?.rfind('[');
        let close = text.get(middle..)?.find(')').map(|offset| middle + offset);
        if let (Some(open), Some(close)) = (open, close) {
            return Some((text.get(..open)?, text.get(middle + 2..close)?, text.get(open + 1..middle)?, text.get(close + 1..)?));
        }
        from = middle + 2;
    }
    None
}

/// Text that rustdoc would read as HTML or as a link of its own is escaped, outside code.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let mut in_code = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '`' => {
                in_code = !in_code;
                escaped.push('`');
            }
            '<' if !in_code => escaped.push_str("\\<"),
            '[' if !in_code => match is_link(letters.clone()) {
                true => escaped.push('['),
                false => escaped.push_str("\\["),
            },
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether the text behind a `[` goes on as a Markdown link with a target, or as one to a Rust item.
fn is_link(mut rest: impl Iterator<Item = char>) -> bool {
    let mut shown = String::new();
    for letter in rest.by_ref() {
        if letter == ']' {
            return rest.next() == Some('(') || shown.starts_with('`');
        }
        shown.push(letter);
    }
    false
}

/// The attribute of something that callers should move away from.
pub(crate) fn deprecation(marks: &Marks) -> TokenStream {
    if marks.mark_deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}
