//! What a shop does: it shows the navigation of its catalogue.

use ctp_sdk::ApiRoot;

/// The names of the categories without a parent, in the order of the catalogue.
///
/// # Errors
///
/// When the API cannot be asked.
pub async fn navigation(api: &ApiRoot, locale: &str) -> ctp_sdk::Result<Vec<String>> {
    let categories = api.categories().get();
    let categories = categories
        .where_("parent is not defined")
        .sort("orderHint asc");
    let page = categories.send().await?;
    let names = page
        .results
        .iter()
        .filter_map(|category| category.name.get(locale));
    Ok(names.map(ToString::to_string).collect())
}
