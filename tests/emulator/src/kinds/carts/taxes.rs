//! Taxes: the rates of items and of shipping, and the taxed prices.

use serde_json::{Value, json};

use super::draft::{currency, item, take};
use super::{prices, products, tax_amounts};
use crate::kind::Object;
use crate::kinds::project_settings::setting;
use crate::money::{Rounding, cents, divided, times};
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The denominator of rates.
const UNIT: i128 = 1_000_000_000_000;

/// The lists of taxed items, in addition to shipping.
const LISTS: [&str; 2] = ["lineItems", "customLineItems"];

/// How the taxes of a cart are calculated.
struct Taxes<'c> {
    project: &'c Project,
    mode: &'c str,
    address: Option<&'c Value>,
    currency: &'c str,
    rounding: Rounding,
    is_by_unit: bool,
}

/// Sets the rates and the taxed prices of a cart and its items.
pub(super) fn set(project: &Project, cart: &mut Object) -> Result<(), Refusal> {
    let lists = LISTS.map(|list| (list, take(cart, list)));
    let mut shipping = cart.remove("shippingInfo");
    let taxes = Taxes::of(project, cart);
    let mut all = Vec::new();
    let mut lists_after = Vec::new();
    for (name, mut list) in lists {
        for item in list.iter_mut().filter_map(Value::as_object_mut) {
            let category = match name {
                "lineItems" => Category::of_product(project, item),
                _ => Category::Of(item.get("taxCategory").cloned()),
            };
            taxes.set_rate(item, category)?;
            all.push(taxes.set_taxed_item(item)?);
        }
        lists_after.push((name, list));
    }
    let mut of_shipping = None;
    if let Some(info) = shipping.as_mut().and_then(Value::as_object_mut) {
        let category = Category::Of(info.get("taxCategory").cloned());
        taxes.set_rate(info, category)?;
        of_shipping = taxes.set_taxed(info, "price", None)?;
        all.push(of_shipping.clone());
    }
    let all: Option<Vec<Value>> = all.into_iter().collect();
    let is_taxed = taxes.address.is_some() && matches!(taxes.mode, "Platform" | "External");
    let total = all.filter(|_| is_taxed).map(|all| taxes.sum(&all));
    let total = total.transpose()?;
    let of_shipping = of_shipping.filter(|_| is_taxed);
    let is_external_amount = taxes.mode == "ExternalAmount";
    for (name, list) in lists_after {
        cart.insert(name.to_owned(), Value::Array(list));
    }
    put(cart, "shippingInfo", shipping);
    put(cart, "taxedShippingPrice", of_shipping);
    if !is_external_amount {
        put(cart, "taxedPrice", total);
    }
    Ok(())
}

/// Sets the taxed price of an item with its existing rate.
pub(super) fn set_of_item(
    project: &Project,
    cart: &Object,
    item: &mut Object,
) -> Result<(), Refusal> {
    Taxes::of(project, cart).set_taxed_item(item).map(drop)
}

/// Sets the taxed price of shipping with its existing rate.
pub(super) fn set_of_shipping(
    project: &Project,
    cart: &Object,
    info: &mut Object,
) -> Result<(), Refusal> {
    Taxes::of(project, cart)
        .set_taxed(info, "price", None)
        .map(drop)
}

/// The tax category of an item or of shipping.
enum Category {
    Of(Option<Value>),
    /// The product was deleted, and its tax category is unknown.
    Gone,
}

impl Category {
    fn of_product(project: &Project, line: &Object) -> Self {
        match products::whole_of_line(project, line) {
            Some(product) => Self::Of(product.get("taxCategory").cloned()),
            None => Self::Gone,
        }
    }
}

impl<'c> Taxes<'c> {
    fn of(project: &'c Project, cart: &'c Object) -> Self {
        Self {
            project,
            mode: text(cart, "taxMode").unwrap_or("Platform"),
            address: cart.get("shippingAddress"),
            currency: currency(cart),
            rounding: Rounding::of(cart.get("taxRoundingMode")),
            is_by_unit: text(cart, "taxCalculationMode") == Some("UnitPriceLevel"),
        }
    }

