//! Variants as separate resources, in projects with a modular catalogue: their products contain no variants.
//!
//! Source: <https://docs.commercetools.com/api/projects/variants>.

mod actions;
mod routes;

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::build::without_null;
use crate::coverage::Coverage;
use crate::kind::{Done, HandWritten, Object, Row, Stage};
use crate::kinds::products::{self, Level, ProductVariant, attributes, is_published};
use crate::kinds::project_settings::is_modular;
use crate::message::Message;
use crate::object::{given, put, text, text_or_empty, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

pub(crate) const PATH: &str = "/{projectKey}/variants";
const BY_ID: &str = "/{projectKey}/variants/{ID}";
const BY_KEY: &str = "/{projectKey}/variants/key={key}";
const BULK: &str = "/{projectKey}/variants/bulk";
const IMAGES: &str = "/{projectKey}/variants/{ID}/images";

/// The type of variants.
const STATE: &str = "Variant";

/// The maximum number of variants of a product.
const MOST: usize = 10_000;

pub(crate) const ROW: Row = Row {
    unique: &["key", "current.sku", "staged.sku"],
    by_hand: &["sku", "publish", "images", "attributes", "assets"],
    complete,
    actions: actions::ACTIONS,
    messages,
    routes: ROUTES,
    ..Row::of(PATH)
};

const ROUTES: &[HandWritten] = &[
    ("GET", PATH, routes::uniform, Coverage::Generic),
    ("HEAD", PATH, routes::uniform, Coverage::Generic),
    ("POST", PATH, routes::uniform, Coverage::Generic),
    ("GET", BY_ID, routes::uniform, Coverage::Generic),
    ("HEAD", BY_ID, routes::uniform, Coverage::Generic),
    ("POST", BY_ID, routes::uniform, Coverage::Generic),
    ("DELETE", BY_ID, routes::delete, Coverage::Generic),
    ("GET", BY_KEY, routes::uniform, Coverage::Generic),
    ("HEAD", BY_KEY, routes::uniform, Coverage::Generic),
    ("POST", BY_KEY, routes::uniform, Coverage::Generic),
    ("DELETE", BY_KEY, routes::delete, Coverage::Generic),
    ("POST", BULK, routes::bulk, Coverage::Generic),
    ("POST", IMAGES, routes::upload, Coverage::Generic),
];

/// Fails if the catalogue of a project is not modular.
pub(crate) fn check_modular(project: &Project) -> Result<(), Refusal> {
    match is_modular(project) {
        true => Ok(()),
        false => Err(Refusal::invalid_operation(
            "This is available only in projects whose productCatalogModel is Modular.",
        )),
    }
}

/// The variants of a product, ordered by number.
pub(crate) fn of_product<'p>(project: &'p Project, product: &Object) -> Vec<&'p Object> {
    let id = product.get("id");
    let all = project.all(PATH).iter();
    let of_product = all.filter(|of| of.get("product").and_then(|of| of.get("id")) == id);
    let mut variants: Vec<&Object> = of_product.collect();
    variants.sort_by_key(|of| whole_at(of, "variantId"));
    variants
}

/// The default variant of a product, otherwise the first.
pub(crate) fn default_of<'p>(project: &'p Project, product: &Object) -> Option<&'p Object> {
    let default = products::data(product, "current").and_then(|of| of.get("defaultVariant"));
    let default = default.and_then(|of| project.find("variant", of).ok());
    default.or_else(|| of_product(project, product).first().copied())
}

/// The published variant with a SKU, as it is sold.
pub(crate) fn of_sku<'p>(project: &'p Project, sku: &str) -> Option<ProductVariant<'p>> {
    let all = project.all(PATH);
    let variant = all.get(all.id_of("sku", sku)?)?;
    let sold = sold(project, variant)?;
    (text(&sold.variant, "sku") == Some(sku)).then_some(sold)
}

/// A published variant of a published product, as it is sold.
pub(crate) fn sold<'p>(project: &'p Project, variant: &'p Object) -> Option<ProductVariant<'p>> {
    let product = project.find("product", variant.get("product")?).ok()?;
    let is_sold = variant.get("published") == Some(&json!(true)) && is_published(product);
    let data = variant.get("current").filter(|_| is_sold)?.as_object()?;
    Some(ProductVariant {
        product,
        data: Cow::Borrowed(products::data(product, "current")?),
        variant: Cow::Owned(embedded(variant, data)),
    })
}

/// A variant with its current or its staged data, in the form of a product's variant.
pub(crate) fn embedded(variant: &Object, data: &Object) -> Object {
    let mut embedded = data.clone();
    put(&mut embedded, "id", variant.get("variantId").cloned());
    put(&mut embedded, "key", variant.get("key").cloned());
    embedded.insert("prices".to_owned(), json!([]));
    embedded
}

