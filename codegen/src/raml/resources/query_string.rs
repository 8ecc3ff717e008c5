//! A `queryString`: the parameters of a query as the properties of an object.

use indexmap::IndexMap;

use crate::{
    diagnostics::Diagnostic,
    model::{
        Api, Facets, Field, MapFacet, Marks, Object, QueryName, QueryParameter, Scalar, Shape,
        Type, TypeRef,
    },
    source::Span,
    yaml::Node,
};

use super::Resources;

/// The properties of an object: named ones, and those of a pattern.
#[derive(Default)]
struct Properties {
    fields: IndexMap<String, Field>,
    maps: IndexMap<String, MapFacet>,
}

impl Resources<'_> {
    /// The parameters that a `queryString` declares; a union takes those of all its members.
    pub(super) fn query_string(&mut self, method: &Node) -> Vec<QueryParameter> {
        let Some(node) = method.get("queryString") else {
            return Vec::new();
        };
        if let Some(parameters) = method.get("queryParameters") {
            self.diagnostics.add(
                Diagnostic::new(
                    node.span,
                    "`queryString` beside `queryParameters`",
                    "one of them is expected",
                )
                .related(parameters.span, "the other one"),
            );
        }
        let of = self.types().used(node, 0).of;
        let properties = properties(self.api, &of, 0).unwrap_or_else(|| any(node.span));
        let fixed = properties.fields.into_values().map(|field| QueryParameter {
            name: QueryName::Fixed(field.name),
            of: field.of,
            required: field.required,
            description: field.description,
            facets: field.facets,
            marks: field.marks,
            from_trait: None,
            span: field.span,
        });
        let patterns = properties.maps.into_values().map(|map| QueryParameter {
            name: QueryName::Pattern {
                pattern: format!("/{}/", map.pattern),
                placeholder: None,
            },
            of: map.value,
            required: false,
            description: map.description,
            facets: Facets::default(),
            marks: Marks::default(),
            from_trait: None,
            span: map.span,
        });
        fixed.chain(patterns).collect()
    }
}

/// A query of which nothing is known but that it is one.
fn any(span: Span) -> Properties {
    let map = MapFacet {
        pattern: String::new(),
        value: TypeRef::Scalar(Scalar::String),
        by_locale: false,
        description: None,
        span,
    };
    Properties {
        fields: IndexMap::new(),
        maps: [(String::new(), map)].into(),
    }
}

/// More names for names than any specification has.
const DEEPEST: usize = 16;

/// The properties of a type, where it is an object or a union of objects.
fn properties(api: &Api, of: &TypeRef, depth: usize) -> Option<Properties> {
    if depth > DEEPEST {
        return None;
    }
    match of {
        TypeRef::Named(name) => of_type(api, api.types.get(name)?, depth),
        TypeRef::Inline(of) => of_type(api, of, depth),
        TypeRef::Union(members) => of_union(api, members, depth),
        _ => None,
    }
}

fn of_type(api: &Api, of: &Type, depth: usize) -> Option<Properties> {
    match &of.shape {
        Shape::Object(own) => {
            let base = of.base.as_ref().map(|base| TypeRef::Named(base.clone()));
            let inherited = base.and_then(|base| properties(api, &base, depth + 1));
            let mut all = inherited.unwrap_or_default();
            add(&mut all, own);
            Some(all)
        }
        Shape::Alias(alias) => properties(api, alias, depth + 1),
        Shape::Union(members) => of_union(api, members, depth),
        Shape::Enum(_) => None,
    }
}

fn add(all: &mut Properties, own: &Object) {
    let fields = own.fields.iter().cloned();
    all.fields
        .extend(fields.map(|field| (field.name.clone(), field)));
    let maps = own.maps.iter().cloned();
    all.maps.extend(maps.map(|map| (map.pattern.clone(), map)));
}

/// What one of several objects has may be given; what all of them require is required.
fn of_union(api: &Api, members: &[TypeRef], depth: usize) -> Option<Properties> {
    let members: Option<Vec<Properties>> = members
        .iter()
        .map(|member| properties(api, member, depth + 1))
        .collect();
    let members = members?;
    let mut all = Properties::default();
    for member in &members {
        for (name, field) in &member.fields {
            let is_required = members.iter().all(|member| {
                let field = member.fields.get(name);
                field.is_some_and(|field| field.required)
            });
            let entry = all.fields.entry(name.clone());
            entry.or_insert_with(|| field.clone()).required = is_required;
        }
        all.maps.extend(
            member
                .maps
                .iter()
                .map(|(pattern, map)| (pattern.clone(), map.clone())),
        );
    }
    Some(all)
}
