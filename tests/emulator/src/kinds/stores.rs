//! Stores: their channels must have roles, and lists contain no duplicates.

use serde_json::{Value, json};

use crate::kind::{Done, Object, Row, Stage};
use crate::kinds::project_settings::check_languages;
use crate::message::Message;
use crate::object::{given, put};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

pub(crate) const PATH: &str = "/{projectKey}/stores";

pub(crate) const ROW: Row = Row {
    complete,
    actions: &[
        ("addDistributionChannel", |project, store, action| {
            add_channel(project, store, action, DISTRIBUTION)
        }),
        ("removeDistributionChannel", |project, store, action| {
            remove_channel(project, store, action, DISTRIBUTION)
        }),
        ("setDistributionChannels", |project, store, action| {
            set_channels(project, store, action, DISTRIBUTION)
        }),
        ("addSupplyChannel", |project, store, action| {
            add_channel(project, store, action, SUPPLY)
        }),
        ("removeSupplyChannel", |project, store, action| {
            remove_channel(project, store, action, SUPPLY)
        }),
        ("setSupplyChannels", |project, store, action| {
            set_channels(project, store, action, SUPPLY)
        }),
        ("addCountry", |_, store, action| {
            add(store, "countries", action.get("country").cloned());
            Ok(())
        }),
        ("removeCountry", |_, store, action| {
            remove(store, "countries", action.get("country"));
            Ok(())
        }),
        ("setLanguages", |project, store, action| {
            let languages = given(action, LANGUAGES).cloned();
            let checked = languages.as_ref().map(|of| check_languages(project, of));
            checked.transpose()?;
            put(store, LANGUAGES, languages);
            Ok(())
        }),
        ("addProductSelection", add_selection),
        ("changeProductSelectionActive", change_selection),
        ("removeProductSelection", remove_selection),
    ],
    messages,
    ..Row::held(PATH)
};

/// A list of channels: its field, the property of actions with one, and the required role.
#[derive(Clone, Copy)]
struct Channels {
    list: &'static str,
    one: &'static str,
    role: &'static str,
}

const DISTRIBUTION: Channels = Channels {
    list: "distributionChannels",
    one: "distributionChannel",
    role: "ProductDistribution",
};

const SUPPLY: Channels = Channels {
    list: "supplyChannels",
    one: "supplyChannel",
    role: "InventorySupply",
};

const LANGUAGES: &str = "languages";

const SELECTIONS: &str = "productSelections";

/// The lists with messages about changes: the name of the message, the list, and the name of elements in the message.
const TOLD: [(&str, &str, &str); 4] = [
    ("StoreCountriesChanged", "countries", "Countries"),
    ("StoreLanguagesChanged", "languages", "Languages"),
    (
        "StoreDistributionChannelsChanged",
        DISTRIBUTION.list,
        "DistributionChannels",
    ),
    ("StoreSupplyChannelsChanged", SUPPLY.list, "SupplyChannels"),
];

fn complete(project: &Project, stage: Stage<'_>, store: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(_) = stage {
        for channels in [DISTRIBUTION, SUPPLY] {
            let list = store.get(channels.list).and_then(Value::as_array);
            let mut list = list.into_iter().flatten();
            list.try_for_each(|channel| channel_of(project, channel, channels).map(drop))?;
        }
        if let Some(languages) = store.get(LANGUAGES) {
            check_languages(project, languages)?;
        }
    }
    Ok(())
}

fn add_channel(
    project: &Project,
    store: &mut Object,
    action: &Object,
    channels: Channels,
) -> Result<(), Refusal> {
    let channel = action.get(channels.one).unwrap_or(&Value::Null);
    let channel = channel_of(project, channel, channels)?;
    add(store, channels.list, Some(channel));
    Ok(())
}

fn remove_channel(
    project: &Project,
    store: &mut Object,
    action: &Object,
    channels: Channels,
) -> Result<(), Refusal> {
    let channel = reference(project, "channel", action.get(channels.one))?;
    remove(store, channels.list, Some(&channel));
    Ok(())
}

fn set_channels(
    project: &Project,
    store: &mut Object,
    action: &Object,
    channels: Channels,
) -> Result<(), Refusal> {
    let set = action.get(channels.list).and_then(Value::as_array);
    let set = set.into_iter().flatten();
    let set = set.map(|channel| channel_of(project, channel, channels));
    let set = set.collect::<Result<Vec<Value>, Refusal>>()?;
    store.insert(channels.list.to_owned(), json!([]));
    set.into_iter()
        .for_each(|channel| add(store, channels.list, Some(channel)));
    Ok(())
}

