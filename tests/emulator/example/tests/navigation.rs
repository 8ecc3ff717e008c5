//! The shop against the emulator.

use ctp_emulator::{CATALOGUE, Emulator, Fault};

#[tokio::test]
async fn the_navigation_has_the_top_of_the_catalogue() -> Result<(), Box<dyn std::error::Error>> {
    let platform = Emulator::start().await?;
    platform.seed(CATALOGUE)?;
    let client = platform.client("view_categories:emulator".parse()?)?;
    // The SDK asks again after a 503.
    platform.fault(Fault::unavailable().on("GET", "/categories"))?;
    let api = client.integration_api_root();
    assert_eq!(shop::navigation(&api, "de").await?, ["Schuhe"]);
    assert_eq!(platform.pending_faults(), 0);
    Ok(())
}
