//! References to resources, which drafts name by their ids or by their keys.

use crate::Expanded;
use crate::models::{
    CategoryReference, CategoryResourceIdentifier, ChannelReference, ChannelResourceIdentifier,
    CustomerGroupReference, CustomerGroupResourceIdentifier, ProductTypeReference,
    ProductTypeResourceIdentifier, RecurrencePolicyReference, RecurrencePolicyResourceIdentifier,
    StateReference, StateResourceIdentifier, TaxCategoryReference, TaxCategoryResourceIdentifier,
    TypeReference, TypeResourceIdentifier,
};
use crate::sync::expanded;
use crate::sync::key::Key;
use crate::sync::{SyncError, SyncErrorReason};

/// What is known of the resource that something refers to.
pub(in crate::sync) trait Referenced {
    fn id(&self) -> &str;

    /// Its key; `None` if the reference is not expanded, an inner `None` if the resource has no key.
    fn key(&self) -> Option<Option<&str>>;
}

/// How a draft names a resource.
pub(in crate::sync) trait Identifier {
    fn id(&self) -> Option<&str>;
    fn key(&self) -> Option<&str>;
}

macro_rules! references {
    ($($reference:ident $identifier:ident)*) => {
        $(
            impl Referenced for $reference {
                fn id(&self) -> &str {
                    &self.id
                }

                fn key(&self) -> Option<Option<&str>> {
                    self.obj.as_ref().map(|obj| match obj.resource() {
                        Some(resource) => resource.key.text(),
                        None => unread_key(obj),
                    })
                }
            }

            impl Identifier for $identifier {
                fn id(&self) -> Option<&str> {
                    self.id.as_deref()
                }

                fn key(&self) -> Option<&str> {
                    self.key.as_deref()
                }
            }
        )*
    };
}

references! {
    CategoryReference CategoryResourceIdentifier
    ChannelReference ChannelResourceIdentifier
    CustomerGroupReference CustomerGroupResourceIdentifier
    ProductTypeReference ProductTypeResourceIdentifier
    RecurrencePolicyReference RecurrencePolicyResourceIdentifier
    StateReference StateResourceIdentifier
    TaxCategoryReference TaxCategoryResourceIdentifier
    TypeReference TypeResourceIdentifier
}

/// The key of a resource that could not be read as a whole.
fn unread_key<T>(obj: &Expanded<T>) -> Option<&str> {
    obj.json()?.get("key")?.as_str()
}

/// Whether what is there refers to what the draft names.
pub(in crate::sync) fn is_same(
    field: &str,
    existing: Option<&impl Referenced>,
    draft: Option<&impl Identifier>,
) -> Result<bool, SyncError> {
    let Some(draft) = draft else {
        return Ok(existing.is_none());
    };
    let (id, key) = (draft.id(), draft.key());
    if id.is_none() && key.is_none() {
        let by = "an id or a key";
        return Err(SyncError::new(field, SyncErrorReason::NotIdentified { by }));
    }
    let Some(existing) = existing else {
        return Ok(false);
    };
    match (id, key, existing.key()) {
        (Some(id), ..) => Ok(id == existing.id()),
        (None, _, Some(known)) => Ok(known == key),
        (None, _, None) if expanded::are_all() => Ok(false),
        (None, key, None) => {
            let key = key.unwrap_or_default().to_owned();
            Err(SyncError::new(field, SyncErrorReason::NotExpanded { key }))
        }
    }
}

/// The reference of the draft, if it differs; an inner `None` removes the reference.
pub(in crate::sync) fn set_reference<I: Identifier + Clone>(
    field: &str,
    existing: Option<&impl Referenced>,
    draft: Option<&I>,
) -> Result<Option<Option<I>>, SyncError> {
    let is_same = is_same(field, existing, draft)?;
    Ok((!is_same).then(|| draft.cloned()))
}