/// The reference to a channel that has the role of its list.
fn channel_of(project: &Project, identifier: &Value, channels: Channels) -> Result<Value, Refusal> {
    let channel = project.find("channel", identifier)?;
    let roles = channel.get("roles").and_then(Value::as_array);
    if roles.is_some_and(|roles| roles.contains(&json!(channels.role))) {
        return Ok(json!({"typeId": "channel", "id": channel.get("id")}));
    }
    let name = ["key", "id"].iter().find_map(|name| identifier.get(*name));
    let name = name.and_then(Value::as_str).unwrap_or_default();
    let role = channels.role;
    let message = format!("Given channel with {name} does not have the required role {role}.");
    let problem = Problem::new("MissingRoleOnChannel", message);
    let problem = problem.with("channel", identifier.clone());
    Err(Refusal::bad_request(problem.with("missingRole", role)))
}

/// Replaces the setting of the same product selection.
fn add_selection(project: &Project, store: &mut Object, action: &Object) -> Result<(), Refusal> {
    let setting = setting(project, action)?;
    match selection(store, &setting) {
        Some(old) => *old = setting,
        None => add(store, SELECTIONS, Some(setting)),
    }
    Ok(())
}

fn change_selection(project: &Project, store: &mut Object, action: &Object) -> Result<(), Refusal> {
    let setting = setting(project, action)?;
    let old = selection(store, &setting).ok_or_else(|| {
        let message = "The store does not have this product selection.";
        Refusal::invalid_operation(message)
    })?;
    *old = setting;
    Ok(())
}

fn remove_selection(project: &Project, store: &mut Object, action: &Object) -> Result<(), Refusal> {
    let setting = setting(project, action)?;
    let wanted = setting.get("productSelection");
    if let Some(list) = store.get_mut(SELECTIONS).and_then(Value::as_array_mut) {
        list.retain(|of| of.get("productSelection") != wanted);
    }
    Ok(())
}

fn setting(project: &Project, action: &Object) -> Result<Value, Refusal> {
    let selection = action.get("productSelection");
    let selection = reference(project, "product-selection", selection)?;
    let active = action.get("active").and_then(Value::as_bool);
    Ok(json!({"productSelection": selection, "active": active.unwrap_or_default()}))
}

/// The setting of a store for the same product selection.
fn selection<'s>(store: &'s mut Object, setting: &Value) -> Option<&'s mut Value> {
    let list = store.get_mut(SELECTIONS)?.as_array_mut()?;
    let wanted = setting.get("productSelection");
    list.iter_mut()
        .find(|of| of.get("productSelection") == wanted)
}

fn reference(project: &Project, type_id: &str, of: Option<&Value>) -> Result<Value, Refusal> {
    let found = project.find(type_id, of.unwrap_or(&Value::Null))?;
    Ok(json!({"typeId": type_id, "id": found.get("id")}))
}

fn add(store: &mut Object, list: &str, value: Option<Value>) {
    let list = store.entry(list).or_insert_with(|| json!([]));
    if let (Some(list), Some(value)) = (list.as_array_mut(), value)
        && !list.contains(&value)
    {
        list.push(value);
    }
}

fn remove(store: &mut Object, list: &str, value: Option<&Value>) {
    if let Some(list) = store.get_mut(list).and_then(Value::as_array_mut) {
        list.retain(|of| Some(of) != value);
    }
}

/// The message about a changed list contains the added and the removed elements.
fn messages(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    let Done::Changed(_, (before, after)) = done else {
        return None;
    };
    let list = |of: &Object, name: &str| of.get(name).and_then(Value::as_array).cloned();
    let changed = |name: &str| before.get(name) != after.get(name);
    let without = |one: &[Value], other: &[Value]| -> Value {
        let one = one.iter().filter(|of| !other.contains(of));
        one.cloned().collect()
    };
    if let Some((message, name, noun)) = TOLD.iter().find(|(_, name, _)| changed(name)) {
        let (old, new) = (list(before, name)?, list(after, name)?);
        let message = project.message(message, &|field| match field {
            _ if field == format!("added{noun}") => Some(without(&new, &old)),
            _ if field == format!("removed{noun}") => Some(without(&old, &new)),
            _ => None,
        });
        return Some(message.into_iter().collect());
    }
    if !changed(SELECTIONS) {
        return None;
    }
    let (old, new) = (list(before, SELECTIONS)?, list(after, SELECTIONS)?);
    let has = |list: &[Value], setting: &Value| {
        let selection = setting.get("productSelection");
        list.iter()
            .any(|of| of.get("productSelection") == selection)
    };
    let those = |list: &[Value], is: &dyn Fn(&Value) -> bool| -> Value {
        list.iter().filter(|of| is(of)).cloned().collect()
    };
    let message = project.message("StoreProductSelectionsChanged", &|field| match field {
        "addedProductSelections" => Some(those(&new, &|of| !has(&old, of))),
        "removedProductSelections" => Some(those(&old, &|of| !has(&new, of))),
        "updatedProductSelections" => Some(those(&new, &|of| has(&old, of) && !old.contains(of))),
        _ => None,
    });
    Some(message.into_iter().collect())
}
