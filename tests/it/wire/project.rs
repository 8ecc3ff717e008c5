//! The project itself, GraphQL, and the servers for language models (MCP).

use ctp_sdk::models::{
    CommerceMcpServerConfigDraft, CommerceMcpServerConfigDraftMajorVersion, GraphQlRequest,
    McpServerAddToolAction, McpServerConfig, McpServerDraft, McpServerSetNameAction, McpServerTool,
    McpServerUpdate, McpServerUpdateAction, ProjectChangeCurrenciesAction, ProjectChangeNameAction,
    ProjectUpdate, ProjectUpdateAction,
};
use serde_json::{Value, json};

use super::bodies::{page, resource, with};
use super::exchange::{delete, get, head, post};

fn project() -> Value {
    json!({
        "version": 6,
        "key": "my-shop",
        "name": "My shop",
        "countries": ["DE"],
        "currencies": ["EUR", "CHF"],
        "languages": ["de-DE"],
        "createdAt": "2024-01-31T12:00:00.100Z",
        "messages": {"enabled": true, "deleteDaysAfterCreation": 15},
        "carts": {"deleteDaysAfterLastModification": 90},
        "inventory": {"releaseExpiredReservations": false},
        "discounts": {"discountCombinationMode": "Stacking"},
    })
}

#[tokio::test]
async fn the_project_is_read_and_changed() {
    let read = get("/my-shop", project(), |api| api.get().send()).await;
    assert_eq!((read.key.as_str(), read.version), ("my-shop", 6));
    assert_eq!(read.currencies[1].as_str(), "CHF");
    assert_eq!(read.messages.delete_days_after_creation, Some(15));
    head("/my-shop", |api| api.head().send()).await;

    let body = json!({"version": 6, "actions": [
        {"action": "changeName", "name": "Our shop"},
        {"action": "changeCurrencies", "currencies": ["EUR"]},
    ]});
    let changed = with(project(), json!({"name": "Our shop"}));
    let changed = post("/my-shop", body, changed, |api| {
        let actions = [
            ProjectUpdateAction::from(ProjectChangeNameAction::new("Our shop")),
            ProjectChangeCurrenciesAction::new(["EUR"]).into(),
        ];
        api.post(ProjectUpdate::new(6, actions)).send()
    });
    assert_eq!(changed.await.name, "Our shop");
}

#[tokio::test]
async fn a_graphql_query_is_sent_with_its_variables() {
    let query = "query Carts($limit: Int) { carts(limit: $limit) { total } }";
    let body = json!({"query": query, "operationName": "Carts", "variables": {"limit": 2}});
    let answer = json!({
        "data": {"carts": {"total": 7}},
        "errors": [{
            "message": "no such field",
            "locations": [{"line": 1, "column": 30}],
            "path": ["carts", 0],
            "extensions": {"code": "InvalidField", "field": "x", "invalidValue": 1},
        }],
    });
    let answer = post("/my-shop/graphql", body, answer, |api| {
        let variables = [("limit".to_owned(), json!(2))];
        let request = GraphQlRequest::new(query)
            .operation_name("Carts")
            .variables(variables.into_iter().collect::<ctp_sdk::JsonObject>());
        api.graphql().post(request).send()
    });
    let answer = answer.await;
    assert_eq!(answer.data.unwrap()["carts"]["total"], 7);
    let error = &answer.errors[0];
    assert_eq!(
        (error.message.as_str(), error.locations[0].column),
        ("no such field", 30)
    );
    assert_eq!(error.path, [json!("carts"), json!(0)]);
}

fn mcp_server() -> Value {
    let config = json!({
        "type": "CommerceMCP",
        "majorVersion": "v4",
        "url": "https://mcp.example.com/my-shop",
        "tools": ["read_products"],
    });
    with(
        resource("server-1"),
        json!({
            "key": "assistant",
            "authenticationMode": "ClientCredentials",
            "state": "Enabled",
            "mcpServer": config,
        }),
    )
}

#[tokio::test]
async fn mcp_servers() {
    let target = "/my-shop/mcp-servers?sort=key%20asc&limit=2&offset=2&withTotal=false";
    let found = get(target, page(json!([mcp_server()])), |api| {
        let query = api.mcp_servers().get().sort("key asc").limit(2);
        query.offset(2).with_total(false).send()
    });
    let McpServerConfig::CommerceMcp(config) = &found.await.results[0].mcp_server else {
        panic!("another kind of server")
    };
    assert_eq!(config.tools[0], McpServerTool::ReadProducts);
    assert_eq!(config.url, "https://mcp.example.com/my-shop");

    let read = get("/my-shop/mcp-servers/server-1", mcp_server(), |api| {
        api.mcp_servers().with_id("server-1").get().send()
    });
    assert_eq!(read.await.state.as_str(), "Enabled");
    let read = get("/my-shop/mcp-servers/key=assistant", mcp_server(), |api| {
        api.mcp_servers().with_key("assistant").get().send()
    });
    assert_eq!(read.await.authentication_mode.as_str(), "ClientCredentials");

    let body = json!({
        "key": "assistant",
        "mcpServer": {"type": "CommerceMCP", "majorVersion": "v4", "tools": ["read_products"]},
    });
    let created = post("/my-shop/mcp-servers", body, mcp_server(), |api| {
        let version = CommerceMcpServerConfigDraftMajorVersion::V4;
        let config = CommerceMcpServerConfigDraft::new(version, [McpServerTool::ReadProducts]);
        api.mcp_servers()
            .post(McpServerDraft::new("assistant", config))
            .send()
    });
    assert_eq!(created.await.id, "server-1");

    let body = json!({"version": 1, "actions": [
        {"action": "setName", "name": {"en": "Assistant"}},
        {"action": "addTool", "tool": "read_carts"},
    ]});
    let changed = post(
        "/my-shop/mcp-servers/key=assistant",
        body,
        mcp_server(),
        |api| {
            let actions = [
                McpServerUpdateAction::from(
                    McpServerSetNameAction::new().name([("en", "Assistant")]),
                ),
                McpServerAddToolAction::new(McpServerTool::ReadCarts).into(),
            ];
            let server = api.mcp_servers().with_key("assistant");
            server.post(McpServerUpdate::new(1, actions)).send()
        },
    );
    assert_eq!(changed.await.version, 1);

    delete(
        "/my-shop/mcp-servers/server-1?version=2",
        mcp_server(),
        |api| api.mcp_servers().with_id("server-1").delete(2).send(),
    )
    .await;
}

#[tokio::test]
async fn the_types_of_mcp_servers_are_listed() {
    let kind = || {
        let tool =
            json!({"name": "read_products", "groups": ["products"], "operationType": "Read"});
        json!({"type": "CommerceMCP", "majorVersion": "v4", "tools": [tool]})
    };
    let types = get("/my-shop/mcp-servers/types", json!([kind()]), |api| {
        api.mcp_servers().types().get().send()
    });
    assert_eq!(types.await[0].tools[0].name, "read_products");
    let target = "/my-shop/mcp-servers/types/CommerceMCP?majorVersion=v4";
    let one = get(target, kind(), |api| {
        let types = api.mcp_servers().types();
        types
            .with_mcp_server_type("CommerceMCP")
            .get()
            .major_version("v4")
            .send()
    });
    assert_eq!(one.await.major_version, "v4");
}
