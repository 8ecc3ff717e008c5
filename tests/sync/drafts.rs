//! Random drafts.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The key of each draft.
pub(crate) const KEY: &str = "of-the-pair";

/// What makes drafts.
pub(crate) struct Drafts {
    rng: Rng,
    /// The id of the category `root-0`.
    root: String,
}

impl Drafts {
    pub(crate) fn new(rng: Rng, root: String) -> Self {
        Self { rng, root }
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(..of.len())].clone()
    }

    /// Some of a list, in any order.
    fn some<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        let mut of = of.to_vec();
        self.rng.shuffle(&mut of);
        of.truncate(self.rng.usize(..=of.len()));
        of
    }

    fn word(&mut self) -> String {
        self.one(&["red", "green", "blue"]).to_owned()
    }

    fn text(&mut self) -> Value {
        let locales = self.some(&["en", "de", "fr"]);
        let mut text = Map::from_iter([("en".to_owned(), self.word().into())]);
        for locale in locales {
            text.insert(locale.to_owned(), self.word().into());
        }
        Value::Object(text)
    }

    fn slug(&mut self) -> Value {
        json!({"en": format!("slug-{}", self.word())})
    }

    /// Sets a field in two of three cases.
    fn maybe(&mut self, of: &mut Value, name: &str, make: impl FnOnce(&mut Self) -> Value) {
        if self.rng.u8(..3) > 0 {
            of[name] = make(self);
        }
    }

    fn custom(&mut self) -> Value {
        if self.rng.u8(..4) == 0 {
            let word = self.word();
            return json!({"type": {"typeId": "type", "key": "more"}, "fields": {"more": word}});
        }
        let mut fields = json!({});
        self.maybe(&mut fields, "note", |of| of.word().into());
        self.maybe(&mut fields, "count", |of| of.rng.u8(..3).into());
        self.maybe(&mut fields, "text", Self::text);
        self.maybe(&mut fields, "tags", |of| of.some(&["a", "b", "c"]).into());
        self.maybe(&mut fields, "level", |of| of.one(&["low", "high"]).into());
        self.maybe(&mut fields, "at", |of| {
            of.one(&["2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.000Z"])
                .into()
        });
        json!({"type": {"typeId": "type", "key": "notes"}, "fields": fields})
    }

    fn assets(&mut self) -> Value {
        let assets = self.some(&["one", "two", "three", "", "-"]);
        let assets = assets.into_iter().map(|key| {
            let uri = format!("https://example.com/{key}-{}.pdf", self.word());
            let mut asset = json!({"name": self.text(), "sources": [{"uri": uri}]});
            if key.len() > 1 {
                asset["key"] = key.into();
            } else {
                // Without a key it is known by its sources.
                asset["sources"] = json!([{"uri": format!("https://example.com/{key}")}]);
            }
            self.maybe(&mut asset, "description", Self::text);
            self.maybe(&mut asset, "tags", |of| of.some(&["a", "b"]).into());
            self.maybe(&mut asset, "custom", Self::custom);
            asset
        });
        assets.collect()
    }

    fn money(&mut self, currency: &str) -> Value {
        json!({"centAmount": self.rng.i64(100..103), "currencyCode": currency})
    }

    /// A draft of which one part is another one: what two whole drafts seldom differ in alone.
    pub(crate) fn touched(&mut self, draft: &Value) -> Value {
        let mut draft = draft.clone();
        let mut parts = Vec::new();
        collect_parts(&draft, String::new(), &mut parts);
        if parts.is_empty() {
            return draft;
        }
        let (holder, name) = self.one(&parts);
        let holder = draft.pointer_mut(&holder).unwrap();
        let value = match name {
            "custom" => self.custom(),
            "tiers" => {
                let currency = holder["value"]["currencyCode"].as_str().unwrap().to_owned();
                self.tiers(&currency)
            }
            "tags" => self.some(&["a", "b", "d"]).into(),
            "label" | "externalId" => self.word().into(),
            _ => self.text(),
        };
        match self.rng.u8(..4) {
            0 => drop(holder.as_object_mut().unwrap().remove(name)),
            _ => holder[name] = value,
        }
        draft
    }

    fn tiers(&mut self, currency: &str) -> Value {
        let tiers = self.some(&[5, 10, 20]);
        let tiers = tiers.into_iter();
        tiers
            .map(|quantity| json!({"minimumQuantity": quantity, "value": self.money(currency)}))
            .collect()
    }
}

