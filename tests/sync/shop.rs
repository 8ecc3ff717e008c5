//! An emulator with what the drafts refer to.

use ctp_emulator::Emulator;
use ctp_sdk::auth::Config;
use ctp_sdk::{ApiRoot, Method};
use serde_json::{Value, json};

pub(crate) struct Shop {
    pub(crate) emulator: Emulator,
    pub(crate) api: ApiRoot,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let emulator = Emulator::start().await.unwrap();
        emulator.seed(&seeds().to_string()).unwrap();
        let scopes = "manage_project:emulator".parse().unwrap();
        let api = emulator.client(scopes).unwrap().integration_api_root();
        Self { emulator, api }
    }

    /// What a client of another make is built with.
    pub(crate) fn config(&self) -> Config {
        let scopes = "manage_project:emulator".parse().unwrap();
        self.emulator.config(scopes).unwrap()
    }

    /// The resource at a path with a key, as it is.
    pub(crate) async fn get(&self, path: &'static str, key: &str) -> Option<Value> {
        let request = self.api.raw_request(Method::GET, path, &[("key", key)]);
        request.send_optional().await.unwrap()
    }

    /// The id of a resource.
    pub(crate) async fn id(&self, path: &'static str, key: &str) -> String {
        let found = self.get(path, key).await.unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn delete(&self, path: &'static str, key: &str) {
        let mut found = self.get(path, key).await.unwrap();
        if found["masterData"]["published"] == json!(true) {
            let unpublish =
                json!({"version": found["version"], "actions": [{"action": "unpublish"}]});
            let request = self.api.raw_request(Method::POST, path, &[("key", key)]);
            found = request.json(&unpublish).send().await.unwrap();
        }
        let request = self.api.raw_request(Method::DELETE, path, &[("key", key)]);
        let request = request.query("version", &found["version"]);
        request.send::<Value>().await.unwrap();
    }

    /// How many requests there were.
    pub(crate) fn seen(&self) -> usize {
        self.emulator.requests().len()
    }

    /// The requests since there were so many, each as its method and the end of its path.
    pub(crate) fn told_since(&self, before: usize) -> Vec<String> {
        let requests = self.emulator.requests();
        let api = requests.iter().skip(before);
        let api = api.filter(|request| request.path.starts_with("/emulator"));
        api.map(|request| format!("{} {}", request.method, &request.path["/emulator".len()..]))
            .collect()
    }
}

fn seeds() -> Value {
    let text = |of: &str| json!({"en": of});
    let field = |name: &str, of: Value| json!({"name": name, "label": text(name), "required": false, "type": of});
    let attribute = |name: &str, of: Value| json!({"name": name, "label": text(name), "isRequired": false, "type": of});
    let values = json!([{"key": "low", "label": "Low"}, {"key": "high", "label": "High"}]);
    let localized =
        json!([{"key": "low", "label": text("Low")}, {"key": "high", "label": text("High")}]);
    let of_types = [
        "category",
        "inventory-entry",
        "standalone-price",
        "product-price",
        "asset",
    ];
    json!({
        "channels": [
            {"key": "berlin", "roles": ["ProductDistribution", "InventorySupply"]},
            {"key": "paris", "roles": ["ProductDistribution", "InventorySupply"]},
        ],
        "customer-groups": [{"key": "regulars", "groupName": "Regulars"}],
        "tax-categories": [{"key": "standard", "name": "Standard"}, {"key": "reduced", "name": "Reduced"}],
        "states": [
            {"key": "new", "type": "ProductState", "initial": true},
            {"key": "done", "type": "ProductState", "initial": true},
        ],
        "categories": (0..4).map(|of| json!({
            "key": format!("root-{of}"), "name": text("Root"), "slug": text(&format!("root-{of}")),
        })).collect::<Vec<_>>(),
        "types": [
            {"key": "notes", "name": text("Notes"), "resourceTypeIds": of_types, "fieldDefinitions": [
                field("note", json!({"name": "String"})),
                field("count", json!({"name": "Number"})),
                field("text", json!({"name": "LocalizedString"})),
                field("tags", json!({"name": "Set", "elementType": {"name": "String"}})),
                field("level", json!({"name": "Enum", "values": values})),
                field("at", json!({"name": "DateTime"})),
            ]},
            {"key": "more", "name": text("More"), "resourceTypeIds": of_types, "fieldDefinitions": [
                field("more", json!({"name": "String"})),
            ]},
        ],
        "product-types": [{"key": "shirt", "name": "Shirt", "description": "A shirt", "attributes": [
            attribute("text", json!({"name": "text"})),
            attribute("ltext", json!({"name": "ltext"})),
            attribute("number", json!({"name": "number"})),
            attribute("boolean", json!({"name": "boolean"})),
            attribute("enum", json!({"name": "enum", "values": values})),
            attribute("lenum", json!({"name": "lenum", "values": localized})),
            attribute("texts", json!({"name": "set", "elementType": {"name": "text"}})),
            attribute("enums", json!({"name": "set", "elementType": {"name": "enum", "values": values}})),
            attribute("money", json!({"name": "money"})),
            attribute("date", json!({"name": "date"})),
            attribute("datetime", json!({"name": "datetime"})),
            attribute("channel", json!({"name": "reference", "referenceTypeId": "channel"})),
            attribute("partner", json!({"name": "reference", "referenceTypeId": "product"})),
            attribute("partners", json!({"name": "set", "elementType": {"name": "reference", "referenceTypeId": "product"}})),
            {"name": "same", "label": text("same"), "isRequired": false, "type": {"name": "text"},
                "attributeConstraint": "SameForAll"},
            {"name": "whole", "label": text("whole"), "isRequired": false, "type": {"name": "text"},
                "level": "Product"},
        ]}],
    })
}
