//! A program that uses all of an API's Rust: it makes each draft, reads each field by its type, calls each method with its
//! arguments and matches each variant. What it does is written down, so that two runs of it can be compared.
//!
//! It is made of the plan. Texts are handed in as a type that is only what the argument asks for.

use std::fmt::Write;

use codegen::{
    model::{Api, Content, Method, QueryName, QueryParameter, Resource, Shape, TypeRef},
    names,
    plan::{
        Form, Gate, Holds, Plan, Planned, PlannedField, RustType, domains,
        exchange::{Answer, Payload, answer, payload},
        parameters,
        route::{Segment, chain_name, operation_name, segments},
        rust_type::is_copy,
    },
};

use super::{bodies, querying};

/// The text of the program. It stands beside the modules `models` and `requests`.
pub(crate) fn program(plan: &Plan<'_>) -> String {
    let mut text = String::from(
        "use ctp_sdk::runtime;\n\nuse super::generated::models;\nuse super::generated::requests;\nuse crate::support::*;\n\n",
    );
    let mut records = String::new();
    for of in plan.types.values() {
        self::of_type(plan, of, &mut text, &mut records);
    }
    for module in &plan.requests {
        for resource in &module.resources {
            for method in &resource.methods {
                let path = module.path.first().cloned().unwrap_or_default();
                let place = Place {
                    module: &path,
                    feature: &module.feature,
                    gate: &module.gate,
                };
                operation(plan, &place, resource, method, &mut text, &mut records);
            }
        }
    }
    querying::asks(plan, &mut text);
    let _ = write!(
        text,
        "pub(crate) fn record(out: &mut Vec<String>) {{\n{records}}}\n"
    );
    text
}

/// The attribute of what is only compiled with some features.
pub(crate) fn cfg(gate: &Gate) -> String {
    let features: Vec<String> = gate
        .features()
        .map(|feature| format!("feature = {feature:?}"))
        .collect();
    match gate {
        Gate::Always => String::new(),
        Gate::Any(_) => format!("#[cfg(any({}))]\n", features.join(", ")),
    }
}

fn gate_of<'p>(plan: &'p Plan<'_>, of: &Planned<'_>) -> &'p Gate {
    let mut modules = plan.modules.iter();
    let module = modules.find(|module| module.types.contains(&of.of.name.as_str()));
    module.map_or(&Gate::Always, |module| &module.gate)
}

fn rust(of: &RustType) -> String {
    match of {
        RustType::Text => "String".to_owned(),
        RustType::Boolean => "bool".to_owned(),
        RustType::Integer => "i64".to_owned(),
        RustType::Float => "f64".to_owned(),
        RustType::DateTime => "runtime::DateTime".to_owned(),
        RustType::LocalDateTime => "runtime::LocalDateTime".to_owned(),
        RustType::Date => "runtime::Date".to_owned(),
        RustType::Time => "runtime::Time".to_owned(),
        RustType::Unit => "()".to_owned(),
        RustType::Json => "runtime::Value".to_owned(),
        RustType::JsonObject => "runtime::JsonObject".to_owned(),
        RustType::Model(name) => format!("models::{name}"),
        RustType::List(of) => format!("Vec<{}>", rust(of)),
        RustType::Optional(of) => format!("Option<{}>", rust(of)),
    }
}

fn field_type(field: &PlannedField<'_>) -> String {
    let of = rust(&field.of);
    let of = match field.holds {
        Holds::Value | Holds::Beside => of,
        Holds::Boxed => format!("Box<{of}>"),
        Holds::Expanded => format!("runtime::Expanded<{of}>"),
    };
    let of = match field.nullable {
        true => format!("runtime::Nullable<{of}>"),
        false => of,
    };
    match field.is_optional() {
        true => format!("Option<{of}>"),
        false => of,
    }
}

