//! Changing a resource by actions, once more where somebody else was faster.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, member::Member},
    model::{Http, Resource, TypeRef},
};

use super::operation::operation_name;

/// The name of the method.
pub(super) const UPDATE_WITH: &str = "update_with";

impl Emitter<'_> {
    /// The method of a resource's builder that fetches, changes and starts over; `builder` is its name.
    pub(super) fn update_with(&self, resource: &Resource, builder: &str) -> TokenStream {
        let Some(update) = &resource.update else {
            return TokenStream::new();
        };
        let state = self.plan.api.types.get(&update.state);
        let Some(version) = state.and_then(|state| self.member(state, "version")) else {
            return TokenStream::new();
        };
        let state = self.rust_type(&TypeRef::Named(update.state.clone()));
        let action = self.rust_type(&TypeRef::Named(update.action.clone()));
        let post = operation_name(builder, Http::Post);
        let version = match version {
            Member::Field(name) => quote!(state.#name),
            Member::Method(name) => quote!(state.#name()),
        };
        quote! {
            /// Changes the resource by the actions that `actions` makes of its current state: see [`runtime::UpdateWith`].
            ///
            /// Where somebody else has changed it in between, it is fetched and `actions` is called again.
            pub fn update_with<'a>(
                &self,
                actions: impl FnMut(&#state) -> Vec<#action> + Send + 'a,
            ) -> runtime::UpdateWith<'a, #state, #action> {
                let scopes = #post::REQUIRED_SCOPES;
                runtime::UpdateWith::new(&self.client, self.get().request, scopes, |state| #version, actions)
            }
        }
    }
}