    /// In the mode `Platform`, the rate is that of the tax category at the shipping address. External rates are unchanged.
    fn set_rate(&self, of: &mut Object, category: Category) -> Result<(), Refusal> {
        match (self.mode, self.address, category) {
            ("External" | "ExternalAmount", ..) => {}
            ("Platform", Some(_), Category::Gone) => {}
            ("Platform", Some(address), Category::Of(category)) => {
                let category = category.ok_or_else(|| missing_category(of))?;
                let rate = rate(self.project, &category, address)?;
                of.insert("taxRate".to_owned(), rate);
            }
            _ => drop(of.remove("taxRate")),
        }
        Ok(())
    }

    /// Sets and returns the taxed price of an item with a rate.
    fn set_taxed_item(&self, item: &mut Object) -> Result<Option<Value>, Refusal> {
        let unit = prices::unit(item).cloned().unwrap_or_default();
        let quantity = whole_at(item, "quantity").unwrap_or_default();
        // An external total is not computed from units.
        let is_external = text(item, "priceMode") == Some("ExternalTotal");
        let by = (self.is_by_unit && !is_external).then_some((&unit, quantity));
        self.set_taxed(item, "totalPrice", by)
    }

    /// Sets and returns the taxed price of something with a rate: of its `price`, or of a number of units.
    fn set_taxed(
        &self,
        of: &mut Object,
        price: &str,
        by_unit: Option<(&Value, i64)>,
    ) -> Result<Option<Value>, Refusal> {
        if self.mode == "ExternalAmount" {
            tax_amounts::keep(of, price);
            return Ok(None);
        }
        let Some(rate) = of.get("taxRate") else {
            of.remove("taxedPrice");
            return Ok(None);
        };
        let (net, gross) = match by_unit {
            Some((unit, quantity)) => {
                let (net, gross) = self.net_and_gross(times(unit, 1, self.rounding)?, rate);
                let quantity = i128::from(quantity);
                (net * quantity, gross * quantity)
            }
            None => {
                let price = of.get(price).and_then(|of| of.get("centAmount"));
                let price = price.and_then(Value::as_i64).unwrap_or_default();
                self.net_and_gross(price.into(), rate)
            }
        };
        let portions = divide((net, gross), rate, self.currency, self.rounding)?;
        let taxed = taxed((net, gross), self.currency, portions)?;
        of.insert("taxedPrice".to_owned(), taxed.clone());
        Ok(Some(taxed))
    }

    fn net_and_gross(&self, price: i128, rate: &Value) -> (i128, i128) {
        let with_tax = UNIT + parts(rate.get("amount"));
        match rate.get("includedInPrice") == Some(&json!(true)) {
            true => (divided(price * UNIT, with_tax, self.rounding), price),
            false => (price, divided(price * with_tax, UNIT, self.rounding)),
        }
    }

    /// The sum of taxed prices; portions with the same name and rate are combined.
    fn sum(&self, all: &[Value]) -> Result<Value, Refusal> {
        let (mut net, mut gross) = (0, 0);
        let mut portions: Vec<(Value, i128)> = Vec::new();
        for taxed in all {
            net += amount(taxed.get("totalNet"));
            gross += amount(taxed.get("totalGross"));
            let of_it = taxed.get("taxPortions").and_then(Value::as_array);
            for portion in of_it.into_iter().flatten() {
                let by = json!({"name": portion.get("name"), "rate": portion.get("rate")});
                let amount = amount(portion.get("amount"));
                match portions.iter_mut().find(|(of, _)| *of == by) {
                    Some((_, sum)) => *sum += amount,
                    None => portions.push((by, amount)),
                }
            }
        }
        let portions = portions.into_iter().map(|(mut portion, amount)| {
            if let Some(portion) = portion.as_object_mut() {
                portion.insert("amount".to_owned(), cents(amount, self.currency)?);
            }
            Ok(portion)
        });
        let portions = portions.collect::<Result<_, Refusal>>()?;
        taxed((net, gross), self.currency, portions)
    }
}

