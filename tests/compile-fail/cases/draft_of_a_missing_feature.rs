//! The message of a module of requests names the feature that is off. That of a draft does not, but has its name.

use ctp_sdk::models::CategoryDraft;
use ctp_sdk::requests::categories::CategoriesGet;

fn main() {}
