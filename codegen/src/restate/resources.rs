//! The resources of a domain as a RAML fragment, and the traits that all of them use.

use std::collections::BTreeSet;

use crate::model::{
    Body, Facets, Header, Marks, Method, QueryName, QueryParameter, Resource, Response, Scalar,
    TypeRef,
};

use super::{Restatement, text::Value, types};

type Entries = Vec<(String, Value)>;

/// The media type that a body has if it names none.
const DEFAULT_MEDIA_TYPE: &str = "application/json";

impl Restatement<'_> {
    pub(super) fn resources(&self, resource: &Resource) -> String {
        Value::Map(self.resource(resource)).print()
    }

    fn resource(&self, resource: &Resource) -> Entries {
        let mut map = self.resource_head_and_methods(resource);
        map.extend(
            resource
                .resources
                .iter()
                .map(|below| (below.segment.clone(), Value::Map(self.resource(below)))),
        );
        map
    }

    pub(super) fn resource_head_and_methods(&self, resource: &Resource) -> Entries {
        let mut map = self.resource_head(resource);
        let earlier = self.earlier_resource(resource);
        for method in &resource.methods {
            let earlier = earlier.and_then(|earlier| {
                earlier
                    .methods
                    .iter()
                    .find(|known| known.http == method.http)
            });
            map.push((
                method.http.as_str().to_owned(),
                Value::Map(self.method(method, earlier)),
            ));
        }
        map
    }

    /// All of a resource except its methods and the resources below it.
    pub(super) fn resource_head(&self, resource: &Resource) -> Entries {
        let mut map: Entries = Vec::new();
        let earlier = self.earlier_resource(resource);
        let lifecycle = &resource.lifecycle;
        let texts = [
            ("(methodName)", resource.method_name.as_ref()),
            ("(createable)", lifecycle.createable.as_ref()),
            ("(updateable)", lifecycle.updateable.as_ref()),
            ("(deleteable)", lifecycle.deleteable.as_ref()),
        ];
        map.extend(
            texts
                .into_iter()
                .filter_map(|(key, text)| text.map(|text| (key.to_owned(), Value::text(text)))),
        );
        map.extend(
            earlier
                .and_then(|earlier| earlier.description.as_ref())
                .map(|description| ("description".to_owned(), Value::Prose(description.clone()))),
        );
        map.extend(types::annotations(&resource.marks));
        let mut parameters: Entries = Vec::new();
        for parameter in &resource.parameters {
            let description = earlier
                .and_then(|earlier| {
                    earlier
                        .parameters
                        .iter()
                        .find(|known| known.name == parameter.name)
                })
                .and_then(|known| known.description.as_deref());
            // A parameter without a declaration is a text.
            let is_text = matches!(parameter.of, TypeRef::Scalar(Scalar::String));
            if description.is_some() || !is_text || parameter.facets != Facets::default() {
                parameters.push((
                    parameter.name.clone(),
                    self.used(
                        &parameter.of,
                        &parameter.facets,
                        &Marks::default(),
                        description,
                        "",
                        None,
                    ),
                ));
            }
        }
        if !parameters.is_empty() {
            map.push(("uriParameters".to_owned(), Value::Map(parameters)));
        }
        map
    }

    fn earlier_resource(&self, resource: &Resource) -> Option<&Resource> {
        self.earlier?
            .all_resources()
            .into_iter()
            .find(|known| known.path == resource.path)
    }

    fn method(&self, method: &Method, earlier: Option<&Method>) -> Entries {
        let mut map: Entries = Vec::new();
        map.extend(
            earlier
                .and_then(|earlier| earlier.description.as_ref())
                .map(|description| ("description".to_owned(), Value::Prose(description.clone()))),
        );
        map.extend(types::annotations(&method.marks));
        let traits: Vec<&String> = method
            .traits
            .iter()
            .filter(|name| self.has_content(name))
            .collect();
        if !traits.is_empty() {
            map.push((
                "is".to_owned(),
                Value::Flow(traits.iter().map(|name| Value::text(name)).collect()),
            ));
        }
        if let Some(scheme) = &method.security_scheme {
            let scopes = Value::Lines(method.scopes.iter().cloned().collect());
            let used = Value::FlowMap(vec![(
                scheme.clone(),
                Value::FlowMap(vec![("scopes".to_owned(), scopes)]),
            )]);
            map.push(("securedBy".to_owned(), Value::Flow(vec![used])));
        }
        let own: Vec<&QueryParameter> = method
            .query
            .iter()
            .filter(|parameter| {
                parameter
                    .from_trait
                    .as_ref()
                    .is_none_or(|origin| !self.has_content(origin))
            })
            .collect();
        if !own.is_empty() {
            map.push((
                "queryParameters".to_owned(),
                self.query(
                    &own,
                    earlier
                        .map(|earlier| earlier.query.as_slice())
                        .unwrap_or_default(),
                    &self.described_by(&traits),
                ),
            ));
        }
        let headers: Vec<&QueryParameter> = method
            .headers
            .iter()
            .filter(|header| {
                header
                    .from_trait
                    .as_ref()
                    .is_none_or(|origin| !self.has_content(origin))
            })
            .collect();
        if !headers.is_empty() {
            let earlier = earlier
                .map(|earlier| earlier.headers.as_slice())
                .unwrap_or_default();
            map.push(("headers".to_owned(), self.query(&headers, earlier, &[])));
        }
        map.extend(self.body(&method.bodies));
        let responses: Entries = method
            .responses
            .iter()
            .filter(|response| {
                (200..300).contains(&response.status) || self.refuses_by_itself(response, &traits)
            })
            .map(|response| self.response(response, &traits))
            .collect();
        if !responses.is_empty() {
            map.push(("responses".to_owned(), Value::Map(responses)));
        }
        map
    }

    /// The parameters that the traits of an operation describe. An operation that declares one of them, too, has its
    /// description without repeating it.
    fn described_by(&self, traits: &[&String]) -> Vec<&QueryParameter> {
        let of_traits = traits
            .iter()
            .filter_map(|name| self.earlier?.traits.get(*name));
        of_traits.flat_map(|of| &of.query).collect()
    }

    /// Parameters, with the descriptions of the `earlier` ones that are not those of the `inherited` ones.
    fn query(
        &self,
        parameters: &[&QueryParameter],
        earlier: &[QueryParameter],
        inherited: &[&QueryParameter],
    ) -> Value {
        let entries = parameters.iter().map(|parameter| {
            let description = earlier
                .iter()
                .find(|known| known.name == parameter.name)
                .and_then(|known| known.description.as_deref())
                .filter(|text| {
                    !inherited.iter().any(|known| {
                        known.name == parameter.name && known.description.as_deref() == Some(text)
                    })
                });
            let (name, placeholder) = match &parameter.name {
                QueryName::Fixed(name) => (name, None),
                QueryName::Pattern {
                    pattern,
                    placeholder,
                } => (pattern, placeholder.as_ref()),
            };
            let mut value = self.used(
                &parameter.of,
                &parameter.facets,
                &parameter.marks,
                description,
                "",
                None,
            );
            // A question mark behind a pattern would be part of it.
            let is_pattern = matches!(parameter.name, QueryName::Pattern { .. });
            let name = if parameter.required || is_pattern {
                name.clone()
            } else {
                format!("{name}?")
            };
            if is_pattern {
                let mut entries = match value {
                    Value::Map(entries) => entries,
                    short => vec![("type".to_owned(), short)],
                };
                if !parameter.required {
                    entries.push(("required".to_owned(), Value::Plain("false".to_owned())));
                }
                if let Some(placeholder) = placeholder {
                    let template = format!(
                        "{}<{}>{}",
                        placeholder.prefix, placeholder.placeholder, placeholder.suffix
                    );
                    let parts = [
                        ("paramName", &placeholder.parameter),
                        ("template", &template),
                        ("placeholder", &placeholder.placeholder),
                    ];
                    entries.push((
                        "(placeholderParam)".to_owned(),
                        Value::Map(
                            parts
                                .into_iter()
                                .map(|(key, text)| (key.to_owned(), Value::text(text)))
                                .collect(),
                        ),
                    ));
                }
                value = Value::Map(entries);
            }
            (name, value)
        });
        Value::Map(entries.collect())
    }

    fn headers(&self, headers: &[Header]) -> Option<(String, Value)> {
        let entries: Entries = headers
            .iter()
            .map(|header| {
                let name = if header.required {
                    header.name.clone()
                } else {
                    format!("{}?", header.name)
                };
                (
                    name,
                    self.used(
                        &header.of,
                        &Facets::default(),
                        &Marks::default(),
                        None,
                        "",
                        None,
                    ),
                )
            })
            .collect();
        (!entries.is_empty()).then(|| ("headers".to_owned(), Value::Map(entries)))
    }

    fn body(&self, bodies: &[Body]) -> Option<(String, Value)> {
        let of = |body: &Body| {
            body.of.as_ref().map_or(Value::Nothing, |of| {
                self.used(of, &Facets::default(), &Marks::default(), None, "", None)
            })
        };
        match bodies {
            [] => None,
            [only] if only.media_type == DEFAULT_MEDIA_TYPE && only.of.is_some() => {
                Some(("body".to_owned(), of(only)))
            }
            several => Some((
                "body".to_owned(),
                Value::Map(
                    several
                        .iter()
                        .map(|body| (body.media_type.clone(), of(body)))
                        .collect(),
                ),
            )),
        }
    }

    fn response(&self, response: &Response, traits: &[&String]) -> (String, Value) {
        let mut map: Entries = Vec::new();
        let known: BTreeSet<&str> = traits
            .iter()
            .filter_map(|name| self.api.traits.get(*name))
            .flat_map(|of| &of.responses)
            .filter(|known| known.status == response.status)
            .flat_map(|known| &known.headers)
            .map(|header| header.name.as_str())
            .collect();
        let own: Vec<Header> = response
            .headers
            .iter()
            .filter(|header| !known.contains(header.name.as_str()))
            .cloned()
            .collect();
        map.extend(self.headers(&own));
        map.extend(self.body(&response.bodies));
        (
            response.status.to_string(),
            if map.is_empty() {
                Value::Nothing
            } else {
                Value::Map(map)
            },
        )
    }

    /// Whether an error response has a body that none of the traits declares.
    fn refuses_by_itself(&self, response: &Response, traits: &[&String]) -> bool {
        response.is_refusal()
            && !response.bodies.is_empty()
            && !traits
                .iter()
                .filter_map(|name| self.api.traits.get(*name))
                .flat_map(|of| &of.responses)
                .any(|known| known.status == response.status && !known.bodies.is_empty())
    }

    /// Whether a trait declares anything that is restated: parameters, headers of successful responses, or bodies of others.
    fn has_content(&self, name: &str) -> bool {
        self.api.traits.get(name).is_some_and(|of| {
            !of.query.is_empty() || !of.headers.is_empty() || of.responses.iter().any(is_restated)
        })
    }

    /// The traits that the given resources use.
    pub(super) fn traits(&self, chosen: &[&Resource]) -> String {
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&Resource> = chosen.to_vec();
        while let Some(resource) = open.pop() {
            used.extend(
                resource
                    .methods
                    .iter()
                    .flat_map(|method| &method.traits)
                    .map(String::as_str),
            );
            open.extend(&resource.resources);
        }
        let traits = used
            .into_iter()
            .filter(|name| self.has_content(name))
            .filter_map(|name| {
                let of = self.api.traits.get(name)?;
                let earlier = self.earlier.and_then(|earlier| earlier.traits.get(name));
                let mut map: Entries = Vec::new();
                if !of.query.is_empty() {
                    let parameters: Vec<&QueryParameter> = of.query.iter().collect();
                    map.push((
                        "queryParameters".to_owned(),
                        self.query(
                            &parameters,
                            earlier
                                .map(|earlier| earlier.query.as_slice())
                                .unwrap_or_default(),
                            &[],
                        ),
                    ));
                }
                if !of.headers.is_empty() {
                    let headers: Vec<&QueryParameter> = of.headers.iter().collect();
                    let earlier = earlier
                        .map(|earlier| earlier.headers.as_slice())
                        .unwrap_or_default();
                    map.push(("headers".to_owned(), self.query(&headers, earlier, &[])));
                }
                let responses: Entries = of
                    .responses
                    .iter()
                    .filter(|response| is_restated(response))
                    .map(|response| self.response(response, &[]))
                    .collect();
                if !responses.is_empty() {
                    map.push(("responses".to_owned(), Value::Map(responses)));
                }
                Some((name.to_owned(), Value::Map(map)))
            });
        Value::Map(traits.collect()).print()
    }
}

fn is_restated(response: &Response) -> bool {
    if response.is_refusal() {
        !response.bodies.is_empty()
    } else {
        (200..300).contains(&response.status) && !response.headers.is_empty()
    }
}
