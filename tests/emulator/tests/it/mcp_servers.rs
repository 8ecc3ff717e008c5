//! Managed MCP servers: their configurations and the catalogue of their tools.

use reqwest::Method;
use serde_json::{Value, json};

use crate::products::with;
use crate::shop::Shop;

const SCOPES: &str = "manage_mcp_servers:emulator";

fn draft() -> Value {
    json!({
        "key": "support",
        "mcpServer": {"type": "CommerceMCP", "majorVersion": "v4", "tools": ["read_orders"]},
    })
}

/// With the server `support`.
async fn shop() -> Shop {
    let shop = Shop::start(SCOPES).await;
    let created = shop.post("/mcp-servers", draft()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    shop
}

#[tokio::test]
async fn a_draft_gets_a_url_and_what_it_leaves_out() {
    let shop = shop().await;
    let server = shop.get("/mcp-servers/key=support").await.json();
    assert_eq!(
        (&server["state"], &server["authenticationMode"]),
        (&json!("Disabled"), &json!("ClientCredentials"))
    );
    assert_eq!(
        server["mcpServer"],
        json!({
            "type": "CommerceMCP", "majorVersion": "v4", "tools": ["read_orders"], "toolCustomizations": [],
            "url": "https://mcp.emulator.invalid/projects/emulator/support",
        })
    );
    let id = server["id"].as_str().unwrap();
    assert_eq!(shop.get(&format!("/mcp-servers/{id}")).await.json(), server);
    let all = shop
        .get("/mcp-servers?sort=key%20desc&limit=1")
        .await
        .json();
    assert_eq!((&all["total"], &all["results"][0]), (&json!(1), &server));
    assert_eq!(
        shop.post("/mcp-servers", draft()).await.refusal().1,
        "DuplicateField"
    );
    assert_eq!(
        shop.get("/mcp-servers?where=key%3D%22x%22")
            .await
            .refusal()
            .0,
        501
    );
    let gone = format!("/mcp-servers/{id}?version=1");
    assert_eq!(shop.send(Method::DELETE, &gone, None).await.json(), server);
    assert_eq!(shop.get("/mcp-servers/key=support").await.refusal().0, 404);
}

#[tokio::test]
async fn actions_change_the_configuration() {
    let shop = shop().await;
    let path = "/mcp-servers/key=support";
    let orders = json!({"tool": "read_orders", "description": "Ask first."});
    let answer = shop.update(path, 1, json!([
        {"action": "setState", "state": "Enabled"},
        {"action": "setName", "name": {"en": "Support"}},
        {"action": "setAuthenticationMode", "authenticationMode": "CommercetoolsIdentity"},
        {"action": "addTool", "tool": "read_carts"},
        {"action": "addTool", "tool": "read_carts"},
        {"action": "addToolCustomization", "toolCustomization": orders},
        {"action": "setJsonOutputFiltering", "jsonOutputFiltering": {"drop": {"fieldNames": ["password"]}}},
        {"action": "setToolOutputFormatting", "toolOutputFormatting": "JsonToTabular"},
    ])).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let server = answer.json();
    assert_eq!(
        (&server["version"], &server["state"], &server["name"]["en"]),
        (&json!(2), &json!("Enabled"), &json!("Support"))
    );
    assert_eq!(server["authenticationMode"], "CommercetoolsIdentity");
    let config = &server["mcpServer"];
    assert_eq!(config["tools"], json!(["read_orders", "read_carts"]));
    assert_eq!(config["toolCustomizations"], json!([orders]));
    assert_eq!(
        config["jsonOutputFiltering"]["drop"]["fieldNames"],
        json!(["password"])
    );
    assert_eq!(config["toolOutputFormatting"], "JsonToTabular");
    let same = json!([{"action": "addTool", "tool": "read_carts"}, {"action": "setState", "state": "Enabled"}]);
    assert_eq!(shop.update(path, 2, same).await.json()["version"], 2);
    let carts = json!({"tool": "read_carts", "parameters": [{"name": "limit", "default": 5}]});
    let server = shop
        .update(
            path,
            2,
            json!([
                {"action": "removeToolCustomization", "toolCustomization": {"tool": "read_orders"}},
                {"action": "removeToolCustomization", "toolCustomization": {"tool": "read_zones"}},
                {"action": "removeTool", "tool": "read_orders"},
                {"action": "setToolCustomizations", "toolCustomizations": [carts]},
                {"action": "setTools", "tools": ["read_all"]},
                {"action": "setJsonOutputFiltering"},
                {"action": "setToolOutputFormatting"},
                {"action": "setName"},
            ]),
        )
        .await
        .json();
    assert_eq!(
        server["mcpServer"],
        json!({
            "type": "CommerceMCP", "majorVersion": "v4", "tools": ["read_all"], "toolCustomizations": [carts],
            "url": "https://mcp.emulator.invalid/projects/emulator/support",
        })
    );
    assert_eq!(server.get("name"), None);
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    let shop = shop().await;
    let before = shop.get("/mcp-servers/key=support").await.json();
    let add = |of: Value| json!({"action": "addToolCustomization", "toolCustomization": of});
    let parameter = |of: Value| add(json!({"tool": "read_orders", "parameters": [of]}));
    let described = || add(json!({"tool": "read_orders", "description": "x"}));
    for actions in [
        json!([{"action": "removeTool", "tool": "read_carts"}]),
        json!([described(), described()]),
        json!([described(), {"action": "removeTool", "tool": "read_orders"}]),
        json!([add(json!({"tool": "read_carts", "description": "x"}))]),
        json!([add(json!({"tool": "read_orders"}))]),
        json!([add(json!({"tool": "read_orders", "parameters": []}))]),
        json!([parameter(json!({"name": "limit"}))]),
        json!([parameter(
            json!({"name": "limit", "const": 1, "default": 2})
        )]),
        json!([parameter(
            json!({"name": "limit", "const": 1, "allowedTypes": ["number"]})
        )]),
        json!([add(json!({"tool": "read_orders", "parameters": [
            {"name": "limit", "const": 1}, {"name": "limit", "description": "x"},
        ]}))]),
    ] {
        let refused = shop
            .update("/mcp-servers/key=support", 1, actions.clone())
            .await;
        let (status, code, _) = refused.refusal();
        assert_eq!(
            (status, code.as_str()),
            (400, "InvalidOperation"),
            "{actions}"
        );
    }
    let of_all = json!([{"action": "addTool", "tool": "all"}, add(json!({"tool": "create_orders", "description": "x"}))]);
    let more = json!({"key": "all"});
    assert_eq!(
        shop.post("/mcp-servers", with(draft(), more)).await.status,
        201
    );
    assert_eq!(
        shop.update("/mcp-servers/key=all", 1, of_all).await.status,
        200
    );
    assert_eq!(shop.get("/mcp-servers/key=support").await.json(), before);
}

#[tokio::test]
async fn the_catalogue_names_the_tools() {
    let shop = shop().await;
    let all = shop.get("/mcp-servers/types").await.json();
    let one = shop.get("/mcp-servers/types/CommerceMCP").await.json();
    assert_eq!(all, json!([one]));
    assert_eq!(one["majorVersion"], "v4");
    let tools = one["tools"].as_array().unwrap();
    let tool = |name: &str| tools.iter().find(|of| of["name"] == name);
    let read =
        json!({"name": "read_orders", "operationType": "read", "groups": ["all", "read_all"]});
    assert_eq!(tool("read_orders"), Some(&read));
    assert_eq!(tool("replicate_carts").unwrap()["operationType"], "write");
    assert_eq!(tool("read_all"), None);
    for (path, status) in [
        ("CommerceMCP?majorVersion=v4", 200),
        ("CommerceMCP?majorVersion=v1", 501),
        ("CommerceMCP?majorVersion=v9", 404),
        ("OtherMCP", 404),
    ] {
        let answer = shop.get(&format!("/mcp-servers/types/{path}")).await;
        assert_eq!(answer.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_token_to_view_changes_nothing() {
    let shop = shop().await;
    let client = shop
        .emulator
        .api_client("view_mcp_servers:emulator".parse().unwrap());
    let answer = shop
        .token(&client, "grant_type=client_credentials")
        .await
        .json();
    let shop = shop.with_token(&answer["access_token"]);
    assert_eq!(shop.get("/mcp-servers/key=support").await.status, 200);
    assert_eq!(shop.get("/mcp-servers/types").await.status, 200);
    assert_eq!(shop.post("/mcp-servers", draft()).await.refusal().0, 403);
    let gone = "/mcp-servers/key=support?version=1";
    assert_eq!(shop.send(Method::DELETE, gone, None).await.refusal().0, 403);
}
