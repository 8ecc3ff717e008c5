//! Documentation comments: our own descriptions, or else a sentence generated from the facts.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::{Access, Facets, Http, Literal, Marks, Method, Role, Shape, Type, TypeRef},
    plan::{Form, Plan, PlannedField},
};

/// The attributes of a documentation comment.
pub(crate) fn doc(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#[doc = #lines])*)
}

/// The attributes of a documentation comment of the module that contains it.
pub(crate) fn inner(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#![doc = #lines])*)
}

/// The attributes of a documentation comment with plain text, such as a label.
pub(crate) fn plain_doc(text: &str) -> TokenStream {
    let lines: Vec<String> = lines(text).iter().map(|line| plain_line(line)).collect();
    doc(&lines.join("\n"))
}

/// A line that is no Markdown, as the Markdown that shows it. `cargo test` runs what Markdown takes for code.
fn plain_line(line: &str) -> String {
    const MARKS: [char; 9] = ['\\', '`', '*', '_', '<', '[', ']', '#', '~'];
    // Spaces in a row would begin code, also behind the mark of a list.
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::new();
    for (place, letter) in line.char_indices() {
        let (before, behind) = line.split_at(place);
        let is_number = !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
        let is_mark = match letter {
            '-' | '+' | '>' | '|' => before.is_empty(),
            '.' | ')' => is_number,
            // An entity, such as `&lt;`.
            '&' => behind
                .split(' ')
                .next()
                .is_some_and(|word| word.contains(';')),
            // A bare URL is a warning of rustdoc.
            ':' => behind.starts_with("://"),
            letter => MARKS.contains(&letter),
        };
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// A text that may be any, as code within a sentence.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text).replace('`', "'");
    format!("`{text}`")
}

/// The lines of a documentation comment, each with the text after `///`.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|letter| is_accepted(*letter)).collect();
    let line = |line: &str| match line.is_empty() {
        true => String::new(),
        false => format!(" {line}"),
    };
    text.trim_end().lines().map(line).collect()
}

