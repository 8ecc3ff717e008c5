//! How a request wants its projections: current or staged, with a price, in some locales, with some attributes.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Which, locales};
use crate::kind::Object;
use crate::kinds::products::{self, is_published};
use crate::price::{self, Selection};
use crate::project::{Caller, Parameters, Project};
use crate::refusal::{Problem, Refusal};

const INVENTORY: &str = "/{projectKey}/inventory";

/// The parameters of price selection that count only with a currency.
const WITH_CURRENCY: [&str; 5] = [
    "priceCountry",
    "priceCustomerGroup",
    "priceChannel",
    "priceCustomerGroupAssignments",
    "priceRecurrencePolicy",
];

/// The parameters that the platform has and the emulator does not.
const NOT_EMULATED: [&str; 3] = [
    "storeProjection",
    "priceCustomerGroupAssignments",
    "priceRecurrencePolicy",
];

/// How a request wants its projections.
pub(crate) struct Projecting<'p> {
    project: &'p Project,
    which: Which,
    selection: Option<Selection<'p>>,
    locales: Vec<&'p str>,
    /// The attributes that are wanted, or with `-` before their names those that are not.
    attributes: Vec<&'p str>,
    /// The inventory entries of SKUs.
    stock: HashMap<&'p str, Vec<&'p Object>>,
}

impl<'p> Projecting<'p> {
    /// Reads the parameters that say so.
    pub(crate) fn read(
        project: &'p Project,
        parameters: &'p Parameters,
        caller: &Caller,
    ) -> Result<Self, Refusal> {
        if let Some(name) = NOT_EMULATED
            .iter()
            .find(|name| parameters.get(name).is_some())
        {
            let what = format!("the query parameter {name} of product projections");
            return Err(Refusal::not_emulated(&what));
        }
        let is_staged = parameters.truth("staged")?.unwrap_or_default();
        if is_staged && caller.holder.sees_published_only {
            return Err(Refusal::insufficient_scope(
                "Insufficient scope. Staged product projections need the scope view_products.",
            ));
        }
        let selection = selection(project, parameters)?;
        let mut stock: HashMap<&str, Vec<&Object>> = HashMap::new();
        for entry in project.all(INVENTORY).iter() {
            if let Some(sku) = entry.get("sku").and_then(Value::as_str) {
                stock.entry(sku).or_default().push(entry);
            }
        }
        Ok(Self {
            project,
            which: match is_staged {
                true => Which::Staged,
                false => Which::Current,
            },
            selection,
            locales: parameters.all("localeProjection").collect(),
            attributes: parameters
                .all("filter[attributes]")
                .flat_map(|names| names.split(','))
                .collect(),
            stock,
        })
    }

    /// All projections, in the order of their ids.
    pub(crate) fn all(&self) -> impl Iterator<Item = Object> {
        let products = self.project.all(products::PATH).iter();
        products.filter_map(|product| self.of(product))
    }

    /// Whether each variant has a price that was selected for it.
    pub(crate) fn selects_prices(&self) -> bool {
        self.selection.is_some()
    }

    /// The projection of a product; `None` where the current one is asked for, and the product is not published.
    pub(crate) fn of(&self, product: &Object) -> Option<Object> {
        if self.which == Which::Current && !is_published(product) {
            return None;
        }
        let mut projection = super::of(product, self.which);
        if !self.locales.is_empty() {
            let product_type = product.get("productType");
            let product_type =
                product_type.and_then(|of| self.project.find("product-type", of).ok());
            locales::keep(self.project, &mut projection, product_type, &self.locales);
        }
        self.keep_attributes(&mut projection);
        for variant in products::variants_mut(&mut projection) {
            self.keep_attributes(variant);
            let sku = variant.get("sku").and_then(Value::as_str);
            if let Some(availability) = sku.and_then(|sku| self.availability(sku)) {
                variant.insert("availability".to_owned(), availability);
            }
            if let Some(selection) = &self.selection
                && let Some(price) = price::of_variant(self.project, product, variant, selection)
            {
                variant.insert("price".to_owned(), price);
            }
        }
        Some(projection)
    }

    fn keep_attributes(&self, of: &mut Object) {
        let attributes = of.get_mut("attributes").and_then(Value::as_array_mut);
        if let (Some(attributes), false) = (attributes, self.attributes.is_empty()) {
            let name = |of: &Value| of.get("name").and_then(Value::as_str).map(str::to_owned);
            let wanted = self
                .attributes
                .iter()
                .filter(|of| !of.starts_with('-'))
                .count()
                > 0;
            let has = |name: &str| self.attributes.contains(&name);
            attributes.retain(|of| {
                let name = name(of).unwrap_or_default();
                (!wanted || has(&name)) && !has(&format!("-{name}"))
            });
        }
    }

    /// What the inventory says about a SKU.
    fn availability(&self, sku: &str) -> Option<Value> {
        let mut availability = Object::new();
        let mut channels = Object::new();
        for entry in self.stock.get(sku)? {
            let quantity = entry.get("availableQuantity").and_then(Value::as_i64);
            let quantity = quantity.unwrap_or_default();
            let mut of_entry = Object::new();
            for name in ["id", "version", "restockableInDays"] {
                if let Some(value) = entry.get(name) {
                    of_entry.insert(name.to_owned(), value.clone());
                }
            }
            of_entry.insert("isOnStock".to_owned(), (quantity > 0).into());
            of_entry.insert("availableQuantity".to_owned(), quantity.into());
            let channel = entry.get("supplyChannel").and_then(|of| of.get("id"));
            match channel.and_then(Value::as_str) {
                Some(channel) => {
                    channels.insert(channel.to_owned(), Value::Object(of_entry));
                }
                None => availability.extend(of_entry),
            }
        }
        if !channels.is_empty() {
            availability.insert("channels".to_owned(), Value::Object(channels));
        }
        Some(json!(availability))
    }
}

fn selection<'p>(
    project: &Project,
    parameters: &'p Parameters,
) -> Result<Option<Selection<'p>>, Refusal> {
    let Some(currency) = parameters.get("priceCurrency") else {
        let mut alone = WITH_CURRENCY.iter();
        return match alone.find(|name| parameters.get(name).is_some()) {
            Some(name) => {
                let message = format!("The parameter {name} needs the parameter priceCurrency.");
                Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
            }
            None => Ok(None),
        };
    };
    Ok(Some(Selection {
        currency,
        country: parameters.get("priceCountry"),
        customer_group: parameters.get("priceCustomerGroup"),
        channel: parameters.get("priceChannel"),
        at: project.clock.now(),
    }))
}
