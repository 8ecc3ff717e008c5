//! The types of a package as a RAML library.

use std::collections::BTreeSet;

use crate::{
    model::{EnumValue, Facets, Field, Literal, MapFacet, Marks, Object, Shape, Type, TypeRef},
    plan::domains,
};

use super::{Restatement, text::Value};

type Entries = Vec<(String, Value)>;

impl Restatement<'_> {
    pub(super) fn library(&self, folder: &str, types: &[&Type]) -> String {
        let package = types.iter().find_map(|of| of.package.as_deref());
        let package = domains::package_name(package);
        let mut used: BTreeSet<&str> = BTreeSet::new();
        for of in types {
            self.used_libraries(of, folder, &mut used);
        }
        let mut map: Entries = vec![("(package)".to_owned(), Value::text(package))];
        let page = types.iter().find_map(|of| {
            self.earlier_type(of)
                .and_then(|earlier| earlier.documentation.clone())
        });
        map.extend(page.map(|page| ("(documentationPage)".to_owned(), Value::Text(page))));
        if !used.is_empty() {
            let uses = used.iter().map(|library| {
                (
                    (*library).to_owned(),
                    Value::Text(format!("../{library}/types.raml")),
                )
            });
            map.push(("uses".to_owned(), Value::Map(uses.collect())));
        }
        let types = types.iter().map(|of| {
            (
                of.name.clone(),
                self.declaration(of, folder, self.earlier_type(of)),
            )
        });
        map.push(("types".to_owned(), Value::Map(types.collect())));
        format!("#%RAML 1.0 Library\n---\n{}", Value::Map(map).print())
    }

    fn earlier_type(&self, of: &Type) -> Option<&Type> {
        self.earlier?.types.get(&of.name)
    }

    fn used_libraries<'s>(&'s self, of: &Type, folder: &str, used: &mut BTreeSet<&'s str>) {
        let mut add = |name: &str| {
            if let Some(other) = self.folders.get(name).filter(|other| *other != folder) {
                used.insert(other);
            }
        };
        if let Some(base) = &of.base {
            add(base);
        }
        match &of.shape {
            Shape::Object(object) => {
                object
                    .fields
                    .iter()
                    .for_each(|field| self.held(field).for_each_name(&mut add));
                object
                    .maps
                    .iter()
                    .for_each(|map| map.value.for_each_name(&mut add));
            }
            Shape::Alias(alias) => alias.for_each_name(&mut add),
            Shape::Union(members) => members
                .iter()
                .for_each(|member| member.for_each_name(&mut add)),
            Shape::Enum(_) => {}
        }
    }

    /// What a field holds: an expanded resource that is not part of the restatement is an object of any kind.
    fn held<'f>(&self, field: &'f Field) -> &'f TypeRef {
        let mut is_there = true;
        field
            .of
            .for_each_name(&mut |name| is_there &= self.selected.contains(name));
        match is_there {
            true => &field.of,
            false => &TypeRef::AnyObject,
        }
    }

    fn declaration(&self, of: &Type, folder: &str, earlier: Option<&Type>) -> Value {
        let mut map: Entries = Vec::new();
        let mut push = |key: &str, value: Value| map.push((key.to_owned(), value));
        match (&of.base, &of.shape) {
            (Some(base), _) => push("type", Value::Text(self.qualified(base, Some(folder)))),
            (None, Shape::Object(_)) => push("type", Value::text("object")),
            (None, Shape::Enum(_)) => push("type", Value::text("string")),
            (None, Shape::Alias(alias)) => {
                push("type", Value::Text(self.expression(alias, folder)))
            }
            (None, Shape::Union(members)) => push("type", Value::Text(self.union(members, folder))),
        }
        if let (None, Shape::Alias(TypeRef::Scalar(scalar))) = (&of.base, &of.shape)
            && let Some(format) = scalar.format()
        {
            push("format", Value::text(format.as_str()));
        }
        if let Some(description) = earlier.and_then(|earlier| earlier.description.as_ref()) {
            push("description", Value::Prose(description.clone()));
        }
        map.extend(annotations(&of.marks));
        map.extend(facets(&of.facets));
        match &of.shape {
            Shape::Object(object) => {
                let base = self.api.base(of);
                map.extend(self.object(object, base, folder, earlier.and_then(Type::object)))
            }
            Shape::Enum(values) => map.extend(enumeration(values, earlier)),
            Shape::Union(members) => {
                if let Some(values) = choices_or_null(&TypeRef::Union(members.clone())) {
                    map.extend(enumeration(values, earlier));
                }
            }
            Shape::Alias(_) => {}
        }
        match map.as_slice() {
            [(_, only)] => only.clone(),
            _ => Value::Map(map),
        }
    }

    fn object(
        &self,
        object: &Object,
        base: Option<&Type>,
        folder: &str,
        earlier: Option<&Object>,
    ) -> Entries {
        let mut map: Entries = Vec::new();
        map.extend(
            object
                .discriminator
                .as_ref()
                .map(|property| ("discriminator".to_owned(), Value::text(property))),
        );
        map.extend(
            object
                .tag
                .as_ref()
                .map(|tag| ("discriminatorValue".to_owned(), Value::text(tag))),
        );
        if let Some(by_locale) = object.maps.iter().find(|map| map.by_locale) {
            let value = Value::Text(self.expression(&by_locale.value, folder));
            map.push((
                "(asMap)".to_owned(),
                Value::Map(vec![
                    ("key".to_owned(), Value::text("Locale")),
                    ("value".to_owned(), value),
                ]),
            ));
        }
        let mut properties: Entries = Vec::new();
        for field in &object.fields {
            let earlier = earlier
                .and_then(|earlier| earlier.fields.iter().find(|known| known.name == field.name));
            let is_described = earlier.is_some_and(|known| known.description.is_some());
            if !is_described && self.is_inherited(field, base) {
                continue;
            }
            let name = if field.required {
                field.name.clone()
            } else {
                format!("{}?", field.name)
            };
            properties.push((
                name,
                self.used(
                    self.held(field),
                    &field.facets,
                    &field.marks,
                    earlier.and_then(|known| known.description.as_deref()),
                    folder,
                    earlier.map(|known| &known.of),
                ),
            ));
        }
        for facet in &object.maps {
            let earlier = earlier.and_then(|earlier| {
                earlier
                    .maps
                    .iter()
                    .find(|known| known.pattern == facet.pattern)
            });
            properties.push(self.map(facet, earlier, folder));
        }
        if !properties.is_empty() {
            map.push(("properties".to_owned(), Value::Map(properties)));
        }
        map
    }

    /// Whether a field only repeats the declaration of the base.
    fn is_inherited(&self, field: &Field, base: Option<&Type>) -> bool {
        let inherited = base.map(|base| self.api.fields(base)).unwrap_or_default();
        inherited.into_iter().any(|known| {
            known.name == field.name
                && is_same(&known.of, &field.of)
                && known.required == field.required
                && known.facets == field.facets
                && known.marks == field.marks
        })
    }

    fn map(&self, facet: &MapFacet, earlier: Option<&MapFacet>, folder: &str) -> (String, Value) {
        let description = earlier.and_then(|known| known.description.as_deref());
        (
            format!("/{}/", facet.pattern),
            self.used(
                &facet.value,
                &facet.facets,
                &Marks::default(),
                description,
                folder,
                earlier.map(|known| &known.value),
            ),
        )
    }

    /// A declaration where a type is used: in short form if there is nothing beside the type.
    pub(super) fn used(
        &self,
        of: &TypeRef,
        own: &Facets,
        marks: &Marks,
        description: Option<&str>,
        folder: &str,
        earlier: Option<&TypeRef>,
    ) -> Value {
        let mut map: Entries = Vec::new();
        let items = match of {
            TypeRef::Array(items) => is_long(items).then_some(items),
            _ => None,
        };
        match (of, items) {
            (_, Some(items)) => {
                map.push(("type".to_owned(), Value::text("array")));
                let earlier = match earlier {
                    Some(TypeRef::Array(earlier)) => Some(earlier.as_ref()),
                    _ => None,
                };
                map.push((
                    "items".to_owned(),
                    self.used(
                        items,
                        &Facets::default(),
                        &Marks::default(),
                        None,
                        folder,
                        earlier,
                    ),
                ));
            }
            (TypeRef::Inline(inline), None) => {
                let earlier = match earlier {
                    Some(TypeRef::Inline(earlier)) => Some(earlier.as_ref()),
                    _ => None,
                };
                match self.declaration(inline, folder, earlier) {
                    Value::Map(entries) => {
                        map.extend(entries.into_iter().filter(|(key, _)| key != "description"))
                    }
                    short => map.push(("type".to_owned(), short)),
                }
            }
            _ => {
                map.push(("type".to_owned(), Value::Text(self.expression(of, folder))));
                if let Some(values) = choices_or_null(of) {
                    map.extend(enumeration(values, None));
                }
            }
        }
        if let TypeRef::Scalar(scalar) = of {
            map.extend(
                scalar
                    .format()
                    .map(|format| ("format".to_owned(), Value::text(format.as_str()))),
            );
        }
        if let Some(description) = description {
            map.push((
                "description".to_owned(),
                Value::Prose(description.to_owned()),
            ));
        }
        for (key, value) in annotations(marks).into_iter().chain(facets(own)) {
            if !map.iter().any(|(known, _)| *known == key) {
                map.push((key, value));
            }
        }
        match map.as_slice() {
            [(key, only)] if key == "type" => only.clone(),
            _ => Value::Map(map),
        }
    }

    /// A type expression.
    pub(super) fn expression(&self, of: &TypeRef, folder: &str) -> String {
        match of {
            TypeRef::Named(name) => self.qualified(name, Some(folder)),
            TypeRef::Scalar(scalar) => scalar.as_str().to_owned(),
            TypeRef::Any => "any".to_owned(),
            TypeRef::Inline(of) if matches!(of.shape, Shape::Enum(_)) => "string".to_owned(),
            TypeRef::AnyObject | TypeRef::Inline(_) => "object".to_owned(),
            TypeRef::Array(items) => match items.as_ref() {
                TypeRef::Union(_) => format!("({})[]", self.expression(items, folder)),
                _ => format!("{}[]", self.expression(items, folder)),
            },
            TypeRef::Union(members) => self.union(members, folder),
        }
    }

    fn union(&self, members: &[TypeRef], folder: &str) -> String {
        members
            .iter()
            .map(|member| self.expression(member, folder))
            .collect::<Vec<_>>()
            .join(" | ")
    }
}

