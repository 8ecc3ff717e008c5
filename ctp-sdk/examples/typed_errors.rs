//! Errors, and how a program distinguishes them without reading their texts.
//!
//! ```sh
//! cargo run -p ctp-sdk --example typed_errors
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project, creates a category there and deletes it
//! again: its API client needs the scopes `manage_categories`, `manage_customers` and `create_anonymous_token`, and
//! those of `ScopeSet::visitor`.

mod project;

use std::error::Error;

use ctp_sdk::auth::{Permission, Scope, ScopeError, ScopeSet};
use ctp_sdk::models::{CategoryChangeNameAction, CategoryDraft, CategoryUpdate, CustomerSignin};
use ctp_sdk::{ApiRoot, CtpClient};
use project::Project;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let project = Project::open_for_visitors(scopes(&Project::key())?).await?;
    let client = CtpClient::new(&project.config)?;
    for line in run(&client).await? {
        println!("{line}");
    }
    Ok(())
}

/// The scopes of the token of the project.
pub fn scopes(project_key: &str) -> Result<ScopeSet, ScopeError> {
    let permissions = [Permission::ManageCategories, Permission::ManageCustomers];
    let scopes = permissions.map(|permission| Scope::in_project(permission, project_key));
    scopes.into_iter().collect()
}

/// Causes errors, and returns the program's conclusion for each.
pub async fn run(client: &CtpClient) -> ctp_sdk::Result<Vec<String>> {
    let api = client.integration_api_root();
    let mut lines = vec![absence(&api).await?];
    lines.extend(conflict_and_duplicate(&api).await?);
    lines.push(wrong_password(client).await?);
    Ok(lines)
}

/// A missing resource is not an error with `send_optional`.
async fn absence(api: &ApiRoot) -> ctp_sdk::Result<String> {
    let category = api.categories().with_key("typed-errors-nothing").get();
    Ok(match category.send_optional().await? {
        Some(category) => format!("found: {}", category.id),
        None => "not there, and no error".to_owned(),
    })
}

/// A second category with the same key, and a change with an outdated version.
async fn conflict_and_duplicate(api: &ApiRoot) -> ctp_sdk::Result<Vec<String>> {
    let categories = api.categories();
    let name = "typed-errors";
    let draft = CategoryDraft::new([("en", name)], [("en", name)]).key(name);
    let category = categories.post(draft.clone()).send().await?;
    let mut lines = Vec::new();

    if let Err(error) = categories.post(draft).send().await {
        // Each error object of the API has a stable code, and its own fields.
        for reason in error.api_errors() {
            let field = reason.field("field").and_then(|field| field.as_str());
            lines.push(format!("{} in {}", reason.code(), field.unwrap_or("?")));
        }
    }

    let rename = |name| CategoryChangeNameAction::new([("en", name)]);
    let by_key = categories.with_key(name);
    let update = CategoryUpdate::new(category.version, [rename("renamed")]);
    let renamed = by_key.post(update).send().await?;
    let late = CategoryUpdate::new(category.version, [rename("renamed too late")]);
    match by_key.post(late).send().await {
        Err(error) if error.is_conflict() => lines.push(format!(
            "conflict: version {:?} is the current one",
            error.current_version()
        )),
        Err(error) if error.is_transient() => lines.push(format!("try again later: {error}")),
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    by_key.delete(renamed.version).send().await?;
    Ok(lines)
}

/// The customer has to act on a wrong password. Wrong credentials of the shop are another error.
async fn wrong_password(client: &CtpClient) -> ctp_sdk::Result<String> {
    let session = client.start_session().await?;
    let signin = CustomerSignin::new("nobody@example.com", "not the password");
    let outcome = session.log_in(signin).await;
    session.log_out().await?;
    match outcome {
        Err(error) if error.is_invalid_credentials() => {
            Ok("wrong email address or password".to_owned())
        }
        Err(error) => {
            // For the log: it contains neither the password nor a token, but the id with which the platform's support finds
            // the request.
            let id = error.correlation_id().unwrap_or("?").to_owned();
            println!("{error} (correlation id {id})");
            Err(error)
        }
        Ok(signed_in) => Ok(format!("{} is logged in", signed_in.customer.id)),
    }
}
