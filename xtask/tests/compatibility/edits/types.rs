//! Edits of types.

use codegen::model::{EnumValue, Object, Scalar, Shape, TypeRef};

use super::Edit;
use crate::places::{
    add_type, any_type, capitalized, is_named, made_field, object, on_enum, rename,
};

pub(super) const EDITS: &[(&str, Edit)] = &[
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
];