/// Whether two uses of types are certainly of the same type.
fn is_same(left: &TypeRef, right: &TypeRef) -> bool {
    match (left, right) {
        (TypeRef::Named(left), TypeRef::Named(right)) => left == right,
        (TypeRef::Scalar(left), TypeRef::Scalar(right)) => left == right,
        (TypeRef::Array(left), TypeRef::Array(right)) => is_same(left, right),
        _ => false,
    }
}

/// The values of an enum that allows `null` beside them.
fn choices_or_null(of: &TypeRef) -> Option<&[EnumValue]> {
    match of.or_null()? {
        TypeRef::Inline(of) => match &of.shape {
            Shape::Enum(values) => Some(values),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the elements of a list need a separate declaration.
fn is_long(items: &TypeRef) -> bool {
    match items {
        TypeRef::Union(_) => choices_or_null(items).is_some(),
        TypeRef::Inline(_) => true,
        TypeRef::Scalar(scalar) => scalar.format().is_some(),
        TypeRef::Array(items) => is_long(items),
        _ => false,
    }
}

fn enumeration(values: &[EnumValue], earlier: Option<&Type>) -> Entries {
    let mut map: Entries = vec![(
        "enum".to_owned(),
        Value::Lines(values.iter().map(|value| value.value.clone()).collect()),
    )];
    let known = match earlier.map(|earlier| &earlier.shape) {
        Some(Shape::Enum(known)) => known.as_slice(),
        _ => &[],
    };
    let descriptions: Entries = values
        .iter()
        .filter_map(|value| known.iter().find(|known| known.value == value.value))
        .filter_map(|known| {
            known
                .description
                .as_ref()
                .map(|description| (known.value.clone(), Value::Prose(description.clone())))
        })
        .collect();
    if !descriptions.is_empty() {
        map.push(("(enumDescriptions)".to_owned(), Value::Map(descriptions)));
    }
    map
}

/// The annotations that are set.
pub(super) fn annotations(marks: &Marks) -> Entries {
    let flags = [
        ("(beta)", marks.beta),
        ("(markDeprecated)", marks.mark_deprecated),
        ("(expandable)", marks.expandable),
        ("(identifier)", marks.identifier),
        ("(elementIdentifier)", marks.element_identifier),
    ];
    flags
        .into_iter()
        .filter(|(_, is_set)| *is_set)
        .map(|(key, _)| (key.to_owned(), Value::flag()))
        .collect()
}

/// The constraints that are set.
pub(super) fn facets(facets: &Facets) -> Entries {
    let mut map: Entries = Vec::new();
    map.extend(
        facets
            .pattern
            .as_ref()
            .map(|pattern| ("pattern".to_owned(), Value::text(pattern))),
    );
    let numbers = [
        ("minLength", &facets.min_length),
        ("maxLength", &facets.max_length),
        ("minimum", &facets.minimum),
        ("maximum", &facets.maximum),
        ("multipleOf", &facets.multiple_of),
        ("minItems", &facets.min_items),
        ("maxItems", &facets.max_items),
        ("minProperties", &facets.min_properties),
        ("maxProperties", &facets.max_properties),
    ];
    map.extend(numbers.into_iter().filter_map(|(key, value)| {
        value
            .as_ref()
            .map(|value| (key.to_owned(), Value::Plain(value.clone())))
    }));
    map.extend(
        facets
            .unique_items
            .map(|unique| ("uniqueItems".to_owned(), Value::Plain(unique.to_string()))),
    );
    if !facets.values.is_empty() {
        map.push((
            "enum".to_owned(),
            Value::Flow(
                facets
                    .values
                    .iter()
                    .map(|value| Value::Plain(value.clone()))
                    .collect(),
            ),
        ));
    }
    if !facets.file_types.is_empty() {
        map.push((
            "fileTypes".to_owned(),
            Value::Flow(facets.file_types.iter().map(|of| Value::text(of)).collect()),
        ));
    }
    map.extend(
        facets
            .default
            .as_ref()
            .map(|default| ("default".to_owned(), literal(default))),
    );
    map
}

fn literal(of: &Literal) -> Value {
    match of {
        Literal::Bool(value) => Value::Plain(value.to_string()),
        Literal::Number(text) => Value::Plain(text.clone()),
        Literal::String(text) => Value::text(text),
        Literal::List(values) => Value::Flow(values.iter().map(literal).collect()),
    }
}