/// A taxed price.
pub(super) fn taxed(
    (net, gross): (i128, i128),
    currency: &str,
    portions: Vec<Value>,
) -> Result<Value, Refusal> {
    Ok(json!({
        "totalNet": cents(net, currency)?,
        "totalGross": cents(gross, currency)?,
        "totalTax": cents(gross - net, currency)?,
        "taxPortions": portions,
    }))
}

/// The tax portions of a price for a rate, rounded as in a cart.
pub(super) fn portions(
    cart: &Object,
    price: (i128, i128),
    rate: &Value,
) -> Result<Vec<Value>, Refusal> {
    let rounding = Rounding::of(cart.get("taxRoundingMode"));
    divide(price, rate, currency(cart), rounding)
}

/// The tax for a rate, or for each of its parts; the rounding difference is in the last one.
fn divide(
    (net, gross): (i128, i128),
    rate: &Value,
    currency: &str,
    rounding: Rounding,
) -> Result<Vec<Value>, Refusal> {
    let of_it = rate.get("subRates").and_then(Value::as_array);
    let of_it = of_it.filter(|parts| !parts.is_empty());
    let rates = of_it.map_or(std::slice::from_ref(rate), Vec::as_slice);
    let mut rest = gross - net;
    let mut portions = Vec::new();
    for (place, rate) in rates.iter().enumerate() {
        let amount = match place + 1 == rates.len() {
            true => rest,
            false => divided(net * parts(rate.get("amount")), UNIT, rounding),
        };
        rest -= amount;
        portions.push(json!({
            "name": rate.get("name"),
            "rate": rate.get("amount"),
            "amount": cents(amount, currency)?,
        }));
    }
    Ok(portions)
}

/// The rate of a draft or an action in `externalTaxRate`, which only carts with external rates have.
pub(super) fn external(
    project: &Project,
    cart: &Object,
    draft: &Object,
) -> Result<Option<Value>, Refusal> {
    external_at(project, cart, draft, "externalTaxRate")
}

/// Like [`external`], with another field name.
pub(super) fn external_at(
    project: &Project,
    cart: &Object,
    draft: &Object,
    field: &str,
) -> Result<Option<Value>, Refusal> {
    if given(draft, field).is_none() {
        return Ok(None);
    }
    check_external(cart)?;
    external_rate(project, draft, field)
}

/// The rate in a field of a draft, in every tax mode.
pub(super) fn external_rate(
    project: &Project,
    draft: &Object,
    field: &str,
) -> Result<Option<Value>, Refusal> {
    let Some(mut of) = given(draft, field).and_then(Value::as_object).cloned() else {
        return Ok(None);
    };
    let sum: i128 = elements(&of, "subRates")
        .map(|rate| parts(rate.get("amount")))
        .sum();
    let has_parts = elements(&of, "subRates").next().is_some();
    match given(&of, "amount") {
        Some(amount) if has_parts && parts(Some(amount)) != sum => {
            return Err(Refusal::invalid_operation(
                "The amount of the tax rate is not the sum of its subRates.",
            ));
        }
        Some(_) => {}
        None if has_parts => {
            let amount = elements(&of, "subRates").filter_map(|rate| rate.get("amount")?.as_f64());
            let amount: f64 = amount.sum();
            of.insert("amount".to_owned(), json!(amount));
        }
        None => {
            return Err(Refusal::bad_request(Problem::required("amount")));
        }
    }
    let draft = Object::from_iter([(field.to_owned(), Value::Object(of))]);
    let mut rate = project.built_at(&draft, field, ("ExternalTaxRateDraft", "TaxRate"))?;
    if let Some(rate) = rate.as_mut().and_then(Value::as_object_mut) {
        // Only the rates of tax categories have one.
        rate.remove("id");
    }
    Ok(rate)
}

/// `setLineItemTaxRate`.
pub(super) fn set_line_item_rate(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_item_rate(project, cart, action, "lineItem")
}

/// `setCustomLineItemTaxRate`.
pub(super) fn set_custom_line_item_rate(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_item_rate(project, cart, action, "customLineItem")
}

