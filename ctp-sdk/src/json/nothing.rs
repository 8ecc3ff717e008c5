//! The common properties of the kinds of a union, for a union that the API did not send.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Read, from_json};

/// The value of a type if nothing was sent: one for each type, created on first use.
///
/// A missing union therefore needs no allocation, which each union would otherwise need until it is read.
pub(crate) fn nothing<T: Read + Send + Sync + 'static>() -> &'static T {
    static KNOWN: Mutex<Option<HashMap<TypeId, &'static (dyn Any + Send + Sync)>>> =
        Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    let found = known.get(&TypeId::of::<T>());
    if let Some(found) = found.and_then(|found| found.downcast_ref()) {
        return found;
    }
    // Leaked once for each type.
    let made: &'static T = Box::leak(Box::new(from_json("{}").unwrap_or_else(T::blank)));
    known.insert(TypeId::of::<T>(), made);
    made
}
