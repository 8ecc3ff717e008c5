//! Suggestions while a customer types, from the search keywords of products.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::kinds::project_settings::check_product_search;
use crate::kinds::projections::Projecting;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

const LIMIT: usize = 10;

/// `GET /product-projections/suggest`.
pub(super) fn suggest(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    check_product_search(project, "products")?;
    let parameters = &call.parameters;
    parameters.check(call.route.operation)?;
    if parameters.truth("fuzzy")? == Some(true) {
        return Err(Refusal::not_emulated("fuzzy suggestions"));
    }
    let limit = parameters.whole("limit")?.unwrap_or(LIMIT);
    let projecting = Projecting::read(project, parameters, &call.caller)?;
    let wanted = parameters.beginning_with("searchKeywords.");
    if wanted.is_empty() {
        let why = "a text in a locale is expected, such as searchKeywords.en";
        return Err(Refusal::parameter("searchKeywords", why));
    }
    let mut found = Object::new();
    for (locale, text) in wanted {
        let mut suggestions: Vec<Value> = Vec::new();
        for projection in projecting.all() {
            let keywords = projection
                .get("searchKeywords")
                .and_then(|of| of.get(locale));
            for keyword in keywords.and_then(Value::as_array).into_iter().flatten() {
                let suggestion = json!({"text": keyword.get("text")});
                if begins(keyword, text) && !suggestions.contains(&suggestion) {
                    suggestions.push(suggestion);
                }
            }
        }
        suggestions.truncate(limit);
        found.insert(
            format!("searchKeywords.{locale}"),
            Value::Array(suggestions),
        );
    }
    Ok(Some(Value::Object(found)))
}

/// Whether a keyword, or one of its alternative inputs, begins with a text.
fn begins(keyword: &Value, text: &str) -> bool {
    let whole = keyword
        .get("text")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let tokenizer = keyword.get("suggestTokenizer");
    let kind = tokenizer.and_then(|of| of.get("type")?.as_str());
    let inputs = tokenizer.and_then(|of| of.get("inputs")?.as_array());
    let inputs: Vec<&str> = match kind {
        Some("whitespace") => whole.split_whitespace().collect(),
        Some("custom") => inputs
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
        _ => vec![whole],
    };
    let text = text.to_lowercase();
    inputs
        .iter()
        .any(|input| input.to_lowercase().starts_with(&text))
}