pub(crate) fn category(drafts: &mut Drafts, before: Option<&Value>) -> Value {
    let (name, slug) = (drafts.text(), drafts.slug());
    let mut draft = json!({"key": KEY, "name": name, "slug": slug});
    for name in [
        "description",
        "metaTitle",
        "metaDescription",
        "metaKeywords",
    ] {
        drafts.maybe(&mut draft, name, Drafts::text);
    }
    drafts.maybe(&mut draft, "orderHint", |of| of.one(&["0.1", "0.2"]).into());
    drafts.maybe(&mut draft, "externalId", |of| of.word().into());
    drafts.maybe(&mut draft, "custom", Drafts::custom);
    drafts.maybe(&mut draft, "assets", Drafts::assets);
    // A category never becomes a root.
    if before.map_or(drafts.rng.bool(), |before| before.get("parent").is_some()) {
        let key = drafts.one(&["root-0", "root-1"]);
        draft["parent"] = json!({"typeId": "category", "key": key});
    }
    draft
}

pub(crate) fn inventory_entry(drafts: &mut Drafts, _: Option<&Value>) -> Value {
    let mut draft = json!({"key": KEY, "sku": "sku", "quantityOnStock": drafts.rng.u8(..4)});
    drafts.maybe(
        &mut draft,
        "supplyChannel",
        |of| json!({"typeId": "channel", "key": of.one(&["berlin", "paris"])}),
    );
    drafts.maybe(&mut draft, "minCartQuantity", |of| of.rng.u8(1..3).into());
    drafts.maybe(&mut draft, "maxCartQuantity", |of| of.rng.u8(5..7).into());
    drafts.maybe(&mut draft, "restockableInDays", |of| of.rng.u8(1..3).into());
    drafts.maybe(&mut draft, "reservationExpirationInMinutes", |of| {
        of.rng.u8(1..3).into()
    });
    drafts.maybe(&mut draft, "expectedDelivery", |of| {
        of.one(&["2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"])
            .into()
    });
    drafts.maybe(&mut draft, "stockLevels", |of| {
        let mut levels = json!({});
        of.maybe(&mut levels, "reorderPoint", |of| of.rng.u8(1..3).into());
        of.maybe(&mut levels, "safetyStock", |of| of.rng.u8(1..3).into());
        levels
    });
    drafts.maybe(&mut draft, "custom", Drafts::custom);
    draft
}

pub(crate) fn standalone_price(drafts: &mut Drafts, before: Option<&Value>) -> Value {
    let mut draft = json!({"key": KEY, "sku": "sku", "value": drafts.money("EUR")});
    drafts.maybe(&mut draft, "active", |of| of.rng.bool().into());
    drafts.maybe(&mut draft, "tiers", |of| of.tiers("EUR"));
    drafts.maybe(&mut draft, "validFrom", |of| {
        of.one(&["2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"])
            .into()
    });
    drafts.maybe(&mut draft, "validUntil", |of| {
        of.one(&["2026-02-02T00:00:00.000Z", "2026-02-03T00:00:00.000Z"])
            .into()
    });
    drafts.maybe(&mut draft, "custom", Drafts::custom);
    // What it is for stays.
    match before {
        Some(before) => {
            for name in ["country", "channel", "customerGroup"] {
                if let Some(value) = before.get(name) {
                    draft[name] = value.clone();
                }
            }
        }
        None => {
            drafts.maybe(&mut draft, "country", |_| "DE".into());
            drafts.maybe(
                &mut draft,
                "channel",
                |_| json!({"typeId": "channel", "key": "berlin"}),
            );
            drafts.maybe(
                &mut draft,
                "customerGroup",
                |_| json!({"typeId": "customer-group", "key": "regulars"}),
            );
        }
    }
    draft
}

/// The values of an enum. The first draft has some of them and the second all of them, where none can be taken away.
fn values(drafts: &mut Drafts, label: fn(&mut Drafts) -> Value, are_all: bool) -> Value {
    let mut keys = drafts.some(&["small", "medium", "large", "huge"]);
    if keys.is_empty() || are_all {
        keys = vec!["small", "medium", "large", "huge"];
        drafts.rng.shuffle(&mut keys);
    }
    let keys = keys.into_iter();
    keys.map(|key| json!({"key": key, "label": label(drafts)}))
        .collect()
}

