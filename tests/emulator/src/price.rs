//! Price selection: which price of a product variant applies for a currency, a country, a customer group and a channel.
//!
//! Source: <https://docs.commercetools.com/api/pricing-and-discounts-overview#price-selection>.

use jiff::Timestamp;
use serde_json::Value;

use crate::kind::Object;
use crate::project::Project;

const STANDALONE: &str = "/{projectKey}/standalone-prices";

/// The scope of a price selection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection<'s> {
    pub(crate) currency: &'s str,
    pub(crate) country: Option<&'s str>,
    /// The id of a customer group.
    pub(crate) customer_group: Option<&'s str>,
    /// The id of a channel.
    pub(crate) channel: Option<&'s str>,
    /// The id of a recurrence policy.
    pub(crate) recurrence_policy: Option<&'s str>,
    pub(crate) at: Timestamp,
}

/// The fields of an embedded price; a standalone price has others in addition.
const FIELDS: [&str; 12] = [
    "id",
    "key",
    "value",
    "country",
    "customerGroup",
    "channel",
    "validFrom",
    "validUntil",
    "discounted",
    "tiers",
    "custom",
    "recurrencePolicy",
];

/// The price of a variant of a product, embedded or standalone according to the product; `None` if no price matches.
///
/// `product` contains the `priceMode`, so it may be a product or a projection.
pub(crate) fn of_variant(
    project: &Project,
    product: &Object,
    variant: &Object,
    selection: &Selection<'_>,
) -> Option<Value> {
    let price = select(all_of_variant(project, product, variant), selection)?;
    let fields = FIELDS.iter();
    let fields = fields.filter_map(|name| Some(((*name).to_owned(), price.get(*name)?.clone())));
    Some(Value::Object(fields.collect()))
}

/// All prices of a variant of a product, embedded or standalone according to the product.
pub(crate) fn all_of_variant<'p>(
    project: &'p Project,
    product: &Object,
    variant: &'p Object,
) -> Vec<&'p Object> {
    if product.get("priceMode").and_then(Value::as_str) != Some("Standalone") {
        let prices = variant.get("prices").and_then(Value::as_array);
        return prices
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .collect();
    }
    let Some(sku) = variant.get("sku") else {
        return Vec::new();
    };
    let prices = project.all(STANDALONE).iter();
    let prices = prices.filter(|price| {
        price.get("sku") == Some(sku) && price.get("active") != Some(&Value::Bool(false))
    });
    prices.collect()
}

/// The best match: of the matching prices, one for the customer group has priority over one for the channel, then one for
/// the country, then one with a limited validity. A price without one of these matches all of them. A price with a
/// recurrence policy matches only this policy, and other prices do not match a policy.
pub(crate) fn select<'p>(
    prices: impl IntoIterator<Item = &'p Object>,
    selection: &Selection<'_>,
) -> Option<&'p Object> {
    let fitting = prices.into_iter().filter_map(|price| {
        let rank = rank(price, selection)?;
        Some((rank, price))
    });
    let best = fitting.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, price)| price)
}

/// The value of a price for a quantity: that of the last tier with a minimum quantity up to it, otherwise the value of the
/// price. A discounted price has no tiers.
pub(crate) fn value_for(price: &Object, quantity: i64) -> Option<&Value> {
    let tiers = price.get("tiers").and_then(Value::as_array);
    let tiers = tiers.filter(|_| !price.contains_key("discounted"));
    let tiers = tiers.into_iter().flatten();
    let least = |tier: &Value| tier.get("minimumQuantity").and_then(Value::as_i64);
    let tiers = tiers.filter(|tier| least(tier).is_some_and(|least| least <= quantity));
    let tier = tiers.max_by_key(|tier| least(tier));
    tier.and_then(|tier| tier.get("value"))
        .or_else(|| price.get("value"))
}

