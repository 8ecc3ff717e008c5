//! The options of projections in a request: current or staged, with a price, in some locales, with some attributes, for a
//! store.
//!
//! Source: <https://docs.commercetools.com/api/projects/productProjections#projection-dimensions>.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Which, locales};
use crate::kind::Object;
use crate::kinds::product_selections::assortment::{self, Assortment};
use crate::kinds::product_tailoring::tailored;
use crate::kinds::products::{self, is_published};
use crate::kinds::variants;
use crate::object::{put, text};
use crate::price::{self, Selection};
use crate::project::{Caller, Parameters, Project};
use crate::refusal::{Problem, Refusal};

const INVENTORY: &str = "/{projectKey}/inventory";

/// Parameters of price selection that apply only with a currency.
const WITH_CURRENCY: [&str; 5] = [
    "priceCountry",
    "priceCustomerGroup",
    "priceChannel",
    "priceCustomerGroupAssignments",
    "priceRecurrencePolicy",
];

/// Parameters of the platform that are not emulated.
const NOT_EMULATED: [&str; 2] = ["priceCustomerGroupAssignments", "priceRecurrencePolicy"];

/// The fields of a variant's projection that come from the data of its product.
const OF_PRODUCT: [&str; 7] = [
    "name",
    "slug",
    "description",
    "categories",
    "categoryOrderHints",
    "attributes",
    "defaultVariant",
];

/// The options of projections in a request.
pub(crate) struct Projecting<'p> {
    project: &'p Project,
    which: Which,
    selection: Option<Selection<'p>>,
    locales: Vec<&'p str>,
    store: Option<&'p Object>,
    /// The products of the store that the path names.
    assortment: Assortment,
    /// The requested attributes, or with `-` before their names the excluded ones.
    attributes: Vec<&'p str>,
    /// The inventory entries of SKUs.
    stock: HashMap<&'p str, Vec<&'p Object>>,
}

impl<'p> Projecting<'p> {
    /// Reads the parameters with the options.
    pub(crate) fn read(
        project: &'p Project,
        parameters: &'p Parameters,
        caller: &Caller,
    ) -> Result<Self, Refusal> {
        let projecting = Self::of_variants(project, parameters, caller)?;
        projecting.assortment.check_whole()?;
        Ok(projecting)
    }

