//! The searchable data of a product.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::Contract;
use crate::kind::Object;
use crate::kinds::products::{LOCALIZED, variants};
use crate::price;
use crate::project::Project;
use crate::refusal::Refusal;
use crate::search::field::{Field, channels_on_stock, told};
use crate::search::projection::above;
use crate::search::query::{Reader, Scalar, SearchField, check_field_type, invalid, malformed};

/// A product in its searchable form.
pub(super) struct Indexed<'i> {
    pub(super) project: &'i Project,
    pub(super) projection: &'i Object,
    /// A row for each price of each variant, so that several conditions for prices apply to the same price; one for a
    /// variant without prices.
    pub(super) rows: Vec<Row<'i>>,
    product_type: Option<&'i Object>,
}

/// A variant with one of its prices.
pub(super) struct Row<'i> {
    /// The index of the variant.
    pub(super) place: usize,
    variant: &'i Object,
    price: Option<&'i Object>,
}

/// A searchable field.
#[derive(Clone, Debug)]
pub(super) struct Searched {
    path: String,
    field: Field,
    language: Option<String>,
    field_type: Option<String>,
}

/// The aliases of fields.
const SPECIAL: [&str; 4] = [
    "categoriesSubTree",
    "searchKeywords",
    "variants.availability.isOnStockForChannel",
    "score",
];

/// The searchable fields of prices: the name, and the path in a price.
const OF_PRICES: [(&str, &[&str]); 9] = [
    ("id", &["id"]),
    ("key", &["key"]),
    ("centAmount", &["value", "centAmount"]),
    ("currencyCode", &["value", "currencyCode"]),
    ("country", &["country"]),
    ("channel", &["channel", "id"]),
    ("customerGroup", &["customerGroup", "id"]),
    ("validFrom", &["validFrom"]),
    ("validUntil", &["validUntil"]),
];

impl<'i> Indexed<'i> {
    pub(super) fn of(project: &'i Project, projection: &'i Object) -> Self {
        let mut rows = Vec::new();
        for (place, variant) in variants(projection).enumerate() {
            let prices = price::all_of_variant(project, projection, variant);
            let row = |price| Row {
                place,
                variant,
                price,
            };
            match prices.is_empty() {
                true => rows.push(row(None)),
                false => rows.extend(prices.into_iter().map(|price| row(Some(price)))),
            }
        }
        let product_type = projection.get("productType");
        let product_type = product_type.and_then(|of| project.find("product-type", of).ok());
        Self {
            project,
            projection,
            rows,
            product_type,
        }
    }

    /// The type of an attribute, such as `text` or `set_enum`; `None` if it is not searchable.
    fn attribute_type(&self, name: &str) -> Option<String> {
        let definitions = self.product_type?.get("attributes")?.as_array()?;
        let mut definitions = definitions.iter();
        let definition =
            definitions.find(|of| of.get("name").and_then(Value::as_str) == Some(name))?;
        if definition.get("isSearchable") == Some(&Value::Bool(false)) {
            return None;
        }
        let of = definition.get("type")?;
        let text = |of: &Value| of.get("name").and_then(Value::as_str).map(str::to_owned);
        match of.get("elementType") {
            Some(element) => Some(format!("set_{}", text(element)?)),
            None => text(of),
        }
    }
}

impl SearchField for Searched {
    type Document<'d> = Indexed<'d>;

    fn read(reader: &Reader, at: &str, of: &Object) -> Result<Self, Refusal> {
        let text = |name: &str| of.get(name).and_then(Value::as_str);
        let path = text("field");
        let path =
            path.ok_or_else(|| malformed(&format!("{at}.field"), "Missing required value"))?;
        let first = path.split('.').next().unwrap_or_default();
        if matches!(first, "stores" | "productSelections") {
            return Err(Refusal::not_emulated(&format!(
                "the field {path} in product search"
            )));
        }
        check_field_type(reader.contract, at, of)?;
        let field = Searched::at(reader.contract, path, text("language"), text("fieldType"));
        let field = field.ok_or_else(|| invalid(at, &format!("there is no field '{path}'")))?;
        if field.is_attribute() && text("fieldType").is_none() {
            let why = format!("the field '{path}' needs a fieldType");
            return Err(invalid(at, &why));
        }
        let needs_language = field.is_localized() && !at.ends_with(".exists");
        match needs_language && text("language").is_none() {
            true => Err(invalid(at, &format!("the field '{path}' needs a language"))),
            false => Ok(field),
        }
    }

    fn scalar(&self, contract: &Contract) -> Option<Scalar> {
        if let Some(name) = self.path.strip_prefix("variants.prices.") {
            return Some(match name {
                "centAmount" | "currentCentAmount" => Scalar::Number,
                "validFrom" | "validUntil" => Scalar::DateTime,
                _ => Scalar::Text,
            });
        }
        if SPECIAL.contains(&self.path.as_str()) {
            return Some(Scalar::Text);
        }
        if self.is_attribute() {
            // A path below a value may have the type of the value.
            let is_value = self.field.steps().len() == 2;
            let of = self.field_type.as_deref().filter(|_| is_value);
            return of.and_then(Scalar::of_type);
        }
        Scalar::of_place(contract, self.field.place(contract)?)
    }

