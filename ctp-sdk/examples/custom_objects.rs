//! Data of the application in typed custom objects: written, read, changed concurrently, queried.
//!
//! ```sh
//! cargo run -p ctp-sdk --example custom_objects
//! ```
//!
//! Without any settings it talks to an emulator in this process. With `CTP_PROJECT_KEY`, `CTP_CLIENT_ID`,
//! `CTP_CLIENT_SECRET`, `CTP_AUTH_URL` and `CTP_API_URL` it talks to that project,
//! whose API client may manage custom objects. It creates some in the container `ctp-sdk-example`, and deletes them at the
//! end.

mod project;

use std::error::Error;

use ctp_sdk::auth::ScopeSet;
use ctp_sdk::custom_objects::{CustomObject, CustomObjects};
use ctp_sdk::predicates::custom_object;
use ctp_sdk::{CtpClient, Value};
use project::Project;
use serde::{Deserialize, Serialize};

const CONTAINER: &str = "ctp-sdk-example";

/// The capacity of a pickup point.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PickupPoint {
    /// The maximum number of parcels.
    pub capacity: u32,
    /// The number of parcels.
    pub parcels: u32,
    /// Members that this type does not know. They would otherwise be lost when it is written back.
    #[serde(flatten)]
    pub rest: ctp_sdk::JsonObject,
}

impl PickupPoint {
    fn new(capacity: u32) -> Self {
        Self {
            capacity,
            parcels: 0,
            rest: ctp_sdk::JsonObject::new(),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scopes = format!("manage_key_value_documents:{}", Project::key());
    let scopes: ScopeSet = scopes.parse()?;
    let project = Project::open(scopes).await?;
    let client = CtpClient::new(&project.config)?;

    let points = run(&client).await?;
    for point in &points {
        println!("{}: {:?}", point.key, point.value);
    }
    Ok(())
}

/// Fills pickup points; returns those with parcels at the end.
pub async fn run(client: &CtpClient) -> ctp_sdk::Result<Vec<CustomObject<PickupPoint>>> {
    let api = client.integration_api_root();
    let points: CustomObjects<PickupPoint> = api.custom_objects_of(CONTAINER);

    // Without a version, the last write wins.
    let station = points.with_key("station");
    let seen = station.upsert(&PickupPoint::new(20)).send().await?;
    points
        .with_key("airport")
        .upsert(&PickupPoint::new(5))
        .send()
        .await?;

    // `None` and not an error, because it does not exist.
    let harbour = points.with_key("harbour").get().send_optional().await?;
    println!("harbour: {:?}", harbour.map(|found| found.value));

    // Reads, changes and writes it with the version that was read; repeats this after a conflict.
    let filled = station.update_with(|point| point.parcels += 3).await?;
    println!("version {} became {}", seen.version, filled.version);

    // The error of the closure is the result, and nothing is written.
    let airport = points.with_key("airport");
    let too_many = airport
        .try_update_with(|point| {
            if point.parcels + 6 > point.capacity {
                return Err("the airport has no room for six parcels");
            }
            point.parcels += 6;
            Ok(())
        })
        .await;
    if let Err(error) = too_many {
        println!("{error}");
    }

    // An outdated version: somebody else has changed it.
    let outdated = station
        .upsert(&PickupPoint::new(10))
        .version(seen.version)
        .send()
        .await;
    match outdated {
        Err(error) if error.is_conflict() => {
            println!("a conflict: version {:?} now", error.current_version());
        }
        outcome => println!("{:?}", outcome?.version),
    }

    // The error for a value that does not fit names the custom object and the place.
    let untyped = api.custom_objects_of::<Value>(CONTAINER);
    let broken = serde_json::json!({"capacity": "many", "parcels": 0});
    untyped.with_key("broken").upsert(&broken).send().await?;
    let mut all = points.query().items();
    while let Some(point) = all.next().await {
        match point {
            Ok(point) => println!("{} has {} parcels", point.key, point.value.parcels),
            Err(error) if error.is_decode() => println!("{error}"),
            Err(error) => return Err(error),
        }
    }

    let has_parcels = custom_object::predicate()
        .value()
        .field("parcels")
        .integer()
        .gt(0);
    let page = points.query().matching(has_parcels).send().await?;

    station.delete().version(filled.version).send().await?;
    airport.delete().send().await?;
    untyped.with_key("broken").delete().send().await?;
    Ok(page.results)
}
