//! The settings of the project.
//!
//! These effects of a change are emulated: whether messages are kept, whether a search is active, the defaults of carts and
//! shopping lists, and the fallback to the tax rate of a country. The languages are those that stores may have; countries
//! and currencies restrict nothing, as on the platform. An external authorization service is not emulated.
//!
//! Source: <https://docs.commercetools.com/api/projects/project>.

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{Object, Row};
use crate::kinds::products;
use crate::kinds::stores;
use crate::object::{given, put, text};
use crate::project::{Call, Project, Seen, check_version, version};
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}";

const LANGUAGES: &str = "languages";

/// The only resource of its kind has no id.
const ID: &str = "";

pub(crate) const ROW: Row = Row {
    state: Some("Project"),
    unique: &[],
    actions: &[
        ("changeMessagesConfiguration", set),
        ("changeCartsConfiguration", set),
        ("changeCountryTaxRateFallbackEnabled", set),
        ("changePriceRoundingMode", set),
        ("changeTaxRoundingMode", set),
        ("changeShoppingListsConfiguration", set),
        ("changeMyBusinessUnitStatusOnCreation", set),
        ("setMyBusinessUnitAssociateRoleOnCreation", set),
        ("setDiscountsConfiguration", set),
        ("setReservationExpirationInMinutes", set),
        ("setReleaseExpiredReservations", set),
        ("setProductCatalogModel", set_catalog_model),
        ("setExternalOAuth", not_emulated),
        ("changeCountries", |_, settings, action| {
            change_list(settings, action, "countries")
        }),
        ("changeCurrencies", |_, settings, action| {
            change_list(settings, action, "currencies")
        }),
        ("changeLanguages", change_languages),
        ("changeProductSearchIndexingEnabled", change_product_search),
        ("changeOrderSearchStatus", change_search),
        ("changeCustomerSearchStatus", change_search),
        ("changeBusinessUnitSearchStatus", change_search),
    ],
    routes: &[
        ("GET", PATH, read, Coverage::Generic),
        ("HEAD", PATH, is_there, Coverage::Generic),
        ("POST", PATH, update, Coverage::Generic),
    ],
    ..Row::of(PATH)
};

/// The place where the property of an action is set.
struct Place {
    action: &'static str,
    property: &'static str,
    /// The part of the settings.
    part: &'static str,
    /// The field of the part; `None` if the property is the whole part.
    field: Option<&'static str>,
    /// The types that are sent and read, if they differ.
    types: Option<(&'static str, &'static str)>,
}

const PLACES: [Place; 11] = [
    Place {
        action: "changeMessagesConfiguration",
        property: "messagesConfiguration",
        part: "messages",
        field: None,
        types: Some(("MessagesConfigurationDraft", "MessagesConfiguration")),
    },
    Place {
        action: "changeCartsConfiguration",
        property: "cartsConfiguration",
        part: "carts",
        field: None,
        types: None,
    },
    Place {
        action: "changeCountryTaxRateFallbackEnabled",
        property: "countryTaxRateFallbackEnabled",
        part: "carts",
        field: Some("countryTaxRateFallbackEnabled"),
        types: None,
    },
    Place {
        action: "changePriceRoundingMode",
        property: "priceRoundingMode",
        part: "carts",
        field: Some("priceRoundingMode"),
        types: None,
    },
    Place {
        action: "changeTaxRoundingMode",
        property: "taxRoundingMode",
        part: "carts",
        field: Some("taxRoundingMode"),
        types: None,
    },
    Place {
        action: "changeShoppingListsConfiguration",
        property: "shoppingListsConfiguration",
        part: "shoppingLists",
        field: None,
        types: None,
    },
    Place {
        action: "changeMyBusinessUnitStatusOnCreation",
        property: "status",
        part: "businessUnits",
        field: Some("myBusinessUnitStatusOnCreation"),
        types: None,
    },
    Place {
        action: "setMyBusinessUnitAssociateRoleOnCreation",
        property: "associateRole",
        part: "businessUnits",
        field: Some("myBusinessUnitAssociateRoleOnCreation"),
        types: Some((
            "AssociateRoleResourceIdentifier",
            "AssociateRoleKeyReference",
        )),
    },
    Place {
        action: "setDiscountsConfiguration",
        property: "discountsConfiguration",
        part: "discounts",
        field: None,
        types: None,
    },
    Place {
        action: "setReservationExpirationInMinutes",
        property: "reservationExpirationInMinutes",
        part: "inventory",
        field: Some("reservationExpirationInMinutes"),
        types: None,
    },
    Place {
        action: "setReleaseExpiredReservations",
        property: "releaseExpiredReservations",
        part: "inventory",
        field: Some("releaseExpiredReservations"),
        types: None,
    },
];

