//! Imports categories by their keys. A second run writes only what has changed.
//!
//! ```sh
//! cargo run -p ctp-sdk --example category_import
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may manage categories. The categories stay there.

mod project;

use std::collections::BTreeMap;
use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::models::{
    Category, CategoryChangeNameAction, CategoryChangeParentAction, CategoryDraft,
    CategoryResourceIdentifier, CategoryUpdateAction, LocalizedString,
};
use ctp_sdk::requests::categories::{CategoriesByKeyGet, CategoriesByKeyPost, CategoriesPost};
use ctp_sdk::{ApiRoot, CtpClient};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Only the scopes that the requests of this program need.
    let requests = [
        CategoriesByKeyGet::REQUIRED_SCOPES,
        CategoriesByKeyPost::REQUIRED_SCOPES,
        CategoriesPost::REQUIRED_SCOPES,
    ];
    let scopes = ScopeSet::minimum_for(requests, &Project::key())?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;

    // Parents first. A real program reads them from a file.
    let row = |key, name, parent| Row { key, name, parent };
    let rows = [
        row("vegetables", "Vegetables", None),
        row("roots", "Roots", Some("vegetables")),
        row("potatoes", "Potatoes", Some("roots")),
    ];
    for (key, outcome) in run(&client, &rows).await? {
        println!("{key}: {outcome:?}");
    }
    Ok(())
}

/// A category of the source.
pub struct Row {
    /// Its unique key, which is also used for the slug.
    pub key: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// The key of the parent category, whose row comes before this one.
    pub parent: Option<&'static str>,
}

/// The result of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did not exist.
    Created,
    /// It existed, but was different.
    Updated,
    /// It already had the desired state.
    Unchanged,
}

/// Imports the rows, parents before their children. After an error, it can be run again from the start.
pub async fn run(
    client: &CtpClient,
    rows: &[Row],
) -> ctp_sdk::Result<BTreeMap<&'static str, Outcome>> {
    let api = client.integration_api_root();
    // The API expects the id of a parent.
    let mut ids = BTreeMap::new();
    let mut outcomes = BTreeMap::new();
    for row in rows {
        let parent = row.parent.and_then(|key| ids.get(key)).map(String::as_str);
        let (category, outcome) = import(&api, row, parent).await?;
        ids.insert(row.key, category.id);
        outcomes.insert(row.key, outcome);
    }
    Ok(outcomes)
}

async fn import(
    api: &ApiRoot,
    row: &Row,
    parent: Option<&str>,
) -> ctp_sdk::Result<(Category, Outcome)> {
    // The closure gets the current state. It returns no actions if nothing has to change; then nothing is sent. It may be
    // called again if somebody else changes the category at the same time.
    let mut outcome = Outcome::Unchanged;
    let updated = api
        .categories()
        .with_key(row.key)
        .update_with(|current| {
            let actions = actions(row, parent, current);
            if !actions.is_empty() {
                outcome = Outcome::Updated;
            }
            actions
        })
        .await;
    match updated {
        Err(error) if error.is_not_found() => {
            let mut draft = CategoryDraft::new([("en", row.name)], [("en", row.key)]).key(row.key);
            draft.parent = parent.map(|id| CategoryResourceIdentifier::new().id(id));
            let created = api.categories().post(draft).send().await?;
            Ok((created, Outcome::Created))
        }
        category => Ok((category?, outcome)),
    }
}

/// The actions for the row. Names in other languages are kept, and so is a parent that the row does not mention.
fn actions(row: &Row, parent: Option<&str>, current: &Category) -> Vec<CategoryUpdateAction> {
    let mut actions = Vec::new();
    let name: LocalizedString = current.name.clone().with("en", row.name);
    if name != current.name {
        actions.push(CategoryChangeNameAction::new(name).into());
    }
    let current_parent = current.parent.as_ref().map(|parent| parent.id.as_str());
    if let Some(id) = parent
        && current_parent != Some(id)
    {
        let parent = CategoryResourceIdentifier::new().id(id);
        actions.push(CategoryChangeParentAction::new(parent).into());
    }
    actions
}
