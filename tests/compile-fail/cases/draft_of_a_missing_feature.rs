//! The message names the feature that is off.

use ctp_sdk::models::CategoryDraft;
use ctp_sdk::requests::categories::CategoriesGet;

fn main() {}