pub(crate) fn type_(drafts: &mut Drafts, before: Option<&Value>) -> Value {
    let mut draft =
        json!({"key": KEY, "name": drafts.text(), "resourceTypeIds": ["category", "asset"]});
    drafts.maybe(&mut draft, "description", Drafts::text);
    let names = drafts.some(&["aa", "bb", "cc", "dd", "ee", "ff"]);
    let definitions = names.into_iter().map(|name| {
        let are_all = before.is_some();
        let of = match name {
            "aa" => json!({"name": "String"}),
            "bb" => json!({"name": "Number"}),
            "cc" => {
                json!({"name": "Enum", "values": values(drafts, |of| of.word().into(), are_all)})
            }
            "dd" => {
                json!({"name": "LocalizedEnum", "values": values(drafts, Drafts::text, are_all)})
            }
            "ee" => json!({"name": "Set", "elementType":
                {"name": "Enum", "values": values(drafts, |of| of.word().into(), are_all)}}),
            _ => json!({"name": "Reference", "referenceTypeId": "product"}),
        };
        let mut definition =
            json!({"name": name, "label": drafts.text(), "type": of, "required": false});
        drafts.maybe(&mut definition, "inputHint", |of| {
            of.one(&["SingleLine", "MultiLine"]).into()
        });
        if definition.get("inputHint").is_none() {
            // The emulator keeps what it is given, and no default.
            definition["inputHint"] = "SingleLine".into();
        }
        definition
    });
    draft["fieldDefinitions"] = definitions.collect();
    draft
}

pub(crate) fn product_type(drafts: &mut Drafts, before: Option<&Value>) -> Value {
    let mut draft = json!({"key": KEY, "name": drafts.word(), "description": drafts.word()});
    let names = drafts.some(&["aa", "bb", "cc", "dd", "ee", "ff"]);
    let definitions = names.into_iter().map(|name| {
        let of = match name {
            "aa" => json!({"name": "text"}),
            "bb" => json!({"name": "number"}),
            "cc" => json!({"name": "enum", "values": values(drafts, |of| of.word().into(), false)}),
            "dd" => json!({"name": "lenum", "values": values(drafts, Drafts::text, false)}),
            "ee" => json!({"name": "set", "elementType":
                {"name": "lenum", "values": values(drafts, Drafts::text, false)}}),
            _ => json!({"name": "reference", "referenceTypeId": "product"}),
        };
        let mut definition =
            json!({"name": name, "label": drafts.text(), "type": of, "isRequired": false});
        drafts.maybe(&mut definition, "inputHint", |of| {
            of.one(&["SingleLine", "MultiLine"]).into()
        });
        drafts.maybe(&mut definition, "inputTip", Drafts::text);
        drafts.maybe(&mut definition, "isSearchable", |of| of.rng.bool().into());
        // It can be dropped, and no other one comes in its place.
        let known = before.and_then(|before| {
            let mut known = before["attributes"].as_array().unwrap().iter();
            known.find(|of| of["name"] == name)
        });
        let constraints = match known {
            Some(known) => {
                let known = known.get("attributeConstraint").and_then(Value::as_str);
                vec![known.unwrap_or("None"), "None"]
            }
            None => vec!["None", "SameForAll", "Unique"],
        };
        definition["attributeConstraint"] = drafts.one(&constraints).into();
        definition
    });
    draft["attributes"] = definitions.collect();
    draft
}

pub(crate) fn product(drafts: &mut Drafts, _: Option<&Value>) -> Value {
    let (name, slug) = (drafts.text(), drafts.slug());
    let mut draft = json!({
        "key": KEY,
        "name": name,
        "slug": slug,
        "productType": {"typeId": "product-type", "key": "shirt"},
        "publish": drafts.rng.bool(),
        "state": {"typeId": "state", "key": drafts.one(&["new", "done"])},
    });
    for name in [
        "description",
        "metaTitle",
        "metaDescription",
        "metaKeywords",
    ] {
        drafts.maybe(&mut draft, name, Drafts::text);
    }
    drafts.maybe(
        &mut draft,
        "taxCategory",
        |of| json!({"typeId": "tax-category", "key": of.one(&["standard", "reduced"])}),
    );
    drafts.maybe(&mut draft, "priceMode", |of| {
        of.one(&["Embedded", "Standalone"]).into()
    });
    drafts.maybe(
        &mut draft,
        "searchKeywords",
        |of| json!({"en": [{"text": of.word()}]}),
    );
    drafts.maybe(
        &mut draft,
        "attributes",
        |of| json!([{"name": "whole", "value": of.word()}]),
    );
    let categories = drafts.some(&["root-1", "root-2", "root-3"]).into_iter();
    let categories = categories.map(|key| json!({"typeId": "category", "key": key}));
    let mut categories: Vec<Value> = categories.collect();
    if drafts.rng.bool() {
        categories.push(json!({"typeId": "category", "id": drafts.root}));
        let root = drafts.root.clone();
        drafts.maybe(
            &mut draft,
            "categoryOrderHints",
            |of| json!({root: of.one(&["0.1", "0.2"])}),
        );
    }
    draft["categories"] = categories.into();
    let same = drafts.rng.bool().then(|| drafts.word());
    let mut numbers = drafts.some(&[1, 2, 3, 4]);
    if numbers.is_empty() {
        numbers.push(1);
    }
    let mut keys = vec!["k1", "k2", "k3", "k4"];
    drafts.rng.shuffle(&mut keys);
    let variants = numbers.into_iter().zip(keys);
    let mut variants: Vec<Value> = variants
        .map(|(number, key)| variant(drafts, number, key, same.as_deref()))
        .collect();
    let mut master = variants.remove(0);
    if variants.is_empty() && drafts.rng.u8(..4) == 0 {
        master.as_object_mut().unwrap().remove("sku");
    }
    draft["masterVariant"] = master;
    draft["variants"] = variants.into();
    draft
}

