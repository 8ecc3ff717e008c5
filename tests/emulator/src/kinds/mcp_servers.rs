//! Managed MCP servers: only their configurations. There is no server at their URLs.
//!
//! Source: <https://docs.commercetools.com/api/projects/managed-mcp-servers>.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::build::without_null;
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object, Row, Stage};
use crate::object::{elements, given, list_mut, put, text_or_empty};
use crate::project::{Call, Project};
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/mcp-servers";
const TYPES: &str = "/{projectKey}/mcp-servers/types";
const TYPE: &str = "/{projectKey}/mcp-servers/types/{mcpServerType}";

/// The maximum number in a project.
const MOST: usize = 500;

/// The only type of servers, and the version whose tools are known.
const COMMERCE: &str = "CommerceMCP";
const LATEST: &str = "v4";

/// Names that stand for several tools.
const GROUPS: [&str; 2] = ["all", "read_all"];

const CUSTOMIZATIONS: &str = "toolCustomizations";

pub(crate) const ROW: Row = Row {
    by_hand: &["mcpServer"],
    complete,
    actions: &[
        ("setTools", |_, server, action| {
            config(server, |config| set(config, action, "tools"))
        }),
        ("addTool", |_, server, action| {
            config(server, |config| {
                let tools = list_mut(config, "tools")?;
                let tool = action.get("tool").filter(|tool| !tools.contains(tool));
                tools.extend(tool.cloned());
                Ok(())
            })
        }),
        ("removeTool", |_, server, action| {
            config(server, |config| {
                let tools = list_mut(config, "tools")?;
                let place = tools.iter().position(|of| Some(of) == action.get("tool"));
                let place = place.ok_or_else(|| {
                    let tool = text_or_empty(action, "tool");
                    let message = format!("The tool '{tool}' is not enabled.");
                    Refusal::invalid_operation(message)
                })?;
                drop(tools.remove(place));
                Ok(())
            })
        }),
        ("setToolCustomizations", |_, server, action| {
            config(server, |config| set(config, action, CUSTOMIZATIONS))
        }),
        ("addToolCustomization", |_, server, action| {
            config(server, |config| {
                let added = action.get("toolCustomization").map(without_null);
                list_mut(config, CUSTOMIZATIONS)?.extend(added);
                Ok(())
            })
        }),
        ("removeToolCustomization", |_, server, action| {
            config(server, |config| {
                let of = |value: &Value| value.get("tool").cloned();
                let tool = action.get("toolCustomization").and_then(of);
                list_mut(config, CUSTOMIZATIONS)?.retain(|value| of(value) != tool);
                Ok(())
            })
        }),
        ("setJsonOutputFiltering", |_, server, action| {
            config(server, |config| set(config, action, "jsonOutputFiltering"))
        }),
        ("setToolOutputFormatting", |_, server, action| {
            config(server, |config| set(config, action, "toolOutputFormatting"))
        }),
    ],
    routes: ROUTES,
    ..Row::of(PATH)
};

const ROUTES: &[HandWritten] = &[
    ("GET", TYPES, types, Coverage::Generic),
    ("GET", TYPE, of_type, Coverage::Generic),
];

fn complete(project: &Project, stage: Stage<'_>, server: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        if project.all(PATH).iter().count() >= MOST {
            let message = format!("A project has at most {MOST} MCP servers.");
            let problem = Problem::new("MaxResourceLimitExceeded", message);
            return Err(Refusal::bad_request(
                problem.with("exceededResource", "mcp-server"),
            ));
        }
        let config = draft.get("mcpServer").map(without_null);
        let config = config.as_ref().and_then(Value::as_object);
        let mut config = config.cloned().unwrap_or_default();
        // The host cannot be reached, so that nobody takes it for a server.
        let url = format!(
            "https://mcp.emulator.invalid/projects/{}/{}",
            project.authorization.project_key(),
            text_or_empty(server, "key")
        );
        config.insert("url".to_owned(), url.into());
        config.entry(CUSTOMIZATIONS).or_insert_with(|| json!([]));
        server.insert("mcpServer".to_owned(), Value::Object(config));
    }
    match server.get("mcpServer").and_then(Value::as_object) {
        Some(config) => check(config),
        None => Ok(()),
    }
}

