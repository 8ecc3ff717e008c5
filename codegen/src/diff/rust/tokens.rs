//! The source text of tokens, and the strings in them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of tokens, with spaces where they are usual.
pub(super) fn text(of: &impl ToTokens) -> String {
    let mut pieces = Vec::new();
    flatten(of.to_token_stream(), &mut pieces);
    let mut text = String::new();
    let mut before = "";
    for piece in &pieces {
        if is_apart(before, piece) {
            text.push(' ');
        }
        text.push_str(piece);
        before = piece;
    }
    text
}

fn flatten(tokens: TokenStream, into: &mut Vec<String>) {
    let mut is_joint = false;
    for token in tokens {
        let was_joint = std::mem::take(&mut is_joint);
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                into.push(open.to_owned());
                flatten(group.stream(), into);
                into.push(close.to_owned());
            }
            TokenTree::Punct(punct) => {
                is_joint = punct.spacing() == proc_macro2::Spacing::Joint;
                match into.last_mut().filter(|_| was_joint) {
                    Some(last) => last.push(punct.as_char()),
                    None => into.push(punct.as_char().to_string()),
                }
            }
            TokenTree::Ident(ident) => match into.last_mut().filter(|last| *last == "'") {
                Some(last) => last.push_str(&ident.to_string()),
                None => into.push(ident.to_string()),
            },
            TokenTree::Literal(literal) => into.push(literal.to_string()),
        }
    }
}

/// Whether there is a space between two tokens.
fn is_apart(before: &str, piece: &str) -> bool {
    let is_word = |of: &str| {
        of.starts_with(|letter: char| {
            letter.is_alphanumeric() || letter == '_' || letter == '\'' || letter == '"'
        })
    };
    let is_wide = |of: &str| matches!(of, "->" | "=" | "+" | "=>" | "|");
    match (before, piece) {
        ("", _) => false,
        ("," | ";" | ":", _) => true,
        (before, piece) if is_wide(before) || is_wide(piece) => true,
        (before, piece) => is_word(before) && is_word(piece),
    }
}

/// The strings in tokens, in order.
pub(super) fn literals(of: &impl ToTokens) -> Vec<String> {
    let mut found = Vec::new();
    collect(of.to_token_stream(), &mut found);
    found
}

fn collect(tokens: TokenStream, into: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), into),
            TokenTree::Literal(literal) => into.extend(written(&literal)),
            _ => {}
        }
    }
}

/// The text of a literal, if it is one.
pub(super) fn written(literal: &proc_macro2::Literal) -> Option<String> {
    let parsed = syn::parse_str::<syn::LitStr>(&literal.to_string());
    parsed.ok().map(|literal| literal.value())
}

/// A call of a function with a text.
pub(super) struct Called {
    /// The function.
    pub function: String,
    /// The first string argument.
    pub text: String,
    /// The second argument, if it is a string as well.
    pub value: Option<String>,
}

/// The functions that are called with a string.
pub(super) fn calls(of: &impl ToTokens) -> Vec<Called> {
    let mut found = Vec::new();
    collect_calls(of.to_token_stream(), &mut found);
    found
}

fn collect_calls(tokens: TokenStream, into: &mut Vec<Called>) {
    let mut name = None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => name = Some(ident.to_string()),
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Parenthesis
                    && let Some(function) = name.take()
                    && let Some(text) = literals(&group.stream()).into_iter().next()
                {
                    into.push(Called {
                        function,
                        text,
                        value: second(group.stream()),
                    });
                }
                collect_calls(group.stream(), into);
                name = None;
            }
            _ => name = None,
        }
    }
}

/// The second of two strings that are the only arguments of a call.
fn second(arguments: TokenStream) -> Option<String> {
    let arguments: Vec<TokenTree> = arguments.into_iter().collect();
    match arguments.as_slice() {
        [
            TokenTree::Literal(_),
            TokenTree::Punct(_),
            TokenTree::Literal(value),
        ] => written(value),
        _ => None,
    }
}
