//! What the kinds of a union share, for a union that the API did not send.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Read, from_json};

/// What all values of a type are if nothing was sent: one for each type, made when it is first asked for.
///
/// So a union that is missing needs no allocation, which each union would need otherwise until it is read.
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