    fn is_score(&self) -> bool {
        self.path == "score"
    }

    fn rows(of: &Indexed<'_>) -> usize {
        of.rows.len()
    }

    fn values(&self, of: &Indexed<'_>, row: usize) -> Vec<Value> {
        let row = of.rows.get(row);
        row.map(|row| self.of_row(of, row)).unwrap_or_default()
    }

    /// Prices are those of a row, other fields of a variant are the same in all its rows.
    fn all_values(&self, of: &Indexed<'_>, rows: &[usize]) -> Vec<Value> {
        let is_of_prices = self.path.starts_with("variants.prices");
        let mut seen = BTreeSet::new();
        let rows = rows.iter().filter_map(|row| of.rows.get(*row));
        let rows = rows.filter(|row| match self.is_of_variants() {
            true => is_of_prices || seen.insert(row.place),
            false => seen.insert(0),
        });
        rows.flat_map(|row| self.of_row(of, row)).collect()
    }
}

impl Searched {
    /// A field by its path; `None` if there is no such field. Sorting also has `score`.
    pub(super) fn at(
        contract: &Contract,
        path: &str,
        language: Option<&str>,
        field_type: Option<&str>,
    ) -> Option<Self> {
        let of_prices = path.strip_prefix("variants.prices.");
        let is_of_prices = |name: &str| {
            name == "currentCentAmount" || OF_PRICES.iter().any(|(known, _)| *known == name)
        };
        let field = Field::at(path);
        let is_known = match of_prices {
            Some(name) => is_of_prices(name),
            None => SPECIAL.contains(&path) || field.is_known(contract),
        };
        is_known.then(|| Self {
            path: path.to_owned(),
            field,
            language: language.map(str::to_owned),
            field_type: field_type.map(str::to_owned),
        })
    }

    pub(super) fn is_of_variants(&self) -> bool {
        self.field.is_of_variants()
    }

    /// Whether it is an attribute, whose type a search must name.
    pub(super) fn is_attribute(&self) -> bool {
        self.field.steps().first() == Some(&"attributes")
    }

    /// Whether it has localized texts, so that a search must name the locale.
    pub(super) fn is_localized(&self) -> bool {
        let is_text = matches!(self.field.steps().as_slice(), [name] if LOCALIZED.contains(name));
        let of = self.field_type.as_deref();
        (is_text && !self.is_of_variants()) || matches!(of, Some("ltext" | "set_ltext"))
    }

    /// The value in a row.
    fn of_row(&self, of: &Indexed<'_>, row: &Row<'_>) -> Vec<Value> {
        let found = match (
            self.path.as_str(),
            self.path.strip_prefix("variants.prices."),
        ) {
            (_, Some(name)) => {
                return row
                    .price
                    .and_then(|price| of_price(price, name))
                    .into_iter()
                    .collect();
            }
            ("variants.prices", _) => return row.price.map(|_| json!(true)).into_iter().collect(),
            ("categoriesSubTree", _) => return categories(of),
            ("variants.availability.isOnStockForChannel", _) => {
                return channels_on_stock(row.variant);
            }
            ("searchKeywords", _) => {
                let keywords = of.projection.get("searchKeywords");
                let keywords =
                    keywords.and_then(|of| of.get(self.language.as_deref()?)?.as_array());
                let texts = keywords
                    .into_iter()
                    .flatten()
                    .filter_map(|of| of.get("text"));
                return texts.cloned().collect();
            }
            _ if self.is_attribute() && !self.fits(of) => Vec::new(),
            _ if self.is_of_variants() => self.field.values(row.variant),
            _ => self.field.values(of.projection),
        };
        found
            .into_iter()
            .map(|value| told(value, self.language.as_deref()))
            .collect()
    }

    /// Whether the attribute has the type that the search names. A path below a value, such as the key of an enum, may have
    /// its own type.
    fn fits(&self, of: &Indexed<'_>) -> bool {
        let steps = self.field.steps();
        let name = steps.get(1).copied().unwrap_or_default();
        let found = of.attribute_type(name);
        let is_below = steps.len() > 2;
        found.is_some_and(|found| is_below || Some(found.as_str()) == self.field_type.as_deref())
    }
}

fn of_price(price: &Object, name: &str) -> Option<Value> {
    if name == "currentCentAmount" {
        let discounted = price.get("discounted").and_then(|of| of.get("value"));
        let value = discounted.or_else(|| price.get("value"))?;
        return value.get("centAmount").cloned();
    }
    let (_, path) = OF_PRICES.iter().find(|(known, _)| *known == name)?;
    let (first, rest) = path.split_first()?;
    let first = price.get(*first)?;
    rest.iter()
        .try_fold(first, |of, name| of.get(*name))
        .cloned()
}

/// The categories of a product with their ancestors.
fn categories(of: &Indexed<'_>) -> Vec<Value> {
    let categories = of.projection.get("categories").and_then(Value::as_array);
    let ids = categories
        .into_iter()
        .flatten()
        .filter_map(|of| of.get("id")?.as_str());
    let all = ids.flat_map(|id| above(of.project, id));
    all.map(|id| json!(id)).collect()
}