fn planned<'p, 'a>(plan: &'p Plan<'a>, name: &str) -> Option<&'p Planned<'a>> {
    plan.types.values().find(|of| of.name == name)
}

/// A value of exactly this type.
fn value(plan: &Plan<'_>, of: &RustType) -> String {
    match of {
        RustType::Text => "String::from(\"words\")".to_owned(),
        RustType::Boolean => "true".to_owned(),
        RustType::Integer => "7".to_owned(),
        RustType::Float => "1.5".to_owned(),
        RustType::DateTime => format!("parsed::<runtime::DateTime>({:?})", bodies::DATE_TIME),
        RustType::LocalDateTime => format!("parsed::<runtime::LocalDateTime>({:?})", bodies::LOCAL),
        RustType::Date => format!("parsed::<runtime::Date>({:?})", bodies::DATE),
        RustType::Time => format!("parsed::<runtime::Time>({:?})", bodies::TIME),
        RustType::Unit => "()".to_owned(),
        RustType::Json => "runtime::Value::from(7)".to_owned(),
        RustType::JsonObject => "runtime::JsonObject::new()".to_owned(),
        RustType::List(of) => format!("vec![{}]", value(plan, of)),
        RustType::Optional(of) => format!("Some({})", value(plan, of)),
        RustType::Model(name) => match planned(plan, name).map(|of| &of.form) {
            Some(Form::Alias(of)) => value(plan, &RustType::of(of)),
            Some(Form::Map(TypeRef::Any)) => "runtime::JsonObject::new()".to_owned(),
            Some(Form::Map(of)) => {
                let of = value(plan, &RustType::of(of));
                format!("std::collections::BTreeMap::from([(\"key\".to_owned(), {of})])")
            }
            Some(Form::LocaleMap(of)) => {
                let of = value(plan, &RustType::of(of));
                format!("runtime::Localized::from([(\"en\", {of})])")
            }
            Some(Form::AnyValue) => "runtime::Value::from(7)".to_owned(),
            _ => format!("make_{name}(depth.saturating_sub(1))"),
        },
    }
}

/// What is handed in where a value of this type is taken.
fn argument(plan: &Plan<'_>, of: &RustType) -> String {
    match of {
        RustType::Text => "Words".to_owned(),
        RustType::List(of) => format!("[{}]", argument(plan, of)),
        RustType::Json => "runtime::Value::from(7)".to_owned(),
        other => value(plan, other),
    }
}

/// Statements that write down what a place holds.
fn show(plan: &Plan<'_>, place: &str, of: &RustType) -> String {
    match of {
        RustType::List(of) => {
            let each = show(plan, "item", of);
            format!("for item in {place}.iter() {{ {each} }}")
        }
        RustType::Model(name) => match planned(plan, name).map(|of| &of.form) {
            Some(Form::Alias(of)) => show(plan, place, &RustType::of(of)),
            Some(Form::Map(of)) if !matches!(of, TypeRef::Any) => {
                let each = show(plan, "item", &RustType::of(of));
                format!("for (key, item) in {place}.iter() {{ out.push(key.to_string()); {each} }}")
            }
            Some(Form::Map(_) | Form::LocaleMap(_) | Form::AnyValue) => {
                format!("out.push(format!(\"{{:?}}\", {place}));")
            }
            _ => format!("read_{name}({place}, out);"),
        },
        _ => format!("out.push(format!(\"{{:?}}\", {place}));"),
    }
}

