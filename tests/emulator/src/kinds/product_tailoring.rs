//! Product tailoring: different texts and images of a product in one store.
//!
//! Source: <https://docs.commercetools.com/api/projects/product-tailoring>.

mod actions;
mod draft;
mod in_store;
pub(crate) mod tailored;

use serde_json::{Value, json};

use crate::build::without_null;
use crate::coverage::Coverage;
use crate::kind::{Done, HandWritten, Object, Row, Stage};
use crate::kinds::products::{self, check_slug};
use crate::message::Message;
use crate::object::{elements, given, text_or_empty};
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) use in_store::changed as changed_in_store;

pub(crate) const PATH: &str = "/{projectKey}/product-tailoring";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/product-tailoring";
const OF_PRODUCT: &str =
    "/{projectKey}/in-store/key={storeKey}/products/{productID}/product-tailoring";
const OF_PRODUCT_BY_KEY: &str =
    "/{projectKey}/in-store/key={storeKey}/products/key={productKey}/product-tailoring";

const IMAGES: &str =
    "/{projectKey}/in-store/key={storeKey}/products/{productID}/product-tailoring/images";
const IMAGES_BY_KEY: &str =
    "/{projectKey}/in-store/key={storeKey}/products/key={productKey}/product-tailoring/images";

/// A product has one tailoring for each store.
const PRODUCT_AND_STORE: &str = "product+store";

/// The type of product tailorings.
const STATE: &str = "ProductTailoring";

/// The localized texts that can be tailored.
const TEXTS: [&str; 6] = [
    "name",
    "slug",
    "description",
    "metaTitle",
    "metaDescription",
    "metaKeywords",
];

pub(crate) const ROW: Row = Row {
    unique: &["key", PRODUCT_AND_STORE],
    views: &[IN_STORE],
    by_hand: draft::FIELDS,
    complete,
    actions: actions::ACTIONS,
    messages,
    routes: ROUTES,
    ..Row::of(PATH)
};

const ROUTES: &[HandWritten] = &[
    ("GET", OF_PRODUCT, in_store::read, Coverage::Generic),
    ("POST", OF_PRODUCT, in_store::update, Coverage::Generic),
    ("DELETE", OF_PRODUCT, in_store::delete, Coverage::Generic),
    ("GET", OF_PRODUCT_BY_KEY, in_store::read, Coverage::Generic),
    (
        "POST",
        OF_PRODUCT_BY_KEY,
        in_store::update,
        Coverage::Generic,
    ),
    (
        "DELETE",
        OF_PRODUCT_BY_KEY,
        in_store::delete,
        Coverage::Generic,
    ),
    ("POST", IMAGES, in_store::upload, Coverage::Generic),
    ("POST", IMAGES_BY_KEY, in_store::upload, Coverage::Generic),
];

/// The data of a draft are staged, and also current if it publishes them; after each change it is recorded whether both are
/// equal.
fn complete(project: &Project, stage: Stage<'_>, tailoring: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        let data = draft::data(project, tailoring, draft)?;
        let is_published = given(draft, "publish") == Some(&json!(true));
        let current = match is_published {
            true => data.clone(),
            false => json!({"variants": []}),
        };
        tailoring.insert("published".to_owned(), is_published.into());
        tailoring.insert("current".to_owned(), current);
        tailoring.insert("staged".to_owned(), data);
    }
    for which in ["staged", "current"] {
        if let Some(data) = tailoring.get(which).and_then(Value::as_object) {
            check_slug(data)?;
        }
    }
    let is_same = tailoring.get("current") == tailoring.get("staged");
    tailoring.insert("hasStagedChanges".to_owned(), (!is_same).into());
    Ok(())
}

/// Deletes the tailorings of a product that was deleted.
pub(crate) fn forget(project: &mut Project, product: &Object) {
    let reference = json!({"typeId": "product", "id": product.get("id")});
    let all = project.all(PATH).iter();
    let of_product = all.filter(|of| of.get("product") == Some(&reference));
    let ids = of_product.filter_map(|of| of.get("id")?.as_str());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    for id in ids {
        project.all_mut(PATH).remove(ROW.unique, &id);
    }
}

/// The product that is tailored.
fn product<'p>(project: &'p Project, tailoring: &Object) -> Result<&'p Object, Refusal> {
    project.find("product", tailoring.get("product").unwrap_or(&Value::Null))
}

