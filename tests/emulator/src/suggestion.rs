//! The name that was probably meant.

/// The known name that is nearest to an unknown one, if any is near; case does not matter.
pub(crate) fn near<'k>(unknown: &str, known: &[&'k str]) -> Option<&'k str> {
    let lower: Vec<String> = known.iter().map(|known| known.to_lowercase()).collect();
    let names: Vec<&str> = lower.iter().map(String::as_str).collect();
    let unknown = unknown.to_lowercase();
    let matches = similar::get_close_matches(unknown.as_str(), &names, 1, 0.7);
    let place = names
        .iter()
        .position(|name| Some(name) == matches.first())?;
    known.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn a_name_that_is_near_is_meant() {
        let known = ["business-units", "categories", "zones", "isActive"];
        for (name, meant) in [
            ("businessUnits", Some("business-units")),
            ("BUSINESS_UNIT", Some("business-units")),
            ("catgeories", Some("categories")),
            ("zone", Some("zones")),
            ("isactive", Some("isActive")),
            ("spaceships", None),
            ("", None),
        ] {
            assert_eq!(near(name, &known), meant, "{name}");
        }
    }
}
