//! Open unions: enums of structs, distinguished by a tag or by the property that is present.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    model::TypeRef,
    plan::{
        Direction, Form, Holds, Plan, Planned, PlannedField, RustType, Shared, form::NO_KEY,
        rust_type::is_copy,
    },
};

use super::{
    docs, structure,
    types::{ident, rust_type},
};

/// The enum of a union, the struct with the common properties, and the methods that return them.
pub(crate) fn emit(plan: &Plan<'_>, of: &Planned<'_>) -> TokenStream {
    let doc = docs::type_doc(plan, of.of);
    let deprecated = docs::deprecation(&of.of.marks);
    let name = ident(&of.name);
    let kinds = of.kinds.iter().map(|kind| {
        let doc = docs::doc(&match &of.form {
            Form::TagUnion { property, .. } => format!("`{property}` is `{}`.", kind.tag),
            _ if kind.tag == NO_KEY => "None of the other kinds.".to_owned(),
            _ => format!("The kind with `{}`.", kind.tag),
        });
        let (variant, of_kind) = (ident(&kind.variant), ident(&kind.of));
        match of.are_kinds_boxed {
            true => quote!(#doc #variant(Box<#of_kind>),),
            false => quote!(#doc #variant(#of_kind),),
        }
    });
    let unknown = match &of.shared {
        Some(shared) => {
            let shared = ident(&shared.name);
            quote!(runtime::Unknown<#shared>)
        }
        None => quote!(runtime::Unknown),
    };
    let shared = of.shared.as_ref().map(|shared| shared_struct(of, shared));
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#kinds)*
            /// A kind that this version of the SDK does not know; its JSON is kept and written unchanged.
            Unknown(#unknown),
        }

        #shared
    }
}

fn shared_struct(of: &Planned<'_>, shared: &Shared<'_>) -> TokenStream {
    let received = Direction {
        sent: false,
        received: true,
    };
    let name = ident(&shared.name);
    let doc = docs::doc(&format!(
        "The properties that every [`{}`] has, including unknown kinds.",
        of.name
    ));
    let derives = structure::derives(&shared.fields, None, received);
    let debug = structure::debug(&name, &shared.fields, None);
    let fields = structure::declarations(&shared.fields);
    quote! {
        #doc
        #[derive(#derives)]
        #[non_exhaustive]
        pub struct #name {
            #fields
        }

        #debug
    }
}

/// The lines of the methods that return the common properties.
pub(crate) fn shared_methods(plan: &Plan<'_>, of: &Planned<'_>) -> Option<String> {
    let shared = of
        .shared
        .as_ref()
        .filter(|shared| !shared.methods.is_empty())?;
    let variants: Vec<&str> = of.kinds.iter().map(|kind| kind.variant.as_str()).collect();
    let mut lines = format!(
        "runtime::shared! {{ {} [{}] {{\n",
        of.name,
        variants.join(" ")
    );
    for field in &shared.methods {
        for line in docs::lines(&docs::field_text(field)) {
            lines.push_str(format!("    ///{line}").trim_end());
            lines.push('\n');
        }
        let marks = &field.field.marks;
        match (marks.mark_deprecated, &marks.deprecation_note) {
            (false, _) => {}
            (true, None) => lines.push_str("    #[deprecated]\n"),
            (true, Some(note)) => {
                lines.push_str(&format!("    #[deprecated(note = {note:?})]\n"));
            }
        }
        let (returned, how) = method(plan, field);
        lines.push_str(&format!("    {}: {returned} = {how},\n", field.name));
    }
    lines.push_str("} }\n");
    Some(lines)
}

/// The return type of the method for a field, and how it reads the field.
fn method(plan: &Plan<'_>, field: &PlannedField<'_>) -> (String, &'static str) {
    let is_text = plan.api.is_text(&field.field.of);
    let of = match (&field.of, is_text) {
        (_, true) => "str".to_owned(),
        (RustType::List(items), _) if matches!(field.field.of, TypeRef::Array(_)) => {
            format!("[{}]", text(&rust_type(items)))
        }
        (of, _) => text(&rust_type(of)),
    };
    let is_copy = is_copy(plan.api, &field.field.of);
    match (field.is_optional(), is_copy) {
        (false, true) => (text(&rust_type(&field.of)), "copy"),
        (true, true) => (format!("Option<{}>", text(&rust_type(&field.of))), "copy"),
        (false, false) => (format!("&{of}"), "borrow"),
        (true, false) if is_text || field.holds == Holds::Boxed => {
            (format!("Option<&{of}>"), "as_deref")
        }
        (true, false) => (
            format!("Option<&{}>", text(&rust_type(&field.of))),
            "as_ref",
        ),
    }
}

fn text(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}
