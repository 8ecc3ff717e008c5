//! The properties of a type as parameters: of a query, or of a form.

use indexmap::IndexMap;

use crate::source::Span;

use super::{
    Api, Encoding, Facets, Field, MapFacet, Marks, Object, QueryName, QueryParameter, Scalar,
    Shape, Type, TypeRef,
};

/// The properties of an object: named ones, and those of a pattern.
#[derive(Default)]
struct Properties {
    fields: IndexMap<String, Field>,
    maps: IndexMap<String, MapFacet>,
}

/// The parameters for the properties of a type; a union takes those of all its members. If its properties are unknown, any
/// can be set.
pub fn parameters_of(api: &Api, of: &TypeRef, span: Span) -> Vec<QueryParameter> {
    let properties = properties(api, of, 0).unwrap_or_else(|| any(span));
    let sent = properties.fields.into_values().filter(Field::is_sent);
    let fixed = sent.map(|field| QueryParameter {
        name: QueryName::Fixed(field.name),
        of: field.of,
        required: field.required,
        description: field.description,
        facets: field.facets,
        marks: field.marks,
        from_trait: None,
        encoding: Encoding::default(),
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
        facets: map.facets,
        marks: Marks::default(),
        from_trait: None,
        encoding: Encoding::default(),
        span: map.span,
    });
    fixed.chain(patterns).collect()
}

/// Unknown parameters.
fn any(span: Span) -> Properties {
    let map = MapFacet {
        pattern: String::new(),
        value: TypeRef::Scalar(Scalar::String),
        facets: Facets::default(),
        by_locale: false,
        description: None,
        span,
    };
    Properties {
        fields: IndexMap::new(),
        maps: [(String::new(), map)].into(),
    }
}

/// The maximum length of a chain of aliases.
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

/// The properties of each of several objects may be given; those that all of them require are required. For an object or
/// `nil`, none is.
fn of_union(api: &Api, members: &[TypeRef], depth: usize) -> Option<Properties> {
    let members: Option<Vec<Properties>> = members
        .iter()
        .map(|member| match member {
            TypeRef::Scalar(Scalar::Nil) => Some(Properties::default()),
            member => properties(api, member, depth + 1),
        })
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
