//! Reads bodies seen in the wild with the models of the whole official specification, and prints the rows of the table
//! in `tests/real_bodies.md`. Its argument is the folder of the bodies.
//!
//! `.ci/run` copies this file into the crate that is emitted for that specification, as an example of it: the domains of
//! most of these bodies are not restated in `api-spec`, so `ctp-sdk` has no models for them.

#![allow(clippy::expect_used, reason = "it is a test, and fails by panicking")]

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use ctp_official::models;

type Read = fn(&[u8]) -> Result<(), String>;

fn read<T: ctp_sdk::runtime::Read>(body: &[u8]) -> Result<(), String> {
    match ctp_sdk::runtime::body::<T>(body) {
        Ok(_) => Ok(()),
        Err(failure) if failure.path().is_empty() => Err(failure.message().to_owned()),
        Err(failure) => Err(format!("`{}`: {}", failure.path(), failure.message())),
    }
}

/// The models by their names in the specification.
macro_rules! models {
    ($($name:ident),* $(,)?) => {
        BTreeMap::from([$((stringify!($name), read::<models::$name> as Read)),*])
    };
}

fn models() -> BTreeMap<&'static str, Read> {
    models![
        Cart,
        CartPagedQueryResponse,
        Category,
        CategoryCreatedMessage,
        CategoryPagedQueryResponse,
        CustomObject,
        Customer,
        CustomerCreatedMessage,
        ErrorResponse,
        InventoryEntry,
        MessageDeliveryPayload,
        Order,
        OrderCreatedMessage,
        Payment,
        Product,
        ProductProjection,
        ProductProjectionPagedSearchResponse,
        ProductType,
        Project,
        ResourceDeletedDeliveryPayload,
        ResourceUpdatedDeliveryPayload,
        ShippingMethod,
        ShippingMethodPagedQueryResponse,
        TaxCategory,
        Type,
        TypePagedQueryResponse,
    ]
}

fn main() {
    let folder = env::args().nth(1).map(PathBuf::from);
    let folder = folder.expect("the folder of the bodies is given");
    let index = fs::read_to_string(folder.join("index.tsv")).expect("the index can be read");
    let models = models();
    for line in index.lines() {
        let mut columns = line.split('\t');
        let (Some(path), Some(name)) = (columns.next(), columns.next()) else {
            continue;
        };
        let body = fs::read(folder.join(path)).expect("the body can be read");
        let outcome = match models.get(name).map(|read| read(&body)) {
            Some(Ok(())) => "reads".to_owned(),
            Some(Err(problem)) => problem,
            None => "nobody names its type here".to_owned(),
        };
        let file = path.rsplit('/').next().unwrap_or(path);
        println!("| {file} | {name} | {outcome} |");
    }
}
