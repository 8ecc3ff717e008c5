//! `POST /products/{ID}/images`.

use serde_json::{Value, json};

use super::{PATH, find};
use crate::kind::Object;
use crate::object::put;
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};
use crate::uniform::By;

/// Adds the image to the variant that the parameters name, else to the master variant, as `addExternalImage` does.
pub(super) fn upload(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let old = project.named(seen, &By::Id, &call.route)?.clone();
    let upload = project.images.read(call)?;
    let action = action(project, call, &old, upload.image.clone())?;
    let change = project.change(seen, &old, std::iter::once(&action))?;
    let product = project.replace(seen, &old, change)?;
    project.images.keep(upload);
    Ok(Some(Value::Object(product)))
}

/// The action that adds an image to the variant of a product that the parameters of a request name.
pub(crate) fn action(
    project: &Project,
    call: &Call<'_>,
    product: &Object,
    image: Value,
) -> Result<Object, Refusal> {
    let variant: Option<i64> = call.parameters.whole("variant")?;
    let sku = call.parameters.get("sku");
    if variant.is_some() && sku.is_some() {
        let message = "Either variant or sku is expected, not both.";
        return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
    }
    let staged = call.parameters.truth("staged")?.unwrap_or(true);
    let master = || {
        let master = find::data(product, "staged").and_then(|of| of.get("masterVariant"));
        let master = master.and_then(|of| of.get("id")?.as_i64());
        master.or_else(|| find::default_variant_id(project, product))
    };
    let variant = variant.or_else(|| master().filter(|_| sku.is_none()));
    let variant = variant.map(|number| json!(number));
    let mut action = Object::new();
    action.insert("action".to_owned(), "addExternalImage".into());
    action.insert("image".to_owned(), image);
    action.insert("staged".to_owned(), staged.into());
    put(&mut action, "variantId", variant);
    put(&mut action, "sku", sku.map(Value::from));
    Ok(action)
}