/// Sets the settings of a new project: messages are kept, and all searches are active.
pub(crate) fn begin(project: &mut Project) {
    let key = project.authorization.project_key().to_owned();
    let now = project.clock.text();
    let active = json!({"status": "Activated", "lastModifiedAt": now});
    let settings = json!({
        "version": 1,
        "key": key,
        "name": key,
        "countries": ["DE", "US"],
        "currencies": ["EUR", "USD"],
        "languages": ["en", "de"],
        "createdAt": now,
        "messages": {"enabled": true, "deleteDaysAfterCreation": 15},
        "carts": {
            "deleteDaysAfterLastModification": 90,
            "countryTaxRateFallbackEnabled": false,
            "priceRoundingMode": "HalfEven",
            "taxRoundingMode": "HalfEven",
        },
        "shoppingLists": {"deleteDaysAfterLastModification": 360},
        "inventory": {"releaseExpiredReservations": true},
        "discounts": {"discountCombinationMode": "Stacking"},
        "businessUnits": {"myBusinessUnitStatusOnCreation": "Inactive"},
        "searchIndexing": {
            "products": active,
            "productsSearch": active,
            "orders": active,
            "customers": active,
            "businessUnits": active,
        },
    });
    if let Value::Object(settings) = settings {
        project.all_mut(PATH).put(ROW.unique, ID, settings);
    }
}

/// A setting by its part and its field, such as `carts` and `deleteDaysAfterLastModification`.
pub(crate) fn setting<'p>(project: &'p Project, part: &str, field: &str) -> Option<&'p Value> {
    project.all(PATH).get(ID)?.get(part)?.get(field)
}

/// Removes an associate role that was deleted from the settings.
pub(crate) fn forget_role(project: &mut Project, key: &str) {
    let name = "myBusinessUnitAssociateRoleOnCreation";
    let of_key = |role: &Value| role.get("key").and_then(Value::as_str) == Some(key);
    if !setting(project, "businessUnits", name).is_some_and(of_key) {
        return;
    }
    if let Some(mut settings) = project.all(PATH).get(ID).cloned() {
        let units = settings.get_mut("businessUnits");
        if let Some(units) = units.and_then(Value::as_object_mut) {
            units.remove(name);
        }
        project.all_mut(PATH).put(ROW.unique, ID, settings);
    }
}

/// Whether a search is active, by its name in the settings, such as `orders`.
pub(crate) fn is_searched(project: &Project, what: &str) -> bool {
    let of = setting(project, "searchIndexing", what);
    of.and_then(|of| of.get("status")) == Some(&json!("Activated"))
}

/// Whether variants are separate resources.
pub(crate) fn is_modular(project: &Project) -> bool {
    let settings = project.all(PATH).get(ID);
    settings.and_then(|of| text(of, "productCatalogModel")) == Some("Modular")
}

/// Fails if a search of products is deactivated: `products` or `productsSearch`. Searching for variants that are separate
/// resources is not emulated.
pub(crate) fn check_product_search(project: &Project, what: &str) -> Result<(), Refusal> {
    if is_modular(project) {
        return Err(Refusal::not_emulated("searches in a modular catalogue"));
    }
    match is_searched(project, what) {
        true => Ok(()),
        false => {
            let message = "The endpoint is deactivated for this project. Please enable it via the Project endpoint.";
            let problem = Problem::new("SearchDeactivated", message);
            Err(Refusal::bad_request(problem))
        }
    }
}

/// The settings, if a request is about them.
pub(crate) fn named<'p, 'c>(
    project: &'p Project,
    call: &'c Call<'_>,
) -> Option<(Seen<'c>, &'p Object)> {
    let is_about = call.route.operation.path == PATH && call.route.operation.method != "GET";
    let seen = project.whole(PATH, &call.caller).ok();
    seen.filter(|_| is_about).zip(project.all(PATH).get(ID))
}

fn read(project: &mut Project, _: &Call<'_>) -> Result<Option<Value>, Refusal> {
    settings(project).map(|of| Some(Value::Object(of.clone())))
}

fn is_there(_: &mut Project, _: &Call<'_>) -> Result<Option<Value>, Refusal> {
    Ok(None)
}

fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let update = project.body(call.route.operation, call.body)?;
    let old = settings(project)?.clone();
    check_version(&old, version(&update).unwrap_or_default())?;
    let actions = update.get("actions").and_then(Value::as_array);
    let actions = actions.into_iter().flatten().filter_map(Value::as_object);
    let seen = project.whole(PATH, &call.caller)?;
    let mut new = project.change(seen, &old, actions)?.resource;
    if new != old {
        let next = version(&old).unwrap_or_default().saturating_add(1);
        new.insert("version".to_owned(), next.into());
        project.all_mut(PATH).put(ROW.unique, ID, new.clone());
    }
    Ok(Some(Value::Object(new)))
}

fn settings(project: &Project) -> Result<&Object, Refusal> {
    let settings = project.all(PATH).get(ID);
    settings.ok_or_else(|| Refusal::not_found("The project was not found."))
}

/// Sets the property of an action at its place.
fn set(project: &Project, settings: &mut Object, action: &Object) -> Result<(), Refusal> {
    let name = text(action, "action").unwrap_or_default();
    let Some(place) = PLACES.iter().find(|place| place.action == name) else {
        return not_emulated(project, settings, action);
    };
    let (part, property) = (place.part, place.property);
    let value = match place.types {
        Some(types) => project.built_at(action, property, types)?,
        None => given(action, property).cloned(),
    };
    let Some(field) = place.field else {
        put(
            settings,
            part,
            value.map(|of| with_defaults(project, part, of)),
        );
        return Ok(());
    };
    let part = settings.entry(part).or_insert_with(|| json!({}));
    if let Some(part) = part.as_object_mut() {
        put(part, field, value);
    }
    Ok(())
}

