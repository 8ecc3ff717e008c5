//! Dates and times of requests in the form of the platform: in UTC, with milliseconds.

use jiff::Timestamp;
use serde_json::Value;

use crate::check;
use crate::clock;
use crate::contract::{Contract, Resolved, Use};
use crate::pattern::is_match;

/// Rewrites each date and time in the body of a request, which was checked.
pub(crate) fn rewrite(contract: &Contract, body: &mut Value, of: &Use) {
    match contract.resolve(of) {
        Resolved::Scalar("datetime") => {
            let time = body
                .as_str()
                .and_then(|text| text.parse::<Timestamp>().ok());
            if let Some(time) = time {
                *body = clock::text(time);
            }
        }
        Resolved::Scalar(_) => {}
        Resolved::List(items) => {
            for value in body.as_array_mut().into_iter().flatten() {
                rewrite(contract, value, items);
            }
        }
        Resolved::Union(members) => rewrite_member(contract, body, members),
        Resolved::Type(name, definition) => {
            if let Some(members) = &definition.union {
                return rewrite_member(contract, body, members);
            }
            let Value::Object(members) = body else { return };
            let of = name.and_then(|name| contract.tagged(name, members));
            let of = of.unwrap_or(definition);
            let fields = contract.fields(of).unwrap_or_default();
            let maps = contract.maps(of);
            for (name, value) in members {
                let field = fields.get(name.as_str()).map(|field| &field.of);
                let map = || maps.iter().find(|map| is_match(&map.pattern, name));
                if let Some(of) = field.or_else(|| map().map(|map| &map.of)) {
                    rewrite(contract, value, of);
                }
            }
        }
    }
}

/// Rewrites a value of one of several types: as the first one that permits it.
fn rewrite_member(contract: &Contract, body: &mut Value, members: &[Use]) {
    let mut members = members.iter();
    if let Some(of) = members.find(|of| check::problems(contract, body, of).is_empty()) {
        rewrite(contract, body, of);
    }
}