fn of_type(plan: &Plan<'_>, of: &Planned<'_>, text: &mut String, records: &mut String) {
    let (name, gate) = (&of.name, cfg(gate_of(plan, of)));
    let mut function = |code: String| {
        let _ = write!(text, "{gate}{code}\n\n");
    };
    match &of.form {
        Form::Struct | Form::OpenBase(_) => {
            function(reader(plan, of));
            if of.direction.sent {
                function(maker(plan, of));
            }
            if let Form::OpenBase(below) = &of.form {
                for sub in below.iter().filter(|_| of.direction.sent) {
                    let sub = plan.types.get(sub.name.as_str());
                    if let Some(sub) = sub.filter(|sub| converts(of, sub)) {
                        let sub_name = &sub.name;
                        function(format!(
                            "fn {name}_from_{sub_name}(from: models::{sub_name}) -> models::{name} {{ from.into() }}"
                        ));
                    }
                }
            }
        }
        Form::TagUnion { .. } | Form::KeyUnion(_) => {
            function(union_reader(plan, of));
            for kind in &of.kinds {
                let (variant, held) = (&kind.variant, &kind.of);
                function(format!(
                    "fn {name}_from_{variant}(from: models::{held}) -> models::{name} {{ from.into() }}"
                ));
            }
            if let (true, Some(kind)) = (of.direction.sent, of.kinds.first()) {
                let (variant, held) = (&kind.variant, &kind.of);
                let held = match of.are_kinds_boxed {
                    true => format!("Box::new(make_{held}(depth))"),
                    false => format!("make_{held}(depth)"),
                };
                function(format!(
                    "fn make_{name}(depth: u8) -> models::{name} {{ models::{name}::{variant}({held}) }}"
                ));
            }
        }
        Form::Enum => {
            let Shape::Enum(values) = &of.of.shape else {
                return;
            };
            let mut taken: Vec<String> = Vec::new();
            for value in values {
                let known: Vec<&str> = taken.iter().map(String::as_str).collect();
                taken.push(names::free(&names::variant_name(&value.value), &known));
            }
            let arms: String = taken
                .iter()
                .map(|variant| format!("models::{name}::{variant} => {variant:?},\n"))
                .collect();
            function(format!(
                "fn read_{name}(of: &models::{name}, out: &mut Vec<String>) {{ out.push(match of {{ {arms} _ => \"another\" }}.to_owned()); }}"
            ));
            if let Some(first) = taken.first() {
                function(format!(
                    "fn make_{name}(_: u8) -> models::{name} {{ models::{name}::{first} }}"
                ));
            }
            for (value, variant) in values.iter().zip(&taken) {
                let text = &value.value;
                let _ = writeln!(
                    records,
                    "{gate}{{ read_{name}(&models::{name}::from({text:?}), out); out.push(models::{name}::{variant}.as_str().to_owned()); }}"
                );
            }
            function(format!(
                "fn traits_{name}() {{ is_enum::<models::{name}>(); }}"
            ));
        }
        Form::Alias(_) | Form::Map(_) | Form::LocaleMap(_) | Form::AnyValue => {
            let target = match &of.form {
                Form::Alias(target) => rust(&RustType::of(target)),
                Form::Map(TypeRef::Any) => "runtime::JsonObject".to_owned(),
                Form::Map(value) => format!(
                    "std::collections::BTreeMap<String, {}>",
                    rust(&RustType::of(value))
                ),
                Form::LocaleMap(value) => {
                    format!("runtime::Localized<{}>", rust(&RustType::of(value)))
                }
                _ => "runtime::Value".to_owned(),
            };
            function(format!(
                "fn same_{name}(of: models::{name}) -> {target} {{ of }}"
            ));
            return;
        }
    }
    let mut traits = format!("is_model::<models::{name}>();");
    if of.direction.received {
        let _ = write!(traits, " is_read::<models::{name}>();");
    }
    if of.form.is_struct() && of.direction.sent && of.fields.iter().all(PlannedField::is_optional) {
        let _ = write!(traits, " is_default::<models::{name}>();");
    }
    if of.reference.is_some() {
        let _ = write!(traits, " is_reference::<models::{name}>();");
    }
    function(format!("fn has_{name}() {{ {traits} }}"));
    if let Some(identifier) = of.reference.as_ref().and_then(|of| of.identifier.as_ref()) {
        let to = &identifier.of;
        function(format!(
            "fn {to}_from_{name}(from: models::{name}) -> models::{to} {{ from.into() }}"
        ));
    }
    if let Some(referring) = &of.referring {
        for (method, to) in [
            ("to_reference", &referring.reference),
            ("to_resource_identifier", &referring.identifier),
        ] {
            if let Some(to) = to {
                let to = &to.of;
                function(format!(
                    "fn {name}_{method}(from: &models::{name}) -> models::{to} {{ from.{method}() }}"
                ));
            }
        }
    }
    if of.direction.sent {
        let _ = writeln!(
            records,
            "{gate}{{ let of = make_{name}(2); out.push(format!(\"{name} {{}}\", written(&of))); read_{name}(&of, out); }}"
        );
    }
    if of.direction.received {
        for body in bodies::of(plan, of) {
            let body = body.to_string();
            let _ = writeln!(
                records,
                "{gate}match read::<models::{name}>({body:?}) {{ Ok(of) => read_{name}(&of, out), Err(error) => out.push(format!(\"{name} is not read: {{error}}\")) }}"
            );
        }
    }
}

