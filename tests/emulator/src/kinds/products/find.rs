//! Finds the parts of a product.

use std::borrow::Cow;

use serde_json::Value;

use super::PATH;
use crate::kind::Object;
use crate::kinds::product_tailoring::tailored;
use crate::kinds::project_settings::is_modular;
use crate::kinds::projections::Which;
use crate::kinds::variants as modular;
use crate::object::whole_at;
use crate::project::Project;

/// A variant with its product.
#[derive(Clone, Debug)]
pub(crate) struct ProductVariant<'p> {
    pub(crate) product: &'p Object,
    /// The current or the staged data with the variant.
    pub(crate) data: Cow<'p, Object>,
    pub(crate) variant: Cow<'p, Object>,
}

impl ProductVariant<'_> {
    /// With the tailoring for the store of a cart or a shopping list, if it has one.
    pub(crate) fn in_store(mut self, project: &Project, store: Option<&Value>) -> Self {
        let store = store.and_then(|store| project.find("store", store).ok());
        let data = store.and_then(|of| tailored::data(project, self.product, of, Which::Current));
        let Some(data) = data else {
            return self;
        };
        tailored::apply_to_product(self.data.to_mut(), data);
        let number = self.variant.get("id").and_then(Value::as_i64);
        let variant = number.and_then(|number| tailored::of_variant(data, number));
        if let Some(variant) = variant {
            tailored::apply_to_variant(self.variant.to_mut(), variant);
        }
        self
    }
}

/// The variant of a published product that has a SKU.
pub(crate) fn variant_of_sku<'p>(project: &'p Project, sku: &str) -> Option<ProductVariant<'p>> {
    if is_modular(project) {
        return modular::of_sku(project, sku);
    }
    let all = project.all(PATH);
    let product = all.get(all.id_of("sku", sku)?)?;
    published(product, &|variant| {
        variant.get("sku").and_then(Value::as_str) == Some(sku)
    })
}

/// A variant of a published product by the id of the product and its own id.
pub(crate) fn variant<'p>(project: &'p Project, id: &str, of: i64) -> Option<ProductVariant<'p>> {
    let product = project.all(PATH).get(id)?;
    if is_modular(project) {
        let mut variants = modular::of_product(project, product).into_iter();
        let variant = variants.find(|variant| whole_at(variant, "variantId") == Some(of))?;
        return modular::sold(project, variant);
    }
    published(product, &|variant| {
        variant.get("id").and_then(Value::as_i64) == Some(of)
    })
}

/// The default variant of a product.
pub(crate) fn default_variant_id(project: &Project, product: &Object) -> Option<i64> {
    if is_modular(project) {
        return whole_at(modular::default_of(project, product)?, "variantId");
    }
    let master = data(product, "current")?.get("masterVariant")?;
    whole_at(master.as_object()?, "id")
}

fn published<'p>(product: &'p Object, is: &dyn Fn(&Object) -> bool) -> Option<ProductVariant<'p>> {
    let data = data(product, "current").filter(|_| is_published(product))?;
    let variant = variants(data).find(|variant| is(variant))?;
    Some(ProductVariant {
        product,
        data: Cow::Borrowed(data),
        variant: Cow::Borrowed(variant),
    })
}

/// All variants of the data of a product, or of a projection: the master variant, then the others.
pub(crate) fn variants(of: &Object) -> impl Iterator<Item = &Object> {
    let others = of.get("variants").and_then(Value::as_array);
    let all = of.get("masterVariant").into_iter();
    let all = all.chain(others.into_iter().flatten());
    all.filter_map(Value::as_object)
}

/// The same, mutable.
pub(crate) fn variants_mut(of: &mut Object) -> Vec<&mut Object> {
    let mut all = Vec::new();
    for (name, value) in of {
        match (name.as_str(), value) {
            ("masterVariant", Value::Object(master)) => all.insert(0, master),
            ("variants", Value::Array(others)) => {
                all.extend(others.iter_mut().filter_map(Value::as_object_mut));
            }
            _ => {}
        }
    }
    all
}

/// The data of a product: `current` or `staged`.
pub(crate) fn data<'p>(product: &'p Object, which: &str) -> Option<&'p Object> {
    product.get("masterData")?.get(which)?.as_object()
}

/// Whether the current data are seen by customers.
pub(crate) fn is_published(product: &Object) -> bool {
    let master_data = product.get("masterData");
    master_data.and_then(|of| of.get("published")) == Some(&Value::Bool(true))
}
