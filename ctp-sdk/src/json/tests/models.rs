//! Models of all forms.

use std::collections::BTreeMap;

use crate::runtime::{self, Expanded, NoFields, Unknown, UnknownValue};
use crate::{Date, DateTime, JsonObject, LocalDateTime, Localized, Time, Value};

/// A struct with a field of each kind, all of them required.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Everything {
    pub(super) text: String,
    pub(super) whole: i64,
    pub(super) number: f64,
    pub(super) flag: bool,
    pub(super) moment: DateTime,
    pub(super) date: Date,
    pub(super) time: Time,
    pub(super) local: LocalDateTime,
    pub(super) inner: Inner,
    pub(super) price: Money,
    pub(super) list: Vec<Money>,
    pub(super) map: BTreeMap<String, Money>,
    pub(super) texts: Localized<String>,
    pub(super) object: JsonObject,
    pub(super) state: State,
    pub(super) query: Query,
    pub(super) discount: Discount,
    pub(super) any: Value,
}

runtime::exchanged! { Everything {
    text: "text",
    whole: "whole",
    number: "number",
    flag: "flag",
    moment: "moment",
    date: "date",
    time: "time",
    local: "local",
    inner: "inner",
    price: "price",
    list: "list",
    map: "map",
    texts: "texts",
    object: "object",
    state: "state",
    query: "query",
    discount: "discount",
    any: "any",
} }

/// The JSON of one, in which nothing is missing.
pub(super) fn everything() -> Value {
    serde_json::json!({
        "text": "a",
        "whole": 7,
        "number": 1.5,
        "flag": true,
        "moment": "2024-01-31T12:00:00.000Z",
        "date": "2024-01-31",
        "time": "12:00:00.000",
        "local": "2024-01-31T12:00:00.000",
        "inner": {"id": "i"},
        "price": euros(1),
        "list": [euros(2)],
        "map": {"a": euros(3)},
        "texts": {"en": "Potato"},
        "object": {"any": [null, 1]},
        "state": "Active",
        "query": {"and": [{"not": {"new": 1}}]},
        "discount": {"type": "relative", "permyriad": 100},
        "any": [1, "two"],
    })
}

/// The same without a field that has to be there, and all fields optional.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Nothing {
    pub(super) text: Option<String>,
    pub(super) number: Option<f64>,
    pub(super) list: Option<Vec<i64>>,
    pub(super) state: Option<State>,
    pub(super) price: Option<Money>,
    pub(super) inner: Option<Box<Inner>>,
    pub(super) reference: Option<Reference>,
}

runtime::exchanged! { Nothing {
    text: "text",
    number: "number",
    list: "list",
    state: "state",
    price: "price",
    inner: "inner",
    reference: "reference",
} }

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Inner {
    pub(super) id: String,
}

runtime::exchanged! { Inner { id: "id", } }

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Active,
    Merged,
    Unknown(UnknownValue),
}

runtime::open_enum! { State { "Active" => Active, "Merged" => Merged, } }

/// A union whose kinds share required fields; without a tag it is of the first kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Money {
    CentPrecision(CentPrecisionMoney),
    HighPrecision(Box<HighPrecisionMoney>),
    Unknown(Unknown<MoneyFields>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct CentPrecisionMoney {
    pub(super) cent_amount: i64,
    pub(super) currency_code: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct HighPrecisionMoney {
    pub(super) cent_amount: i64,
    pub(super) currency_code: String,
    pub(super) precise_amount: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MoneyFields {
    pub(super) cent_amount: i64,
    pub(super) currency_code: String,
}

runtime::exchanged_union! { Money by "type" Means("centPrecision") sharing MoneyFields {
    "centPrecision" => CentPrecision(CentPrecisionMoney) from,
    "highPrecision" => HighPrecision(HighPrecisionMoney) from,
} }
runtime::exchanged! { CentPrecisionMoney as "type" = "centPrecision" {
    cent_amount: "centAmount",
    currency_code: "currencyCode",
} }
runtime::exchanged! { HighPrecisionMoney as "type" = "highPrecision" {
    cent_amount: "centAmount",
    currency_code: "currencyCode",
    precise_amount: "preciseAmount",
} }
runtime::received! { MoneyFields { cent_amount: "centAmount", currency_code: "currencyCode", } }
runtime::shared! { Money [CentPrecision HighPrecision] {
    /// The amount.
    cent_amount: i64 = copy,
    /// Its currency.
    currency_code: &str = borrow,
} }

/// The JSON of an amount.
pub(super) fn euros(cent_amount: i64) -> Value {
    serde_json::json!({"type": "centPrecision", "centAmount": cent_amount, "currencyCode": "EUR"})
}

/// A union whose kinds share nothing; without a tag it cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Discount {
    Relative(RelativeDiscount),
    Absolute(AbsoluteDiscount),
    /// A union within the union, by the same member.
    GiftProduct(Gift),
    GiftCard(Gift),
    Unknown(Unknown),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct RelativeDiscount {
    pub(super) permyriad: i32,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct AbsoluteDiscount {
    pub(super) money: Vec<Money>,
}

runtime::exchanged_union! { Discount by "type" Refused sharing NoFields {
    "relative" => Relative(RelativeDiscount) from,
    "absolute" => Absolute(AbsoluteDiscount) from,
    "giftProduct" => GiftProduct(Gift),
    "giftCard" => GiftCard(Gift),
} }
runtime::exchanged! { RelativeDiscount as "type" = "relative" { permyriad: "permyriad", } }
runtime::exchanged! { AbsoluteDiscount as "type" = "absolute" { money: "money", } }

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Gift {
    Product(GiftProduct),
    Card(GiftCard),
    Unknown(Unknown),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct GiftProduct {
    pub(super) product: Reference,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct GiftCard {
    pub(super) worth: Money,
}

runtime::exchanged_union! { Gift by "type" Unknown sharing NoFields {
    "giftProduct" => Product(GiftProduct) from,
    "giftCard" => Card(GiftCard) from,
} }
runtime::exchanged! { GiftProduct as "type" = "giftProduct" { product: "product", } }
runtime::exchanged! { GiftCard as "type" = "giftCard" { worth: "worth", } }

/// A union whose kinds are told apart by the members that are there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Query {
    And(And),
    Not(Box<Not>),
    Unknown(Unknown),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct And {
    pub(super) and: Vec<Query>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Not {
    pub(super) not: Query,
}

runtime::exchanged_union! { Query by key { "and" => And(And) from, "not" => Not(Not) from, } }
runtime::exchanged! { And { and: "and", } }
runtime::exchanged! { Not { not: "not", } }

/// A struct with a tag of one value, and what it refers to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reference {
    pub(super) id: String,
    pub(super) obj: Option<Expanded<Everything>>,
}

runtime::exchanged! { Reference as "typeId" = "everything" { id: "id", obj: "obj", } }

/// A struct with a tag of one value, which keeps what it does not declare.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Container {
    pub(super) key: Option<String>,
    pub(super) extra: JsonObject,
}

runtime::exchanged! { Container as "type" = "container" { key: "key", ..extra: JsonObject } }