/// Whether a subtype has all that its base needs.
fn converts(base: &Planned<'_>, sub: &Planned<'_>) -> bool {
    sub.form.is_struct()
        && base.fields.iter().all(|field| {
            sub.field(&field.field.name).is_some_and(|other| {
                field.holds == other.holds && (field.is_optional() || !other.is_optional())
            })
        })
}

/// Reads each field of a struct by its type.
fn reader(plan: &Plan<'_>, of: &Planned<'_>) -> String {
    let mut body = String::new();
    for field in &of.fields {
        let (ident, of) = (names::ident(&field.name), field_type(field));
        let inner = match field.holds {
            Holds::Expanded => {
                let each = show(plan, "item", &field.of);
                format!("if let Some(item) = item.resource() {{ {each} }}")
            }
            Holds::Boxed => show(plan, "(&**item)", &field.of),
            _ => show(plan, "item", &field.of),
        };
        let _ = match field.is_optional() {
            true => writeln!(
                body,
                "{{ let field: &{of} = &of.{ident}; if let Some(item) = field.as_ref() {{ {inner} }} else {{ out.push(\"nothing\".to_owned()); }} }}"
            ),
            false => writeln!(body, "{{ let item: &{of} = &of.{ident}; {inner} }}"),
        };
    }
    if of.extra.is_some() {
        body.push_str("out.push(format!(\"{:?}\", of.extra));\n");
    }
    let name = &of.name;
    format!("fn read_{name}(of: &models::{name}, out: &mut Vec<String>) {{\n{body}}}")
}

/// Makes a struct with all that can be set.
fn maker(plan: &Plan<'_>, of: &Planned<'_>) -> String {
    let name = &of.name;
    let (mut arguments, mut setters) = (Vec::new(), String::new());
    for field in &of.fields {
        let given = argument(plan, &field.of);
        let ident = names::ident(&field.name);
        if field.is_argument() {
            arguments.push(given);
        } else if !field.field.is_only_received() {
            let _ = writeln!(setters, "of = of.{ident}({given});");
        }
    }
    let arguments = arguments.join(", ");
    format!(
        "fn make_{name}(depth: u8) -> models::{name} {{\nlet mut of = models::{name}::new({arguments});\nif depth > 0 {{\n{setters}}}\nof\n}}"
    )
}