/// How specific the match of a price is: by customer group, channel, country and time; `None` if it does not match.
fn rank(price: &Object, selection: &Selection<'_>) -> Option<(bool, bool, bool, bool)> {
    let text = |name: &str| price.get(name).and_then(Value::as_str);
    let id = |name: &str| price.get(name).and_then(|of| of.get("id")?.as_str());
    let currency = price.get("value").and_then(|of| of.get("currencyCode"));
    let is_of_currency = currency.and_then(Value::as_str) == Some(selection.currency);
    if !is_of_currency || id("recurrencePolicy") != selection.recurrence_policy {
        return None;
    }
    let time = |name: &str| text(name).and_then(|time| time.parse::<Timestamp>().ok());
    let (from, until) = (time("validFrom"), time("validUntil"));
    let is_early = from.is_some_and(|from| selection.at < from);
    let is_late = until.is_some_and(|until| selection.at >= until);
    if is_early || is_late {
        return None;
    }
    let special = |of: Option<&str>, wanted: Option<&str>| match of {
        None => Some(false),
        of => (of == wanted).then_some(true),
    };
    Some((
        special(id("customerGroup"), selection.customer_group)?,
        special(id("channel"), selection.channel)?,
        special(text("country"), selection.country)?,
        from.is_some() || until.is_some(),
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn price(id: &str, more: Value) -> Object {
        let price = json!({"id": id, "value": {"centAmount": 100, "currencyCode": "EUR"}});
        let mut price = price.as_object().unwrap().clone();
        price.extend(more.as_object().unwrap().clone());
        price
    }

    fn selected<'p>(prices: &'p [Object], selection: &Selection<'_>) -> Option<&'p str> {
        select(prices, selection)?.get("id")?.as_str()
    }

    const FOR_ALL: Selection<'_> = Selection {
        currency: "EUR",
        country: None,
        customer_group: None,
        channel: None,
        recurrence_policy: None,
        at: Timestamp::UNIX_EPOCH,
    };

    #[test]
    fn the_most_special_price_that_fits_is_selected() {
        let prices = [
            price("all", json!({})),
            price("country", json!({"country": "DE"})),
            price("channel", json!({"channel": {"id": "c"}})),
            price("group", json!({"customerGroup": {"id": "g"}})),
            price(
                "group-country",
                json!({"customerGroup": {"id": "g"}, "country": "DE"}),
            ),
            price(
                "dollars",
                json!({"value": {"centAmount": 1, "currencyCode": "USD"}}),
            ),
            price(
                "recurring",
                json!({"recurrencePolicy": {"id": "r"}, "country": "FR"}),
            ),
        ];
        for (group, channel, country, id) in [
            (None, None, None, "all"),
            (None, None, Some("DE"), "country"),
            (None, None, Some("FR"), "all"),
            (None, Some("c"), Some("DE"), "channel"),
            (None, Some("x"), Some("DE"), "country"),
            (Some("g"), Some("c"), Some("FR"), "group"),
            (Some("g"), Some("c"), Some("DE"), "group-country"),
        ] {
            let selection = Selection {
                country,
                customer_group: group,
                channel,
                ..FOR_ALL
            };
            assert_eq!(selected(&prices, &selection), Some(id), "{selection:?}");
        }
        let recurring = |policy: &'static str, country: &'static str| Selection {
            recurrence_policy: Some(policy),
            country: Some(country),
            ..FOR_ALL
        };
        assert_eq!(selected(&prices, &recurring("r", "FR")), Some("recurring"));
        // No other price replaces one that does not match.
        assert_eq!(selected(&prices, &recurring("r", "DE")), None);
        assert_eq!(selected(&prices, &recurring("x", "FR")), None);
        let none = Selection {
            currency: "CHF",
            ..FOR_ALL
        };
        assert_eq!(selected(&prices, &none), None);
    }

    #[test]
    fn a_price_counts_from_the_beginning_of_its_time_to_before_its_end() {
        let sale =
            json!({"validFrom": "2026-01-01T00:00:00Z", "validUntil": "2026-02-01T00:00:00Z"});
        let prices = [price("sale", sale), price("all", json!({}))];
        for (at, id) in [
            ("2025-12-31T23:59:59Z", "all"),
            ("2026-01-01T00:00:00Z", "sale"),
            ("2026-01-31T23:59:59Z", "sale"),
            ("2026-02-01T00:00:00Z", "all"),
        ] {
            let selection = Selection {
                at: at.parse().unwrap(),
                ..FOR_ALL
            };
            assert_eq!(selected(&prices, &selection), Some(id), "{at}");
        }
    }

    #[test]
    fn a_tier_counts_from_its_quantity() {
        let tiers = json!({"tiers": [
            {"minimumQuantity": 10, "value": {"centAmount": 80}},
            {"minimumQuantity": 5, "value": {"centAmount": 90}},
        ]});
        let mut price = price("tiered", tiers);
        for (quantity, cents) in [(1, 100), (4, 100), (5, 90), (9, 90), (10, 80), (99, 80)] {
            let value = value_for(&price, quantity).unwrap();
            assert_eq!(value.get("centAmount"), Some(&json!(cents)), "{quantity}");
        }
        price.insert(
            "discounted".to_owned(),
            json!({"value": {"centAmount": 50}}),
        );
        let value = value_for(&price, 99).unwrap();
        assert_eq!(value.get("centAmount"), Some(&json!(100)));
    }
}