fn variant(drafts: &mut Drafts, number: u8, key: &str, same: Option<&str>) -> Value {
    let mut variant = json!({"sku": format!("sku-{number}")});
    drafts.maybe(&mut variant, "key", |_| key.into());
    drafts.maybe(&mut variant, "prices", prices);
    drafts.maybe(&mut variant, "images", |of| {
        let images = of
            .some(&["one", "two", "three", "four", "five"])
            .into_iter();
        let images = images.map(|name| {
            let dimensions = json!({"w": of.one(&[100, 100, 200]), "h": 100});
            let mut image =
                json!({"url": format!("https://example.com/{name}.jpg"), "dimensions": dimensions});
            of.maybe(&mut image, "label", |of| of.word().into());
            image
        });
        images.collect()
    });
    drafts.maybe(&mut variant, "assets", Drafts::assets);
    let mut attributes = Vec::new();
    let names = [
        "text", "ltext", "number", "boolean", "enum", "lenum", "texts", "enums", "money", "date",
        "datetime", "channel",
    ];
    for name in drafts.some(&names) {
        let value = match name {
            "text" => drafts.word().into(),
            "ltext" => drafts.text(),
            "number" => drafts.rng.u8(..3).into(),
            "boolean" => drafts.rng.bool().into(),
            "enum" | "lenum" => drafts.one(&["low", "high"]).into(),
            "texts" => drafts.some(&["a", "b", "c"]).into(),
            "enums" => drafts.some(&["low", "high"]).into(),
            "money" => drafts.money("EUR"),
            "date" => drafts.one(&["2026-01-02", "2026-01-03"]).into(),
            "datetime" => drafts
                .one(&["2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00Z"])
                .into(),
            _ => json!({"typeId": "channel", "key": drafts.one(&["berlin", "paris"])}),
        };
        attributes.push(json!({"name": name, "value": value}));
    }
    if let Some(same) = same {
        attributes.push(json!({"name": "same", "value": same}));
    }
    variant["attributes"] = attributes.into();
    variant
}

fn prices(drafts: &mut Drafts) -> Value {
    let mut keys = vec!["p1", "p2", "p3", "p4", "p5"];
    drafts.rng.shuffle(&mut keys);
    let scopes = drafts.some(&[0, 1, 2, 3, 4]).into_iter();
    let prices = scopes.zip(keys).map(|(scope, key)| {
        let currency = if scope == 1 { "USD" } else { "EUR" };
        let mut price = json!({"value": drafts.money(currency)});
        drafts.maybe(&mut price, "key", |_| key.into());
        drafts.maybe(&mut price, "tiers", |of| of.tiers(currency));
        drafts.maybe(&mut price, "custom", Drafts::custom);
        match scope {
            2 => price["country"] = "DE".into(),
            3 => price["channel"] = json!({"typeId": "channel", "key": "berlin"}),
            4 => {
                price["customerGroup"] = json!({"typeId": "customer-group", "key": "regulars"});
                price["validFrom"] = "2026-01-02T00:00:00.000Z".into();
                price["validUntil"] = "2026-02-02T00:00:00.000Z".into();
            }
            _ => {}
        }
        price
    });
    prices.collect()
}

/// The parts that can be any other one or none: where each is, and its name.
fn collect_parts(value: &Value, path: String, parts: &mut Vec<(String, &'static str)>) {
    match value {
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                collect_parts(value, format!("{path}/{place}"), parts);
            }
        }
        Value::Object(members) => {
            for name in ["custom", "tiers", "tags", "externalId"] {
                if members.contains_key(name) {
                    parts.push((path.clone(), name));
                }
            }
            for name in ["description", "inputTip"] {
                if members.get(name).is_some_and(Value::is_object) {
                    parts.push((path.clone(), name));
                }
            }
            if members.contains_key("url") {
                parts.push((path.clone(), "label"));
            }
            for (name, value) in members {
                collect_parts(value, format!("{path}/{name}"), parts);
            }
        }
        _ => {}
    }
}
