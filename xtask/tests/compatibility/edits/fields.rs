//! Edits of the fields of types.

use codegen::model::{Facets, Field, Literal, Scalar, TypeRef};

use super::Edit;
use crate::places::{
    add_field, capitalized, field, is_limited, is_list, is_number, is_text, list, narrow, object,
    on_field, widen,
};

pub(super) const EDITS: &[(&str, Edit)] = &[
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
];
