//! How a value gives one of its properties: a struct by a field, an enum by a method.

use proc_macro2::Ident;

use crate::{
    emit::{Emitter, fields::Defaults},
    model::Type,
    names,
    plan::Form,
};

/// What stands behind the dot.
pub(crate) enum Member {
    /// A field.
    Field(Ident),
    /// A method without arguments.
    Method(Ident),
}

impl<'a> Emitter<'a> {
    /// The member by which every value of a type gives a property that all of them have, in a type that is the same for
    /// all.
    pub(crate) fn member(&self, of: &'a Type, property: &str) -> Option<Member> {
        match self.plan.form(&of.name)? {
            Form::Struct | Form::OpenBase(_) => {
                let direction = self.plan.direction(&of.name);
                let fields = self.fields(of, direction, &mut Defaults::new());
                let field = fields
                    .into_iter()
                    .find(|field| field.field.name == property)?;
                Some(Member::Field(field.name))
            }
            Form::TagUnion { shared, .. } => shared
                .iter()
                .any(|field| field.name == property)
                .then(|| Member::Method(names::ident(&names::value_name(property)))),
            _ => None,
        }
    }
}