/// Matches each variant of a union, and calls its methods.
fn union_reader(plan: &Plan<'_>, of: &Planned<'_>) -> String {
    let name = &of.name;
    let mut body = String::new();
    for field in of.shared.iter().flat_map(|shared| &shared.methods) {
        let returned = method(plan.api, field);
        let ident = names::ident(&field.name);
        let _ = writeln!(
            body,
            "{{ let got: {returned} = of.{ident}(); out.push(shown(&got)); }}"
        );
    }
    let arms: String = of
        .kinds
        .iter()
        .map(|kind| {
            let (variant, held) = (&kind.variant, &kind.of);
            let held_type = match of.are_kinds_boxed {
                true => format!("Box<models::{held}>"),
                false => format!("models::{held}"),
            };
            format!(
                "models::{name}::{variant}(kind) => {{ let kind: &{held_type} = kind; out.push({variant:?}.to_owned()); read_{held}(kind, out); }}\n"
            )
        })
        .collect();
    format!(
        "fn read_{name}(of: &models::{name}, out: &mut Vec<String>) {{\n{body}match of {{\n{arms}models::{name}::Unknown(_) => out.push(\"unknown\".to_owned()),\n_ => out.push(\"another\".to_owned()),\n}}\n}}"
    )
}

/// What a method of a union returns.
fn method(api: &Api, field: &PlannedField<'_>) -> String {
    let is_text = api.is_text(&field.field.of);
    let whole = rust(&field.of);
    let of = match (&field.of, is_text) {
        (_, true) => "str".to_owned(),
        (RustType::List(items), _) if matches!(field.field.of, TypeRef::Array(_)) => {
            format!("[{}]", rust(items))
        }
        _ => whole.clone(),
    };
    match (field.is_optional(), is_copy(api, &field.field.of)) {
        (false, true) => whole,
        (true, true) => format!("Option<{whole}>"),
        (false, false) => format!("&{of}"),
        (true, false) if is_text || field.holds == Holds::Boxed => format!("Option<&{of}>"),
        (true, false) => format!("Option<&{whole}>"),
    }
}

struct Place<'p> {
    module: &'p str,
    feature: &'p str,
    gate: &'p Gate,
}

/// Makes an operation with all that can be set, and names what comes of sending it.
fn operation(
    plan: &Plan<'_>,
    place: &Place<'_>,
    resource: &Resource,
    method: &Method,
    text: &mut String,
    records: &mut String,
) {
    let root = domains::root(plan.api);
    let is_root = root.is_some_and(|root| std::ptr::eq(root, resource));
    let builder = match is_root {
        true => names::stem(place.feature),
        false => plan.path_name(&resource.path),
    };
    let name = operation_name(&builder, method.http);
    let of = format!("requests::{}::{name}", place.module);
    let mut arguments: Vec<String> = parameters::arguments(plan, method)
        .map(|(parameter, _)| parameter_value(plan, parameter, false))
        .collect();
    match payload(method) {
        Payload::None | Payload::Form => {}
        Payload::Json { of, .. } => arguments.push(argument(plan, &RustType::of(of))),
        Payload::Binary(media_types) => {
            let media_type = media_types.first().copied().unwrap_or_default();
            arguments.push(format!("{media_type:?}"));
            arguments.push("runtime::Bytes::from_static(b\"bytes\")".to_owned());
        }
    }
    let chain = chain(plan, resource);
    let function = names::ident(method.http.as_str());
    let arguments = arguments.join(", ");
    let mut body =
        format!("let depth: u8 = 2;\nlet mut operation: {of} = {chain}.{function}({arguments});\n");
    for parameters::Setter {
        parameter,
        name: setter,
        ..
    } in parameters::setters(plan, method)
    {
        let setter = names::ident(&setter);
        let value = parameter_value(plan, parameter, true);
        let (_, is_list) = parameters::element(plan.api, &parameter.of);
        for _ in 0..1 + u8::from(is_list) {
            let _ = writeln!(body, "operation = operation.{setter}({value});");
        }
    }
    let gate = cfg(place.gate);
    let _ = write!(
        text,
        "{gate}fn make_{name}() -> {of} {{\n{body}operation\n}}\n\n"
    );
    let _ = writeln!(records, "{gate}out.push(request(&mut make_{name}()));");
    let answered = match answer(method) {
        Answer::Exists => "bool".to_owned(),
        Answer::Nothing => "()".to_owned(),
        Answer::Body(content) => content_type(content),
        Answer::MayLack(content, _) => format!("Option<{}>", content_type(content)),
        Answer::OneOf(_) => {
            let answer = plan.answer_name(&builder, method.http);
            format!("requests::{}::{answer}", place.module)
        }
    };
    let mut sending = format!("let _: runtime::Call<{answered}> = make_{name}().send();\n");
    if !matches!(answer(method), Answer::Exists) {
        let _ = writeln!(
            sending,
            "let _: runtime::Call<runtime::Response<{answered}>> = make_{name}().execute();"
        );
    }
    match method.reading {
        codegen::model::Reading::One => {
            let _ = writeln!(
                sending,
                "let _: runtime::Call<Option<{answered}>> = make_{name}().send_optional();"
            );
        }
        codegen::model::Reading::Pages(_) => {
            let _ = writeln!(
                sending,
                "let _: runtime::Pages<{answered}> = make_{name}().pages();\nlet _: runtime::Items<{answered}> = make_{name}().items();"
            );
        }
        codegen::model::Reading::Other => {}
    }
    if let Some(update) = resource
        .update
        .as_ref()
        .filter(|_| method.http == codegen::model::Http::Post)
    {
        let (state, action) = (
            names::type_name(&update.state),
            names::type_name(&update.action),
        );
        let _ = writeln!(
            sending,
            "let _: runtime::UpdateWith<'_, models::{state}, models::{action}> = {chain}.update_with(|_: &models::{state}| Vec::<models::{action}>::new());"
        );
    }
    let _ = write!(text, "{gate}fn send_{name}() {{\n{sending}}}\n\n");
}

