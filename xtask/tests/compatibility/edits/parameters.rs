//! Edits of the parameters of queries.

use codegen::model::{Literal, QueryName, Scalar, TypeRef};

use super::Edit;
use crate::places::{
    capitalized, is_limited, is_list, list, made_parameter, narrow, on_method, on_parameter, widen,
};

pub(super) const EDITS: &[(&str, Edit)] = &[
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
];