/// A part of the settings, with defaults for missing fields.
fn with_defaults(project: &Project, part: &str, mut value: Value) -> Value {
    let contract = project.contract;
    let of = contract.definition("Project");
    let of = of.and_then(|of| contract.field(of, part));
    let fields = of.and_then(|of| match contract.resolve(&of.of) {
        crate::contract::Resolved::Type(_, of) => contract.fields(of),
        _ => None,
    });
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, value| !value.is_null());
        for (name, field) in fields.unwrap_or_default() {
            if let Some(default) = &field.facets.default {
                members
                    .entry(name.to_owned())
                    .or_insert_with(|| default.clone());
            }
        }
    }
    value
}

/// In a modular catalogue, variants are separate resources. The conversion of existing products is not emulated.
fn set_catalog_model(
    project: &Project,
    settings: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    const CLASSIC: &str = "Classic";
    let model = text(action, "productCatalogModel").unwrap_or(CLASSIC);
    let old = text(settings, "productCatalogModel").unwrap_or(CLASSIC);
    let has_products = project.all(products::PATH).iter().next().is_some();
    if model != old && has_products {
        let what = "another productCatalogModel of a project that has products";
        return Err(Refusal::not_emulated(what));
    }
    settings.insert("productCatalogModel".to_owned(), model.into());
    Ok(())
}

/// A project has at least one country, currency and language.
fn change_list(settings: &mut Object, action: &Object, list: &str) -> Result<(), Refusal> {
    let new = action.get(list).and_then(Value::as_array);
    if new.is_none_or(Vec::is_empty) {
        let message = format!("The {list} of a project must not be empty.");
        return Err(Refusal::invalid_operation(message));
    }
    put(settings, list, action.get(list).cloned());
    Ok(())
}

fn change_languages(
    project: &Project,
    settings: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    change_list(settings, action, LANGUAGES)?;
    let is_missing = |language: &Value| !has_language(settings, language);
    if project.all(stores::PATH).iter().any(|store| {
        let languages = store.get(LANGUAGES).and_then(Value::as_array);
        languages.into_iter().flatten().any(is_missing)
    }) {
        let message = "Language(s) in use by a store cannot be deleted. Remove them in all the stores of this project first.";
        let problem = Problem::new("LanguageUsedInStores", message);
        return Err(Refusal::bad_request(problem));
    }
    Ok(())
}

/// Fails if the project does not have all of these languages.
pub(crate) fn check_languages(project: &Project, languages: &Value) -> Result<(), Refusal> {
    let settings = settings(project)?;
    let mut all = languages.as_array().into_iter().flatten();
    if all.all(|language| has_language(settings, language)) {
        return Ok(());
    }
    let message = "The project is not configured for given languages.";
    let problem = Problem::new("ProjectNotConfiguredForLanguages", message);
    Err(Refusal::bad_request(
        problem.with(LANGUAGES, languages.clone()),
    ))
}

fn has_language(settings: &Object, language: &Value) -> bool {
    let languages = settings.get(LANGUAGES).and_then(Value::as_array);
    languages.is_some_and(|languages| languages.contains(language))
}

fn change_product_search(
    project: &Project,
    settings: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let what = match text(action, "mode") {
        Some("ProductsSearch") => "productsSearch",
        _ => "products",
    };
    let is_enabled = action.get("enabled") == Some(&json!(true));
    let status = if is_enabled {
        "Activated"
    } else {
        "Deactivated"
    };
    set_search(project, settings, what, status)
}

fn change_search(project: &Project, settings: &mut Object, action: &Object) -> Result<(), Refusal> {
    let what = match text(action, "action") {
        Some("changeOrderSearchStatus") => "orders",
        Some("changeCustomerSearchStatus") => "customers",
        _ => "businessUnits",
    };
    let status = text(action, "status").unwrap_or_default();
    set_search(project, settings, what, status)
}

/// Changes are found at once, so there is no time of indexing.
fn set_search(
    project: &Project,
    settings: &mut Object,
    what: &str,
    status: &str,
) -> Result<(), Refusal> {
    let all = settings
        .entry("searchIndexing")
        .or_insert_with(|| json!({}));
    if let Some(all) = all.as_object_mut() {
        let is_same = all.get(what).and_then(|of| of.get("status")) == Some(&json!(status));
        if !is_same {
            let now = project.clock.text();
            all.insert(
                what.to_owned(),
                json!({"status": status, "lastModifiedAt": now}),
            );
        }
    }
    Ok(())
}

fn not_emulated(_: &Project, _: &mut Object, action: &Object) -> Result<(), Refusal> {
    let name = text(action, "action").unwrap_or_default();
    Err(Refusal::not_emulated(&format!(
        "the update action {name} of the project"
    )))
}
