//! Edits of a specification, as its authors make them.

use codegen::model::{
    Api, EnumValue, Facets, Field, Header, Http, Literal, Method, Object, QueryName, Resource,
    Response, Scalar, Shape, TypeRef,
};
use fastrand::Rng;

use super::places::{
    add_field, add_type, any_type, body, capitalized, field, is_limited, is_list, is_named,
    is_number, is_text, list, made_field, made_parameter, narrow, object, on_enum, on_field,
    on_method, on_parameter, on_resource, rename, replace_path, widen,
};

/// Edits an API; says what was done, or nothing where there is nothing to be edited like that.
type Edit = fn(&mut Api, &mut Rng) -> Option<String>;

/// All kinds of edits.
pub(crate) const EDITS: &[(&str, Edit)] = &[
    ("remove a field", |api, rng| {
        let (of, index) = field(api, rng, |_| true)?;
        let field = object(api, &of)?.fields.remove(index);
        Some(format!("{of}.{}", field.name))
    }),
    ("rename a field", |api, rng| {
        on_field(api, rng, |_| true, |field| field.name.push_str("Anew"))
    }),
    ("rename a field only on the wire", |api, rng| {
        on_field(
            api,
            rng,
            |_| true,
            |field| field.name = capitalized(&field.name),
        )
    }),
    ("add an optional field", |api, rng| {
        add_field(api, rng, false)
    }),
    ("add a required field", |api, rng| add_field(api, rng, true)),
    ("make a field required", |api, rng| {
        on_field(
            api,
            rng,
            |field| !field.required,
            |field| field.required = true,
        )
    }),
    ("make a field optional", |api, rng| {
        on_field(
            api,
            rng,
            |field| field.required,
            |field| field.required = false,
        )
    }),
    ("make a field a number", |api, rng| {
        let number = Scalar::Integer(None);
        on_field(api, rng, is_text, |field| {
            field.of = TypeRef::Scalar(number)
        })
    }),
    ("make a field a text", |api, rng| {
        let is_other = |field: &Field| !is_text(field);
        on_field(api, rng, is_other, |field| {
            field.of = TypeRef::Scalar(Scalar::String)
        })
    }),
    ("make a field a list", |api, rng| {
        on_field(
            api,
            rng,
            |field| !is_list(&field.of),
            |field| field.of = list(&field.of),
        )
    }),
    ("make a field a single value", |api, rng| {
        on_field(
            api,
            rng,
            |field| is_list(&field.of),
            |field| {
                if let TypeRef::Array(items) = field.of.clone() {
                    field.of = *items;
                }
            },
        )
    }),
    ("make a field shorter", |api, rng| {
        on_field(api, rng, is_number, |field| {
            field.of = TypeRef::Scalar(Scalar::Integer(Some(codegen::model::Format::Int32)));
        })
    }),
    ("deprecate a field", |api, rng| {
        on_field(
            api,
            rng,
            |_| true,
            |field| field.marks.mark_deprecated = true,
        )
    }),
    ("describe a field", |api, rng| {
        on_field(
            api,
            rng,
            |_| true,
            |field| field.description = Some("Other words.".to_owned()),
        )
    }),
    ("swap two fields", |api, rng| {
        let (of, index) = field(api, rng, |_| true)?;
        let fields = &mut object(api, &of)?.fields;
        let other = (index + 1) % fields.len();
        (index != other).then(|| fields.swap(index, other))?;
        Some(format!("{of}: {index} and {other}"))
    }),
    ("narrow the limits of a field", |api, rng| {
        on_field(api, rng, |_| true, |field| narrow(&mut field.facets))
    }),
    ("widen the limits of a field", |api, rng| {
        on_field(
            api,
            rng,
            |field| is_limited(&field.facets),
            |field| widen(&mut field.facets),
        )
    }),
    ("take the limits off a field", |api, rng| {
        on_field(
            api,
            rng,
            |field| is_limited(&field.facets),
            |field| {
                field.facets = Facets {
                    default: field.facets.default.clone(),
                    ..Facets::default()
                };
            },
        )
    }),
    ("change a default", |api, rng| {
        on_field(
            api,
            rng,
            |field| field.facets.default.is_some(),
            |field| {
                field.facets.default = Some(Literal::String("other".to_owned()));
            },
        )
    }),
    ("take a default away", |api, rng| {
        on_field(
            api,
            rng,
            |field| field.facets.default.is_some(),
            |field| field.facets.default = None,
        )
    }),
    ("give a default", |api, rng| {
        on_field(
            api,
            rng,
            |field| is_text(field) && field.facets.default.is_none(),
            |field| {
                field.facets.default = Some(Literal::String("words".to_owned()));
            },
        )
    }),
    ("rename a type", |api, rng| {
        let name = any_type(api, rng, |_, _| true)?;
        rename(api, &name, &format!("{name}Anew"));
        Some(name)
    }),
    ("remove a type", |api, rng| {
        let name = any_type(api, rng, |api, of| !is_named(api, &of.name))?;
        api.types.shift_remove(&name);
        Some(name)
    }),
    ("add a type", |api, _| {
        let span = api.types.values().next()?.span;
        let object = Object {
            fields: vec![made_field("name", true, span)],
            ..Object::default()
        };
        add_type(api, "Another", None, object, span);
        Some("Another".to_owned())
    }),
    ("add a subtype", |api, rng| {
        let base = any_type(api, rng, |_, of| {
            of.object()
                .is_some_and(|object| object.discriminator.is_some())
        })?;
        let span = api.types.get(&base)?.span;
        let object = Object {
            fields: vec![made_field("name", true, span)],
            tag: Some("another".to_owned()),
            ..Object::default()
        };
        add_type(api, "Another", Some(base.clone()), object, span);
        Some(base)
    }),
    ("change a tag", |api, rng| {
        let name = any_type(api, rng, |_, of| of.tag().is_some())?;
        object(api, &name)?.tag.as_mut()?.push_str("Anew");
        Some(name)
    }),
    ("change a tag but not its name in Rust", |api, rng| {
        let name = any_type(api, rng, |_, of| of.tag().is_some())?;
        let tag = object(api, &name)?.tag.as_mut()?;
        *tag = capitalized(tag);
        Some(name)
    }),
    ("rename a discriminator", |api, rng| {
        let name = any_type(api, rng, |_, of| {
            of.object()
                .is_some_and(|object| object.discriminator.is_some())
        })?;
        let object = object(api, &name)?;
        let discriminator = object.discriminator.as_mut()?;
        let old = discriminator.clone();
        discriminator.push_str("Anew");
        let new = discriminator.clone();
        let mut fields = object.fields.iter_mut();
        fields.find(|field| field.name == old)?.name = new;
        Some(name)
    }),
    ("take the base off a type", |api, rng| {
        let name = any_type(api, rng, |_, of| of.base.is_some())?;
        let of = api.types.get(&name)?;
        let fields = api.fields(of).into_iter().cloned().collect();
        let of = api.types.get_mut(&name)?;
        of.base = None;
        if let Shape::Object(object) = &mut of.shape {
            object.fields = fields;
            object.tag = None;
        }
        Some(name)
    }),
    ("deprecate a type", |api, rng| {
        let name = any_type(api, rng, |_, _| true)?;
        api.types.get_mut(&name)?.marks.mark_deprecated = true;
        Some(name)
    }),
    ("describe a type", |api, rng| {
        let name = any_type(api, rng, |_, _| true)?;
        api.types.get_mut(&name)?.description = Some("Other words.".to_owned());
        Some(name)
    }),
    ("add a value of an enum", |api, rng| {
        on_enum(api, rng, |values, _| {
            values.push(EnumValue {
                value: "another".to_owned(),
                description: None,
            })
        })
    }),
    ("remove a value of an enum", |api, rng| {
        on_enum(api, rng, |values, index| drop(values.remove(index)))
    }),
    ("rename a value of an enum", |api, rng| {
        on_enum(api, rng, |values, index| {
            if let Some(value) = values.get_mut(index) {
                value.value.push_str("Anew");
            }
        })
    }),
    (
        "change a value of an enum but not its name in Rust",
        |api, rng| {
            on_enum(api, rng, |values, index| {
                if let Some(value) = values.get_mut(index) {
                    value.value = value.value.to_uppercase();
                }
            })
        },
    ),
    ("rename an alias's target", |api, rng| {
        let name = any_type(api, rng, |_, of| matches!(of.shape, Shape::Alias(_)))?;
        api.types.get_mut(&name)?.shape = Shape::Alias(TypeRef::Scalar(Scalar::Integer(None)));
        Some(name)
    }),
    ("change the pattern of a type", |api, rng| {
        let name = any_type(api, rng, |_, of| matches!(of.shape, Shape::Alias(_)))?;
        api.types.get_mut(&name)?.facets.pattern = Some("^[0-9]+$".to_owned());
        Some(name)
    }),
    ("change the values of a map", |api, rng| {
        let name = any_type(api, rng, |_, of| {
            of.object().is_some_and(|of| !of.maps.is_empty())
        })?;
        object(api, &name)?.maps.first_mut()?.value = TypeRef::Scalar(Scalar::Boolean);
        Some(name)
    }),
    ("remove an operation", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.methods.is_empty(),
            |resource, rng| {
                let index = rng.usize(..resource.methods.len());
                let removed = resource.methods.remove(index);
                removed.http.as_str().to_owned()
            },
        )
    }),
    ("add an operation", |api, rng| {
        on_resource(
            api,
            rng,
            |of| of.methods.iter().all(|of| of.http != Http::Patch),
            |resource, _| {
                if let Some(first) = resource.methods.first().cloned() {
                    resource.methods.push(Method {
                        http: Http::Patch,
                        ..first
                    });
                }
                "patch".to_owned()
            },
        )
    }),
    ("remove a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.resources.is_empty(),
            |resource, rng| {
                let index = rng.usize(..resource.resources.len());
                resource.resources.remove(index).path
            },
        )
    }),
    ("add a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.resources.is_empty(),
            |resource, _| {
                if let Some(first) = resource.resources.first().cloned() {
                    let segment = "/further".to_owned();
                    let path = format!("{}{segment}", resource.path);
                    let resources = Vec::new();
                    resource.resources.push(Resource {
                        segment,
                        path,
                        resources,
                        method_name: None,
                        ..first
                    });
                }
                String::new()
            },
        )
    }),
    ("rename a path", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.segment.contains('{'),
            |resource, _| {
                let old = resource.path.clone();
                resource.segment.push_str("anew");
                let new = format!("{old}anew");
                replace_path(resource, &old, &new);
                old
            },
        )
    }),
    ("rename a path but not its name in Rust", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.segment.contains('{'),
            |resource, _| {
                let old = resource.path.clone();
                let above = old
                    .strip_suffix(&resource.segment)
                    .unwrap_or_default()
                    .to_owned();
                resource.segment =
                    format!("/{}", capitalized(resource.segment.trim_start_matches('/')));
                let new = format!("{above}{}", resource.segment);
                replace_path(resource, &old, &new);
                old
            },
        )
    }),
    ("rename a parameter of a path", |api, rng| {
        on_resource(
            api,
            rng,
            |of| of.segment.contains('{') && of.path != of.segment,
            |resource, _| {
                let old = resource.path.clone();
                resource.segment = resource.segment.replace('}', "Anew}");
                let new = old.strip_suffix('}').map(|path| format!("{path}Anew}}"));
                replace_path(resource, &old, &new.unwrap_or_default());
                old
            },
        )
    }),
    ("rename the method that leads to a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |_| true,
            |resource, _| {
                resource.method_name = Some("elsewhere".to_owned());
                resource.path.clone()
            },
        )
    }),
    ("deprecate a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |_| true,
            |resource, _| {
                resource.marks.mark_deprecated = true;
                resource.path.clone()
            },
        )
    }),
    ("deprecate an operation", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| method.marks.mark_deprecated = true,
        )
    }),
    ("describe an operation", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| method.description = Some("Other words.".to_owned()),
        )
    }),
    ("add an optional parameter", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                method
                    .query
                    .push(made_parameter("another", false, method.span))
            },
        )
    }),
    ("add a required parameter", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                method
                    .query
                    .push(made_parameter("another", true, method.span))
            },
        )
    }),
    ("remove a parameter", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.query.is_empty(),
            |method, rng| {
                let index = rng.usize(..method.query.len());
                method.query.remove(index);
            },
        )
    }),
    ("rename a parameter", |api, rng| {
        on_parameter(
            api,
            rng,
            |_| true,
            |parameter| {
                if let QueryName::Fixed(name) = &mut parameter.name {
                    name.push_str("Anew");
                }
            },
        )
    }),
    ("rename a parameter only on the wire", |api, rng| {
        on_parameter(
            api,
            rng,
            |_| true,
            |parameter| {
                if let QueryName::Fixed(name) = &mut parameter.name {
                    *name = capitalized(name);
                }
            },
        )
    }),
    ("make a parameter required", |api, rng| {
        on_parameter(
            api,
            rng,
            |parameter| !parameter.required,
            |parameter| parameter.required = true,
        )
    }),
    ("make a parameter optional", |api, rng| {
        on_parameter(
            api,
            rng,
            |parameter| parameter.required,
            |parameter| parameter.required = false,
        )
    }),
    ("make a parameter a truth value", |api, rng| {
        on_parameter(
            api,
            rng,
            |_| true,
            |parameter| parameter.of = TypeRef::Scalar(Scalar::Boolean),
        )
    }),
    ("make a parameter a list", |api, rng| {
        on_parameter(
            api,
            rng,
            |parameter| !is_list(&parameter.of),
            |parameter| parameter.of = list(&parameter.of),
        )
    }),
    ("make a parameter a single value", |api, rng| {
        on_parameter(
            api,
            rng,
            |parameter| is_list(&parameter.of),
            |parameter| {
                if let TypeRef::Array(items) = parameter.of.clone() {
                    parameter.of = *items;
                }
            },
        )
    }),
    ("swap two parameters", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.query.len() > 1,
            |method, _| method.query.rotate_left(1),
        )
    }),
    ("narrow the limits of a parameter", |api, rng| {
        on_parameter(
            api,
            rng,
            |_| true,
            |parameter| narrow(&mut parameter.facets),
        )
    }),
    ("widen the limits of a parameter", |api, rng| {
        on_parameter(
            api,
            rng,
            |parameter| is_limited(&parameter.facets),
            |parameter| widen(&mut parameter.facets),
        )
    }),
    ("change the default of a parameter", |api, rng| {
        on_parameter(
            api,
            rng,
            |parameter| parameter.facets.default.is_some(),
            |parameter| {
                parameter.facets.default = Some(Literal::Number("33".to_owned()));
            },
        )
    }),
    ("deprecate a parameter", |api, rng| {
        on_parameter(
            api,
            rng,
            |_| true,
            |parameter| parameter.marks.mark_deprecated = true,
        )
    }),
    ("take the body off a request", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.bodies.is_empty(),
            |method, _| method.bodies.clear(),
        )
    }),
    ("give a request a body", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.bodies.is_empty() && method.http != Http::Head,
            |method, _| method.bodies.push(body("application/json")),
        )
    }),
    ("change the body of a request", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.bodies.is_empty(),
            |method, _| method.bodies = vec![body("application/json")],
        )
    }),
    ("take the body off an answer", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.success().is_some(),
            |method, _| {
                method
                    .responses
                    .iter_mut()
                    .for_each(|response| response.bodies.clear());
            },
        )
    }),
    ("change the body of an answer", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.success().is_some(),
            |method, _| {
                let successes = method
                    .responses
                    .iter_mut()
                    .filter(|response| response.is_success());
                successes.for_each(|response| response.bodies = vec![body("application/json")]);
            },
        )
    }),
    ("change the status of success", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                let successes = method
                    .responses
                    .iter_mut()
                    .filter(|response| response.is_success());
                successes.for_each(|response| response.status = 203);
            },
        )
    }),
    ("add a status of refusal", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                method.responses.push(Response {
                    status: 418,
                    bodies: Vec::new(),
                    headers: Vec::new(),
                    description: None,
                    is_rest: false,
                });
            },
        )
    }),
    ("remove a status of refusal", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.responses.iter().any(Response::is_refusal),
            |method, _| {
                method.responses.retain(|response| !response.is_refusal());
            },
        )
    }),
    ("add a header of an answer", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.responses.is_empty(),
            |method, _| {
                if let Some(response) = method.responses.first_mut() {
                    response.headers.push(Header {
                        name: "X-Another".to_owned(),
                        of: TypeRef::Scalar(Scalar::String),
                        required: false,
                        description: None,
                    });
                }
            },
        )
    }),
    ("add a scope", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                method.scopes.insert("another".to_owned());
            },
        )
    }),
    ("remove a scope", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.scopes.len() > 1,
            |method, _| drop(method.scopes.pop_last()),
        )
    }),
    ("remove all scopes", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.scopes.is_empty(),
            |method, _| method.scopes.clear(),
        )
    }),
    ("nothing", |_, _| Some(String::new())),
];