fn content_type(content: Content<'_>) -> String {
    match content {
        Content::Json(of) => rust(&RustType::of(of)),
        Content::Text => "String".to_owned(),
        Content::Bytes => "runtime::Bytes".to_owned(),
    }
}

/// The calls that lead to the builder of a resource.
fn chain(plan: &Plan<'_>, resource: &Resource) -> String {
    let words = |segment: &str| {
        let parameters = segments(segment)
            .into_iter()
            .filter(|segment| matches!(segment, Segment::Parameter(_)));
        vec!["Words"; parameters.count()].join(", ")
    };
    let root = domains::root(plan.api);
    let mut chain = match root {
        Some(root) => format!("requests::ApiRoot::new(client(), {})", words(&root.segment)),
        None => "requests::ApiRoot::new(client())".to_owned(),
    };
    let all = plan.api.all_resources();
    let is_above = |other: &&&Resource| {
        let is_root = root.is_some_and(|root| std::ptr::eq(root, **other));
        !is_root && (std::ptr::eq(**other, resource) || contains(other, resource))
    };
    for above in all.iter().filter(is_above) {
        let method = names::ident(&chain_name(above));
        let _ = write!(chain, ".{method}({})", words(&above.segment));
    }
    chain
}

fn contains(above: &Resource, resource: &Resource) -> bool {
    above
        .resources
        .iter()
        .any(|child| std::ptr::eq(child, resource) || contains(child, resource))
}

/// What is handed in as the value of a parameter.
fn parameter_value(plan: &Plan<'_>, parameter: &QueryParameter, is_setter: bool) -> String {
    let (item, is_list) = parameters::element(plan.api, &parameter.of);
    let one = if plan.api.is_text(item) || matches!(item, TypeRef::Any) {
        "Words".to_owned()
    } else if matches!(item, TypeRef::Union(_)) {
        "7".to_owned()
    } else {
        value(plan, &RustType::of(item))
    };
    match (&parameter.name, is_list && !is_setter) {
        (QueryName::Pattern { .. }, _) => format!("Words, {one}"),
        (_, true) => format!("[{one}]"),
        _ => one,
    }
}
