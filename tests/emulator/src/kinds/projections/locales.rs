//! Locale projection: a projection contains only the texts of some locales.

use serde_json::Value;

use crate::kind::Object;
use crate::kinds::products::{LOCALIZED, variants_mut};
use crate::project::Project;

/// The maximum depth of nested attributes.
const DEEPEST: usize = 8;

/// Removes the texts of other locales.
pub(super) fn keep(
    project: &Project,
    projection: &mut Object,
    product_type: Option<&Object>,
    locales: &[&str],
) {
    let keep = Keep { project, locales };
    for name in LOCALIZED {
        keep.texts(projection.get_mut(name));
    }
    keep.attributes(projection.get_mut("attributes"), product_type, DEEPEST);
    for variant in variants_mut(projection) {
        keep.attributes(variant.get_mut("attributes"), product_type, DEEPEST);
        let assets = variant.get_mut("assets").and_then(Value::as_array_mut);
        for asset in assets.into_iter().flatten() {
            keep.texts(asset.get_mut("name"));
            keep.texts(asset.get_mut("description"));
        }
    }
}

/// Removes the other locales of a text.
pub(super) fn keep_texts(texts: &mut Value, locales: &[&str]) {
    let Some(texts) = texts.as_object_mut() else {
        return;
    };
    let is_wanted = |locale: &str| locales.contains(&locale);
    // If none is left, another one is used, so that no text is lost.
    let other = texts.keys().next().cloned();
    let other = other.filter(|_| !texts.keys().any(|locale| is_wanted(locale)));
    texts.retain(|locale, _| is_wanted(locale) || Some(locale) == other.as_ref());
}

struct Keep<'k> {
    project: &'k Project,
    locales: &'k [&'k str],
}

impl Keep<'_> {
    fn texts(&self, value: Option<&mut Value>) {
        if let Some(texts) = value {
            keep_texts(texts, self.locales);
        }
    }

    fn attributes(&self, of: Option<&mut Value>, product_type: Option<&Object>, depth: usize) {
        let definitions = product_type.and_then(|of| of.get("attributes")?.as_array());
        for attribute in of.and_then(Value::as_array_mut).into_iter().flatten() {
            let name = attribute.get("name").cloned();
            let mut definitions = definitions.into_iter().flatten();
            let definition = definitions.find(|of| of.get("name") == name.as_ref());
            if let (Some(of), Some(value)) = (
                definition.and_then(|of| of.get("type")),
                attribute.get_mut("value"),
            ) {
                self.attribute(of, value, depth);
            }
        }
    }

    /// The value of an attribute of a type.
    fn attribute(&self, of: &Value, value: &mut Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match of.get("name").and_then(Value::as_str) {
            Some("ltext") => self.texts(Some(value)),
            Some("lenum") => self.texts(value.get_mut("label")),
            Some("set") => {
                let element = of.get("elementType").unwrap_or(&Value::Null);
                for value in value.as_array_mut().into_iter().flatten() {
                    self.attribute(element, value, depth);
                }
            }
            Some("nested") => {
                let product_type = of.get("typeReference");
                let found = product_type.and_then(|of| self.project.find("product-type", of).ok());
                self.attributes(Some(value), found, depth);
            }
            _ => {}
        }
    }
}
