//! The settings of the project, which can be read only.

use serde_json::{Value, json};

use crate::clock;
use crate::coverage::Coverage;
use crate::kind::HandWritten;
use crate::project::{Call, Project};
use crate::refusal::Refusal;

const PATH: &str = "/{projectKey}";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", PATH, read, Coverage::Generic),
    ("HEAD", PATH, is_there, Coverage::Generic),
];

/// A project whose messages are written, and which restricts no countries, currencies or languages.
fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let key = call.route.parameters.get("projectKey");
    Ok(Some(json!({
        "version": 1,
        "key": key,
        "name": key,
        "countries": [],
        "currencies": [],
        "languages": [],
        "createdAt": clock::text(project.begun),
        "messages": {"enabled": true, "deleteDaysAfterCreation": 15},
        "carts": {"deleteDaysAfterLastModification": 90, "countryTaxRateFallbackEnabled": false},
        "shoppingLists": {"deleteDaysAfterLastModification": 360},
        "inventory": {"releaseExpiredReservations": true},
        "discounts": {"discountCombinationMode": "Stacking"},
    })))
}

/// The status of business units that customers create for themselves.
pub(crate) fn status_of_my_units(_: &Project) -> Value {
    json!("Inactive")
}

/// The role that customers have in business units that they create for themselves, if the project has one.
pub(crate) fn role_in_my_units(_: &Project) -> Option<Value> {
    None
}

fn is_there(_: &mut Project, _: &Call<'_>) -> Result<Option<Value>, Refusal> {
    Ok(None)
}
