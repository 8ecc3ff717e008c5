//! The tailoring of a product in the store of a path.

use serde_json::Value;

use super::{PATH, STATE, tailored};
use crate::kind::Object;
use crate::kinds::products;
use crate::project::{Call, Project, Seen};
use crate::refusal::Refusal;

pub(super) fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check_uniform(call.route.operation)?;
    let found = find(project, call)?.clone();
    project.answer(found, call, STATE)
}

pub(super) fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check_uniform(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let old = find(project, call)?.clone();
    let update = project.body(call.route.operation, call.body)?;
    let new = project.update(seen, &old, &update)?;
    project.answer(new, call, STATE)
}

pub(super) fn delete(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check_uniform(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let old = find(project, call)?.clone();
    let expected = call.parameters.whole("version")?.unwrap_or_default();
    let removed = project.delete(seen, &old, expected)?;
    project.answer(removed, call, STATE)
}

/// Adds an image to the tailored variant that the parameters name, otherwise to that of the master variant.
pub(super) fn upload(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let seen = project.whole(PATH, &call.caller)?;
    let old = find(project, call)?.clone();
    let upload = project.images.read(call)?;
    let product = super::product(project, &old)?;
    let action = products::image_action(project, call, product, upload.image.clone())?;
    let change = project.change(seen, &old, std::iter::once(&action))?;
    let tailoring = project.replace(seen, &old, change)?;
    project.images.keep(upload);
    Ok(Some(Value::Object(tailoring)))
}

/// The tailoring of a request that changes or deletes by the path of its product.
pub(crate) fn changed<'p, 'c>(
    project: &'p Project,
    call: &'c Call<'_>,
) -> Option<(Seen<'c>, &'p Object)> {
    let operation = call.route.operation;
    let is_one = operation.path.ends_with("/product-tailoring") && operation.method != "GET";
    let tailoring = find(project, call).ok().filter(|_| is_one)?;
    Some((project.whole(PATH, &call.caller).ok()?, tailoring))
}

/// The tailoring of the product and the store that a path names.
fn find<'p>(project: &'p Project, call: &Call<'_>) -> Result<&'p Object, Refusal> {
    let parameter = |name: &str| call.route.parameters.get(name).map(String::as_str);
    let all = project.all(products::PATH);
    let by_key = parameter("productKey").map(|key| all.id_of("key", key));
    let id = by_key.unwrap_or_else(|| parameter("productID"));
    let product = id.and_then(|id| all.get(id));
    let store = call.caller.store.as_deref().unwrap_or_default();
    let of_store = [("key".to_owned(), Value::from(store))]
        .into_iter()
        .collect();
    let found = product.and_then(|product| tailored::find(project, product, &of_store));
    found.ok_or_else(|| {
        let wanted = parameter("productKey").or_else(|| parameter("productID"));
        let message = format!(
            "The product '{}' is not tailored for the store '{store}'.",
            wanted.unwrap_or_default()
        );
        Refusal::not_found(message)
    })
}