/// The product of a variant.
fn product<'p>(project: &'p Project, variant: &Object) -> Result<&'p Object, Refusal> {
    project.find("product", variant.get("product").unwrap_or(&Value::Null))
}

/// The type of the product of a variant.
fn product_type<'p>(project: &'p Project, variant: &Object) -> Result<&'p Object, Refusal> {
    let product_type = product(project, variant)?.get("productType");
    project.find("product-type", product_type.unwrap_or(&Value::Null))
}

/// A new variant has only current data; staged data that are equal to the current ones are not stored.
fn complete(project: &Project, stage: Stage<'_>, variant: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let others = of_product(project, product(project, variant)?);
        if others.len() >= MOST {
            let message = format!("A product has at most {MOST} variants.");
            let problem = Problem::new("MaxResourceLimitExceeded", message);
            let problem = problem.with("exceededResource", "variant");
            return Err(Refusal::bad_request(problem));
        }
        let last = others.last().and_then(|of| whole_at(of, "variantId"));
        let number = last.unwrap_or_default().saturating_add(1);
        let current = data(project, variant, draft)?;
        let is_published = given(draft, "publish") == Some(&json!(true));
        variant.insert("variantId".to_owned(), number.into());
        variant.insert("published".to_owned(), is_published.into());
        variant.insert("current".to_owned(), Value::Object(current));
    }
    if variant.get("staged") == variant.get("current") {
        variant.remove("staged");
    }
    if variant.get("published") == Some(&json!(true)) {
        check_published(project, variant)?;
    }
    Ok(())
}

/// The data of a checked draft.
fn data(project: &Project, variant: &Object, draft: &Object) -> Result<Object, Refusal> {
    let mut data = Object::new();
    put(&mut data, "sku", given(draft, "sku").cloned());
    let images = given(draft, "images").map(without_null);
    data.insert("images".to_owned(), images.unwrap_or_else(|| json!([])));
    let attributes = actions::attributes(project, variant, draft)?;
    data.insert("attributes".to_owned(), attributes);
    let assets = actions::assets(project, draft)?;
    data.insert("assets".to_owned(), assets);
    Ok(data)
}

/// A published variant needs a published product, and a value for each required attribute.
fn check_published(project: &Project, variant: &Object) -> Result<(), Refusal> {
    let old = text(variant, "id").and_then(|id| project.all(PATH).get(id));
    let was_published = old.is_some_and(|old| old.get("published") == Some(&json!(true)));
    if !was_published && !is_published(product(project, variant)?) {
        return Err(Refusal::invalid_operation(
            "A variant of a product that is not published cannot be published.",
        ));
    }
    let current = variant.get("current").and_then(Value::as_object);
    for definition in attributes::definitions(product_type(project, variant)?) {
        let name = definition.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let is_required = definition.get("isRequired") == Some(&json!(true));
        let is_of_variants = attributes::level_of(definition) == Level::Variant;
        let has = current.is_some_and(|of| attributes::value(of, name).is_some());
        if is_required && is_of_variants && !has {
            return Err(Refusal::bad_request(Problem::required(name)));
        }
    }
    Ok(())
}

fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let message = match done {
        Done::Created(variant) => project.message("VariantCreated", &|field| match field {
            "productId" => variant.get("product")?.get("id").cloned(),
            "publish" => variant.get("published").cloned(),
            "variantId" | "key" => variant.get(field).cloned(),
            _ => variant.get("current")?.get(field).cloned(),
        }),
        Done::Deleted(_) => project.message("VariantDeleted", &|_| None),
        Done::Changed(action, change) => changed(project, action, change),
    };
    Some(message.into_iter().collect())
}

fn changed(
    project: &Project,
    action: &Object,
    (before, after): (&Object, &Object),
) -> Option<Message> {
    let staged = given(action, "staged").cloned().unwrap_or(json!(true));
    let at = |of: &Object, field: &str| actions::staged(of)?.get(field).cloned();
    let set = |of: &str, field: &'static str, old: &'static str| {
        project.message(of, &|name| match name {
            "staged" => Some(staged.clone()),
            _ if name == field => at(after, field),
            _ if name == old => at(before, field),
            _ => None,
        })
    };
    match text_or_empty(action, "action") {
        "publish" => project.message("VariantPublished", &|_| None),
        "unpublish" => project.message("VariantUnpublished", &|field| after.get(field).cloned()),
        "removeStagedChanges" => project.message("VariantStagedChangesRemoved", &|_| None),
        "setKey" => project.message("VariantKeySet", &|field| match field {
            "oldKey" => before.get("key").cloned(),
            _ => after.get(field).cloned(),
        }),
        "setSku" => set("VariantSkuSet", "sku", "oldSku"),
        "setImages" => set("VariantImagesSet", "images", "oldImages"),
        "addExternalImage" => project.message("VariantImageAdded", &|field| match field {
            "image" => action.get(field).map(without_null),
            _ => Some(staged.clone()),
        }),
        _ => None,
    }
}