/// Changes the configuration of a server.
fn config(
    server: &mut Object,
    change: impl FnOnce(&mut Object) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let config = server.get_mut("mcpServer").and_then(Value::as_object_mut);
    config.map_or(Ok(()), change)
}

/// Sets or removes a field as an action says.
fn set(config: &mut Object, action: &Object, field: &str) -> Result<(), Refusal> {
    put(config, field, given(action, field).map(without_null));
    Ok(())
}

/// Fails if customized tools are not enabled, occur twice, or are not changed.
fn check(config: &Object) -> Result<(), Refusal> {
    let mut known = HashSet::new();
    for customization in elements(config, CUSTOMIZATIONS) {
        let tool = text_or_empty(customization, "tool");
        let refuse = |why: &str| {
            let message = format!("The customization of the tool '{tool}' {why}.");
            Err(Refusal::invalid_operation(message))
        };
        if !known.insert(tool) {
            return refuse("is there twice");
        }
        if !is_enabled(config, tool) {
            return refuse("is of a tool that is not enabled");
        }
        let mut names = HashSet::new();
        for parameter in elements(customization, "parameters") {
            let name = text_or_empty(parameter, "name");
            let has = |field: &&str| parameter.contains_key(*field);
            if !names.insert(name) {
                return refuse(&format!("has the parameter '{name}' twice"));
            }
            if !["description", "const", "default", "allowedTypes"]
                .iter()
                .any(has)
            {
                return refuse(&format!("overrides nothing of the parameter '{name}'"));
            }
            if has(&"const") && ["default", "allowedTypes"].iter().any(has) {
                return refuse(&format!(
                    "has a constant for the parameter '{name}', and other values as well"
                ));
            }
        }
        if names.is_empty() && !customization.contains_key("description") {
            return refuse("has neither a description nor parameters");
        }
    }
    Ok(())
}

fn is_enabled(config: &Object, tool: &str) -> bool {
    let tools = config.get("tools").and_then(Value::as_array);
    let mut tools = tools.into_iter().flatten().filter_map(Value::as_str);
    tools.any(|of| match of {
        "all" => true,
        "read_all" => tool.starts_with("read_"),
        of => of == tool,
    })
}

fn types(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    Ok(Some(json!([catalogue(project)])))
}

fn of_type(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    call.parameters.check(call.route.operation)?;
    let wanted = call.route.parameters.get("mcpServerType");
    let version = call.parameters.get("majorVersion").unwrap_or(LATEST);
    match (wanted.map(String::as_str), version) {
        (Some(COMMERCE), LATEST) => Ok(Some(catalogue(project))),
        (Some(COMMERCE), "v1") => Err(Refusal::not_emulated(
            "the tools of MCP servers of the version v1",
        )),
        (wanted, version) => {
            let wanted = wanted.unwrap_or_default();
            let message = format!("There is no MCP server type '{wanted}' of version '{version}'.");
            Err(Refusal::not_found(message))
        }
    }
}

/// The tools in the specification, which does not contain the names of the catalogue.
fn catalogue(project: &Project) -> Value {
    let tools = project.contract.definition("McpServerTool");
    let tools = tools.and_then(|of| of.values.as_ref());
    let tools = tools.into_iter().flatten().map(String::as_str);
    let tools =
        tools
            .filter(|tool| !GROUPS.contains(tool))
            .map(|tool| match tool.starts_with("read_") {
                true => json!({"name": tool, "operationType": "read", "groups": GROUPS}),
                false => json!({"name": tool, "operationType": "write", "groups": ["all"]}),
            });
    json!({"type": COMMERCE, "majorVersion": LATEST, "tools": tools.collect::<Vec<_>>()})
}