/// The number of the variant that a draft or an action names by `id` or `variantId`, or by `sku`.
fn variant_id(project: &Project, tailoring: &Object, named: &Object) -> Result<i64, Refusal> {
    products::variant_id(project, product(project, tailoring)?, named)
}

/// Fails if an attribute is of a type that is not tailored.
fn check_attribute(product_type: &Object, name: &str) -> Result<(), Refusal> {
    let mut definitions = elements(product_type, "attributes");
    let definition = definitions.find(|of| text_or_empty(of, "name") == name);
    let of = definition.and_then(|of| of.get("type"));
    let is_nested = |of: &Value| of.get("name") == Some(&json!("nested"));
    let element = of.and_then(|of| of.get("elementType"));
    match of.into_iter().chain(element).any(is_nested) {
        true => Err(Refusal::invalid_operation(format!(
            "The attribute '{name}' is nested, and nested attributes cannot be tailored."
        ))),
        false => Ok(()),
    }
}

fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let message = match done {
        Done::Created(tailoring) => {
            let value = |field: &str| match field {
                "key" | "published" => tailoring.get(field).cloned(),
                _ => tailoring.get("staged")?.get(field).cloned(),
            };
            message(project, tailoring, "ProductTailoringCreated", &value)
        }
        Done::Deleted(tailoring) => {
            message(project, tailoring, "ProductTailoringDeleted", &|_| None)
        }
        Done::Changed(action, change) => changed(project, action, change),
    };
    Some(message.into_iter().collect())
}

fn changed(
    project: &Project,
    action: &Object,
    (before, after): (&Object, &Object),
) -> Option<Message> {
    let staged = |of: &Object, field: &str| of.get("staged")?.get(field).cloned();
    let tell = |of: &str, value: &dyn Fn(&str) -> Option<Value>| message(project, after, of, value);
    // The new text, and the old one.
    let set = |of: &str, noun: &str| {
        let old = format!("old{noun}");
        let field = noun.to_lowercase();
        tell(of, &|name| match name {
            _ if name == field => staged(after, name),
            _ if name == old => staged(before, &field),
            _ => None,
        })
    };
    let number = variant_id(project, after, action).ok();
    let variant = |of: &Object| {
        let mut variants = elements(of.get("staged")?.as_object()?, "variants");
        let is = |of: &&Object| of.get("id").and_then(Value::as_i64) == number;
        variants.find(is).cloned()
    };
    let about_variant = |of: &str, variant: &dyn Fn(&str) -> Option<Value>| {
        tell(of, &|name| match name {
            "variantId" => number.map(|number| json!(number)),
            _ => variant(name),
        })
    };
    match text_or_empty(action, "action") {
        "publish" => tell("ProductTailoringPublished", &|_| None),
        "unpublish" => tell("ProductTailoringUnpublished", &|_| None),
        "setKey" => tell("ProductTailoringKeySet", &|name| match name {
            "key" => after.get("key").cloned(),
            "oldKey" => before.get("key").cloned(),
            _ => None,
        }),
        "setName" => set("ProductTailoringNameSet", "Name"),
        "setSlug" => set("ProductTailoringSlugSet", "Slug"),
        "setDescription" => set("ProductTailoringDescriptionSet", "Description"),
        "addExternalImage" => about_variant("ProductTailoringImageAdded", &|_| {
            action.get("image").map(without_null)
        }),
        "setImages" => about_variant("ProductTailoringImagesSet", &|name| match name {
            "images" => variant(after)?.get(name).cloned(),
            "oldImages" => variant(before)?.get("images").cloned(),
            _ => None,
        }),
        "addVariant" => about_variant("ProductVariantTailoringAdded", &|_| {
            variant(after).map(Value::Object)
        }),
        "removeVariant" => about_variant("ProductVariantTailoringRemoved", &|_| {
            variant(before).map(Value::Object)
        }),
        _ => None,
    }
}

/// A message about a tailoring, with its store and product.
fn message(
    project: &Project,
    tailoring: &Object,
    of: &str,
    value: &dyn Fn(&str) -> Option<Value>,
) -> Option<Message> {
    project.message(of, &|field| match field {
        "store" | "product" => tailoring.get(field).cloned(),
        "productKey" => product(project, tailoring).ok()?.get("key").cloned(),
        _ => value(field),
    })
}