    /// The options for projections of variants, of which the store may have only some.
    pub(crate) fn of_variants(
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
        let store = store(project, parameters, caller)?;
        let assortment = match store.filter(|_| caller.store.is_some()) {
            Some(store) => assortment::of_store(project, store)?,
            None => Assortment::All,
        };
        let mut locales: Vec<&str> = parameters.all("localeProjection").collect();
        if let (true, Some(store)) = (locales.is_empty(), store) {
            let languages = store.get("languages").and_then(Value::as_array);
            locales.extend(languages.into_iter().flatten().filter_map(Value::as_str));
        }
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
            locales,
            store,
            assortment,
            attributes: parameters
                .all("filter[attributes]")
                .flat_map(|names| names.split(','))
                .collect(),
            stock,
        })
    }

    /// All projections, ordered by id, without tailoring for the store: predicates and searches do not use it.
    /// [`tailored`](Self::tailored) returns the visible form.
    pub(crate) fn all(&self) -> impl Iterator<Item = Object> {
        let products = self.project.all(products::PATH).iter();
        products.filter_map(|product| self.projected(product, None))
    }

    /// A projection with the tailoring for the store.
    pub(crate) fn tailored(&self, projection: Object) -> Object {
        let all = self.project.all(products::PATH);
        let product = text(&projection, "id").and_then(|id| all.get(id));
        let tailoring = product.and_then(|product| Some((product, self.tailoring(product)?)));
        let tailored = tailoring.and_then(|(product, data)| self.projected(product, Some(data)));
        tailored.unwrap_or(projection)
    }

    /// Whether a price was selected for each variant.
    pub(crate) fn selects_prices(&self) -> bool {
        self.selection.is_some()
    }

    /// The projection of a product, with the tailoring for the store; `None` if the store does not have it, or if the
    /// current one is requested and the product is not published.
    pub(crate) fn of(&self, product: &Object) -> Option<Object> {
        self.projected(product, self.tailoring(product))
    }

    /// The tailoring of a product for the store.
    fn tailoring(&self, product: &Object) -> Option<&'p Object> {
        tailored::data(self.project, product, self.store?, self.which)
    }

    fn projected(&self, product: &Object, tailoring: Option<&Object>) -> Option<Object> {
        if !self.has(product) {
            return None;
        }
        let mut projection = super::of(product, self.which);
        if let Some(tailoring) = tailoring {
            tailored::apply(&mut projection, tailoring);
        }
        self.keep_locales(&mut projection, product);
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
            if let Some(store) = self.store {
                keep_prices(variant, store);
            }
        }
        Some(projection)
    }

    /// All projections of variants, without tailoring for the store.
    pub(crate) fn variants(&self) -> impl Iterator<Item = Object> {
        let variants = self.project.all(variants::PATH).iter();
        variants.filter_map(|variant| self.projected_variant(variant, false))
    }

    /// The projection of a variant, with the tailoring for the store; `None` if the store does not have it, or if the
    /// current one is requested and the variant or its product is not published.
    pub(crate) fn variant(&self, variant: &Object) -> Option<Object> {
        self.projected_variant(variant, true)
    }

    /// A projection of a variant with the tailoring for the store.
    pub(crate) fn tailored_variant(&self, projection: &Object) -> Option<Object> {
        let variant = self
            .project
            .all(variants::PATH)
            .get(text(projection, "id")?)?;
        self.variant(variant)
    }

    fn projected_variant(&self, variant: &Object, is_tailored: bool) -> Option<Object> {
        let project = self.project;
        let product = project.find("product", variant.get("product")?).ok()?;
        let is_published = variant.get("published") == Some(&json!(true)) && is_published(product);
        let (which, data) = match self.which {
            Which::Current if !is_published => return None,
            Which::Current => ("current", variant.get("current")),
            Which::Staged => {
                let staged = variant.get("staged");
                ("staged", staged.or_else(|| variant.get("current")))
            }
        };
        let embedded = variants::embedded(variant, data?.as_object()?);
        if !self.assortment.has_variant(product, &embedded) {
            return None;
        }
        let of_product = products::data(product, which)?;
        let mut whole: Object = OF_PRODUCT
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), of_product.get(*name)?.clone())))
            .collect();
        whole.insert("masterVariant".to_owned(), Value::Object(embedded));
        if let Some(tailoring) = self.tailoring(product).filter(|_| is_tailored) {
            tailored::apply(&mut whole, tailoring);
        }
        self.keep_locales(&mut whole, product);
        let Some(Value::Object(mut own)) = whole.remove("masterVariant") else {
            return None;
        };
        if let Some(selection) = &self.selection
            && let Some(price) = price::of_variant(project, product, &own, selection)
        {
            whole.insert("price".to_owned(), price);
        }
        let of_variant = own.get_mut("attributes").and_then(Value::as_array_mut);
        let mut attributes = of_variant.map(std::mem::take).unwrap_or_default();
        if let Some(Value::Array(of_product)) = whole.remove("attributes") {
            attributes.extend(of_product);
        }
        whole.insert("attributes".to_owned(), attributes.into());
        self.keep_attributes(&mut whole);
        for name in ["key", "sku", "images", "assets"] {
            put(&mut whole, name, own.remove(name));
        }
        for name in ["id", "version", "createdAt", "variantId", "product"] {
            put(&mut whole, name, variant.get(name).cloned());
        }
        whole.insert("staged".to_owned(), (self.which == Which::Staged).into());
        let default = whole.remove("defaultVariant");
        let is_default = default.as_ref().and_then(|of| of.get("id")) == variant.get("id");
        whole.insert("default".to_owned(), is_default.into());
        Some(whole)
    }

    /// Whether the projection of a product is requested.
    pub(crate) fn has(&self, product: &Object) -> bool {
        let is_hidden = self.which == Which::Current && !is_published(product);
        !is_hidden && self.assortment.has(product)
    }

    /// Removes the texts of other locales.
    pub(crate) fn keep_texts(&self, texts: &mut Value) {
        if !self.locales.is_empty() {
            locales::keep_texts(texts, &self.locales);
        }
    }

    fn keep_locales(&self, projection: &mut Object, product: &Object) {
        if self.locales.is_empty() {
            return;
        }
        let product_type = product.get("productType");
        let product_type = product_type.and_then(|of| self.project.find("product-type", of).ok());
        locales::keep(self.project, projection, product_type, &self.locales);
    }

    fn keep_attributes(&self, of: &mut Object) {
        let attributes = of.get_mut("attributes").and_then(Value::as_array_mut);
        if let (Some(attributes), false) = (attributes, self.attributes.is_empty()) {
            let name = |of: &Value| of.get("name").and_then(Value::as_str).map(str::to_owned);
            let wanted = self.attributes.iter().any(|of| !of.starts_with('-'));
            let has = |name: &str| self.attributes.contains(&name);
            attributes.retain(|of| {
                let name = name(of).unwrap_or_default();
                (!wanted || has(&name)) && !has(&format!("-{name}"))
            });
        }
    }

    /// The inventory of a SKU.
    fn availability(&self, sku: &str) -> Option<Value> {
        let mut availability = Object::new();
        let mut channels = Object::new();
        let supply = self.store.map(|store| ids(store, "supplyChannels"));
        let supply = supply.filter(|supply| !supply.is_empty());
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
                Some(channel) if supply.as_ref().is_some_and(|of| !of.contains(&channel)) => {}
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

/// The requested store, from a parameter or the path.
fn store<'p>(
    project: &'p Project,
    parameters: &Parameters,
    caller: &Caller,
) -> Result<Option<&'p Object>, Refusal> {
    let find = |key: &str| project.find("store", &json!({"typeId": "store", "key": key}));
    if let Some(key) = &caller.store {
        return find(key).map(Some);
    }
    parameters.get("storeProjection").map(find).transpose()
}

/// Removes the prices for other channels or countries than those of a store.
fn keep_prices(variant: &mut Object, store: &Object) {
    let channels = ids(store, "distributionChannels");
    let countries = store.get("countries").and_then(Value::as_array);
    let countries = countries
        .into_iter()
        .flatten()
        .filter_map(|of| of.get("code")?.as_str());
    let countries: Vec<&str> = countries.collect();
    let is_one_of = |of: Option<&str>, known: &[&str]| {
        known.is_empty() || of.is_none_or(|of| known.contains(&of))
    };
    if let Some(prices) = variant.get_mut("prices").and_then(Value::as_array_mut) {
        prices.retain(|price| {
            let channel = price.get("channel").and_then(|of| of.get("id")?.as_str());
            let country = price.get("country").and_then(Value::as_str);
            is_one_of(channel, &channels) && is_one_of(country, &countries)
        });
    }
}

/// The ids of the references in a list.
fn ids<'o>(of: &'o Object, list: &str) -> Vec<&'o str> {
    let references = of.get(list).and_then(Value::as_array);
    let references = references.into_iter().flatten();
    references.filter_map(|of| of.get("id")?.as_str()).collect()
}

/// What prices are selected for; `None` if no currency is named.
pub(crate) fn selection<'p>(
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
        recurrence_policy: None,
        at: project.clock.now(),
    }))
}