fn set_item_rate(
    project: &Project,
    cart: &mut Object,
    action: &Object,
    of: &str,
) -> Result<(), Refusal> {
    check_external(cart)?;
    super::draft::refuse(action, &["shippingKey"], "carts with one shipping method")?;
    let rate = external(project, cart, action)?;
    put(item(cart, of, action)?, "taxRate", rate);
    Ok(())
}

/// `changeTaxMode`: the rates of the previous mode are removed.
pub(super) fn change_mode(_: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    let mode = given(action, "taxMode").cloned();
    if cart.get("taxMode") == mode.as_ref() {
        return Ok(());
    }
    put(cart, "taxMode", mode);
    for name in LISTS {
        for item in list_mut(cart, name)? {
            if let Some(item) = item.as_object_mut() {
                item.remove("taxRate");
                item.remove("taxedPrice");
            }
        }
    }
    if let Some(info) = cart.get_mut("shippingInfo").and_then(Value::as_object_mut) {
        info.remove("taxRate");
        info.remove("taxedPrice");
    }
    cart.remove("taxedPrice");
    Ok(())
}

/// Fails if the rates of a cart are not external.
pub(super) fn check_external(cart: &Object) -> Result<(), Refusal> {
    match text(cart, "taxMode") {
        Some("External") => Ok(()),
        mode => Err(Refusal::invalid_operation(format!(
            "An external tax rate can only be set in the tax mode 'External', and the cart has '{}'.",
            mode.unwrap_or_default()
        ))),
    }
}

/// The rate of a tax category for an address. A state must have a separate rate, unless the project falls back to that of
/// the country.
fn rate(project: &Project, category: &Value, address: &Value) -> Result<Value, Refusal> {
    let category = project.find("tax-category", category)?;
    let at = |of: &Value, name: &str| of.get(name).filter(|value| !value.is_null()).cloned();
    let (country, state) = (at(address, "country"), at(address, "state"));
    let mut rates = category
        .get("rates")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let is_of = |rate: &Value, state: &Option<Value>| {
        at(rate, "country") == country && at(rate, "state") == *state
    };
    let found = rates.clone().find(|rate| is_of(rate, &state));
    let falls_back = setting(project, "carts", "countryTaxRateFallbackEnabled");
    let found = match falls_back {
        Some(Value::Bool(true)) => found.or_else(|| rates.find(|rate| is_of(rate, &None))),
        _ => found,
    };
    found.cloned().ok_or_else(|| {
        let id = text(category, "id").unwrap_or_default();
        let named = |of: &Option<Value>| of.as_ref().and_then(Value::as_str).map(str::to_owned);
        let country = named(&country).unwrap_or_default();
        let mut place = format!("country '{country}'");
        if let Some(state) = named(&state) {
            place = format!("{place} and state '{state}'");
        }
        let message = format!("Tax category '{id}' is missing a tax rate for {place}.");
        let mut problem = Problem::new("MissingTaxRateForCountry", message)
            .with("taxCategoryId", id)
            .with("country", country);
        if let Some(state) = named(&state) {
            problem = problem.with("state", state);
        }
        Refusal::bad_request(problem)
    })
}

fn missing_category(of: &Object) -> Refusal {
    let what = match (text(of, "productId"), text(of, "slug")) {
        (Some(id), _) => format!("The product '{id}'"),
        (None, Some(slug)) => format!("The custom line item '{slug}'"),
        (None, None) => "The shipping method".to_owned(),
    };
    Refusal::invalid_operation(format!("{what} is missing a tax category."))
}

/// A rate as a numerator of `UNIT`.
fn parts(rate: Option<&Value>) -> i128 {
    let rate = rate.and_then(Value::as_f64).unwrap_or_default();
    // It is between 0 and 1, and UNIT can be represented exactly as a float.
    (rate * UNIT as f64).round() as i128
}

fn amount(money: Option<&Value>) -> i128 {
    let amount = money.and_then(|money| money.get("centAmount")?.as_i64());
    amount.unwrap_or_default().into()
}
