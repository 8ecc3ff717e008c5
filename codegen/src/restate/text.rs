//! Prints trees as YAML, always in the same way.

/// A node to print.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// No value.
    Nothing,
    /// A text; quoted where YAML would read something else.
    Text(String),
    /// A text that is YAML already: a number, a boolean, an include.
    Plain(String),
    /// A description: one line, or a block.
    Prose(String),
    /// A list on one line.
    Flow(Vec<Self>),
    /// A list of texts, one a line.
    Lines(Vec<String>),
    /// A map on one line.
    FlowMap(Vec<(String, Self)>),
    /// A map.
    Map(Vec<(String, Self)>),
}

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn include(path: &str) -> Self {
        Self::Plain(format!("!include {path}"))
    }

    pub(super) fn flag() -> Self {
        Self::Plain("true".to_owned())
    }

    /// The document.
    pub(super) fn print(&self) -> String {
        let mut out = String::new();
        if let Self::Map(entries) = self {
            print_map(entries, 0, &mut out);
        }
        out
    }
}

fn print_map(entries: &[(String, Value)], indent: usize, out: &mut String) {
    for (key, value) in entries {
        out.push_str(&" ".repeat(indent));
        out.push_str(&scalar(key));
        out.push(':');
        print_value(value, indent, out);
    }
}

fn print_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Nothing => out.push('\n'),
        Value::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Value::Map(entries) => {
            out.push('\n');
            print_map(entries, indent + 2, out);
        }
        Value::Prose(text) if text.contains('\n') => {
            out.push_str(" |-\n");
            for line in text.lines() {
                if !line.trim().is_empty() {
                    out.push_str(&" ".repeat(indent + 2));
                    out.push_str(line);
                }
                out.push('\n');
            }
        }
        Value::Lines(texts) => {
            out.push('\n');
            for text in texts {
                out.push_str(&format!("{}- {}\n", " ".repeat(indent + 2), scalar(text)));
            }
        }
        inline => {
            out.push(' ');
            out.push_str(&flow(inline));
            out.push('\n');
        }
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Prose(text) => scalar(text),
        Value::Plain(text) => text.clone(),
        Value::Flow(values) => format!(
            "[{}]",
            values.iter().map(flow).collect::<Vec<_>>().join(", ")
        ),
        Value::Lines(texts) => format!(
            "[{}]",
            texts
                .iter()
                .map(|text| scalar(text))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Value::FlowMap(entries) | Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", scalar(key), flow(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Nothing => "null".to_owned(),
    }
}

/// A text as YAML: plain if it is read as the same text at every place, otherwise single-quoted.
fn scalar(text: &str) -> String {
    let begins_well = text
        .starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '(' | '_'));
    let ends_well = !text.ends_with([' ', ':']);
    let is_harmless = !text.contains([
        ',', '[', ']', '{', '}', '#', '\n', '\t', '"', '\'', '\\', '&', '*', '!', '|', '>', '%',
        '@', '`',
    ]) && !text.contains(": ");
    let is_word = text.parse::<f64>().is_err()
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    // `Cart[]` and `A | B` are plain in block context, where all types stand; quoting them would only be noise.
    let is_type = text.chars().all(|letter| {
        letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '[' | ']' | '|' | ' ')
    });
    let is_path = text.starts_with('/') && !text.contains([' ', '#', ',', '[', ']', '|']);
    if is_word
        && (begins_well
            && ends_well
            && (is_harmless || is_type && (text.ends_with("[]") || text.contains(" | ")))
            || is_path)
    {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