/// A text for one line of a comment or of the manifest.
pub(crate) fn one_line(text: &str) -> String {
    let lines = lines(text);
    let lines = lines.iter().map(|line| line.trim());
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a character is allowed in a comment. The compiler refuses characters that change the direction of the text
/// around them, and other programs refuse control characters.
fn is_accepted(letter: char) -> bool {
    let changes_direction = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !changes_direction && (!letter.is_control() || matches!(letter, '\n' | '\t'))
}

/// The documentation of a type.
pub(crate) fn type_doc(plan: &Plan<'_>, of: &Type) -> TokenStream {
    let text = match described(of.description.as_deref()) {
        Some(description) => description,
        None => derived_sentence(plan, of),
    };
    let page = of
        .documentation
        .as_deref()
        .or(plan.api.documentation.as_deref());
    let named = plan.api.named_in_specification(of);
    let page = page.map(|page| format!("[Documentation]({page}#ctp:api:type:{named})"));
    doc(&paragraphs([
        text,
        constraints(&of.facets, of.facets.default.as_ref()),
        notice(&of.marks).to_owned(),
        page.unwrap_or_default(),
    ]))
}

/// The non-empty paragraphs.
fn paragraphs<const N: usize>(texts: [String; N]) -> String {
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

/// A non-empty description, as Rust documentation.
fn described(description: Option<&str>) -> Option<String> {
    let description = description.filter(|text| !text.trim().is_empty())?;
    Some(in_rust(description))
}

/// The documentation of a field.
pub(crate) fn field_doc(field: &PlannedField<'_>) -> TokenStream {
    doc(&field_text(field))
}

/// The text of the documentation of a field: nothing if it would only repeat its name and its type.
pub(crate) fn field_text(planned: &PlannedField<'_>) -> String {
    let field = planned.field;
    let text = match (described(field.description.as_deref()), field.role) {
        (Some(description), _) => description,
        (None, Some(Role::Expanded)) => "The resource, if the request expanded it.".to_owned(),
        (None, Some(Role::Beside)) => format!(
            "The `{}` whose members are among those of this object; `None` if there are none.",
            field.name.to_snake_case()
        ),
        (None, _) => String::new(),
    };
    paragraphs([
        text,
        constraints(&field.facets, planned.default),
        access(field.access).to_owned(),
        notice(&field.marks).to_owned(),
    ])
}

fn access(of: Access) -> &'static str {
    match of {
        Access::Both => "",
        Access::ReadOnly => "Set by the API: received only, never sent.",
        Access::WriteOnly => "Sent only, never received.",
    }
}

/// The documentation of an operation.
pub(crate) fn method_doc(method: &Method, path: &str) -> String {
    let mut text = match (&method.description, &method.display_name) {
        (Some(description), _) => in_rust(description),
        (None, Some(name)) => sentence(name),
        (None, None) => derived_operation(method),
    };
    text.push_str(&format!(
        "\n\n`{} {path}`",
        method.http.as_str().to_uppercase()
    ));
    if !method.scopes.is_empty() {
        let scopes: Vec<String> = method
            .scopes
            .iter()
            .map(|scope| format!("`{scope}`"))
            .collect();
        let word = if scopes.len() == 1 { "scope" } else { "scopes" };
        text.push_str(&format!(", {word} {}", scopes.join(", ")));
    }
    paragraphs([text, notice(&method.marks).to_owned()])
}

/// A description as Rust documentation: links in the platform's own form become links within the crate, or code.
pub(crate) fn in_rust(description: &str) -> String {
    let mut text = String::new();
    let mut rest = description;
    while let Some((before, target, shown, behind)) = next_link(rest) {
        text.push_str(before);
        text.push_str(&link(shown, target));
        rest = behind;
    }
    text.push_str(rest);
    escape(&text)
}

fn link(shown: &str, target: &str) -> String {
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

/// A sentence for a type without a description: nothing if it would only repeat the name.
fn derived_sentence(plan: &Plan<'_>, of: &Type) -> String {
    let name = &of.name;
    if let (Some(tag), Some((property, declared))) = (of.tag(), plan.api.discriminator(of)) {
        let base = crate::names::type_name(&declared.name);
        // A base that only provides fields is not generated, so there is nothing to link to. A base with a separate feature
        // may not be compiled.
        let link = match plan.is_always(&declared.name) {
            true => {
                let module = plan.settings.module.as_ref();
                let module = module.map_or(String::new(), |module| format!("{}::", module.name));
                format!("[`{base}`](crate::{module}models::{base})")
            }
            false => format!("`{base}`"),
        };
        return format!("The {link} whose `{property}` is `{tag}`.");
    }
    match (&of.shape, plan.form(name)) {
        (Shape::Enum(values), _) => match values.as_slice() {
            [only] => format!("{}: `{}`, or a future value.", words(name), only.value),
            values => format!(
                "{}: one of {} values, or a future one.",
                words(name),
                values.len()
            ),
        },
        (
            _,
            Some(Form::TagUnion {
                property, variants, ..
            }),
        ) => format!(
            "{}: {}, distinguished by `{property}`.",
            words(name),
            one_of_kinds(variants.len())
        ),
        (_, Some(Form::KeyUnion(variants))) => format!(
            "{}: {}, distinguished by the property that is present.",
            words(name),
            one_of_kinds(variants.len())
        ),
        (_, Some(Form::LocaleMap(_))) => format!("{}: values by locale.", words(name)),
        (_, Some(Form::Map(_))) => format!("{}: values by name.", words(name)),
        (_, Some(Form::AnyValue)) => format!("{}: any JSON value.", words(name)),
        (Shape::Alias(_), _) => String::new(),
        _ => by_ending(name),
    }
}

fn one_of_kinds(kinds: usize) -> String {
    match kinds {
        1 => "one kind".to_owned(),
        kinds => format!("one of {kinds} kinds"),
    }
}

/// The name of a type, for a list of types.
pub(crate) fn type_name(of: &TypeRef) -> String {
    match of {
        TypeRef::Named(name) => format!("`{name}`"),
        TypeRef::Scalar(scalar) => scalar.as_str().to_owned(),
        _ => "any value".to_owned(),
    }
}

/// The constraints as text, one paragraph.
pub(crate) fn constraints(facets: &Facets, default: Option<&Literal>) -> String {
    let mut found: Vec<String> = Vec::new();
    if !facets.values.is_empty() {
        found.push(format!("one of {}", facets.values.join(", ")));
    }
    let mut range = |what: &str, low: &Option<String>, high: &Option<String>| match (low, high) {
        (Some(low), Some(high)) => found.push(format!("{what} from {low} to {high}")),
        (Some(low), None) => found.push(format!("{what} from {low}")),
        (None, Some(high)) => found.push(format!("{what} up to {high}")),
        (None, None) => {}
    };
    range("length", &facets.min_length, &facets.max_length);
    range("value", &facets.minimum, &facets.maximum);
    range("number of elements", &facets.min_items, &facets.max_items);
    range(
        "number of properties",
        &facets.min_properties,
        &facets.max_properties,
    );
    if let Some(pattern) = &facets.pattern {
        found.push(format!("pattern `{pattern}`"));
    }
    if let Some(multiple) = &facets.multiple_of {
        found.push(format!("multiple of {multiple}"));
    }
    if facets.unique_items == Some(true) {
        found.push("no duplicate elements".to_owned());
    }
    if let Some(default) = default {
        found.push(format!("default `{}`", literal(default)));
    }
    if found.is_empty() {
        String::new()
    } else {
        sentence(&found.join(", "))
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(text) | Literal::String(text) => text.clone(),
        Literal::List(values) => format!(
            "[{}]",
            values.iter().map(literal).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// A text that begins with a capital and ends with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.trim().trim_end_matches('.').chars();
    let capital: String = letters
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    format!("{capital}{}.", letters.as_str())
}

/// A sentence for an operation without a description.
fn derived_operation(method: &Method) -> String {
    let answer = match method.success().and_then(|body| body.of.as_ref()) {
        Some(TypeRef::Named(name)) => format!(" and returns `{name}`"),
        _ => String::new(),
    };
    let what = match method.http {
        Http::Get => "Reads",
        Http::Head => return "Checks whether the resource exists.".to_owned(),
        Http::Delete => "Deletes",
        Http::Options => "Returns the methods allowed for",
        Http::Post | Http::Put | Http::Patch => "Writes to",
    };
    format!("{what} this resource{answer}.")
}

/// The meanings of the suffixes of the platform's names, longer ones first.
const ENDINGS: [(&str, &str, &str); 7] = [
    ("PagedQueryResponse", "A page of a query for", ""),
    ("PagedSearchResponse", "A page of a search for", ""),
    ("ResourceIdentifier", "Names a", " by id or key"),
    ("KeyReference", "Names a", " by key"),
    ("Reference", "Refers to a", " by id"),
    (
        "Update",
        "Changes to a",
        ": the version they apply to, and the actions",
    ),
    ("Draft", "The values of a new", ""),
];

/// A sentence from a type's name.
fn by_ending(name: &str) -> String {
    let known = ENDINGS.iter().find_map(|(ending, before, behind)| {
        let rest = name.strip_suffix(ending).filter(|rest| !rest.is_empty())?;
        Some(format!("{before} {}{behind}.", words(rest).to_lowercase()))
    });
    known.unwrap_or_default()
}

/// A name as words: `LineItemMode` becomes `Line item mode`.
fn words(name: &str) -> String {
    let text = name.to_snake_case().replace('_', " ");
    sentence(&text).trim_end_matches('.').to_owned()
}

/// Notes about the use of an item.
fn notice(marks: &Marks) -> &'static str {
    match marks.beta {
        true => "Beta: may change without notice.",
        false => "",
    }
}

/// The next Markdown link: the text before it, its target, its text, the text after it.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("](") {
        let middle = from + found;
        let open = text.get(..middle)?.rfind('[');
        let close = text.get(middle..)?.find(')').map(|offset| middle + offset);
        if let (Some(open), Some(close)) = (open, close) {
            return Some((
                text.get(..open)?,
                text.get(middle + 2..close)?,
                text.get(open + 1..middle)?,
                text.get(close + 1..)?,
            ));
        }
        from = middle + 2;
    }
    None
}

/// Escapes text that rustdoc would read as HTML or as a link, outside of code.
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

/// Whether the text after a `[` is a Markdown link with a target, or a link to a Rust item.
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

/// The attribute of a deprecated item.
pub(crate) fn deprecation(marks: &Marks) -> TokenStream {
    match (marks.mark_deprecated, &marks.deprecation_note) {
        (false, _) => TokenStream::new(),
        (true, None) => quote!(#[deprecated]),
        (true, Some(note)) => quote!(#[deprecated(note = #note)]),
    }
}
