//! What all kinds of resources are compared with.

mod asset;
mod custom;
mod definitions;
mod enum_values;
mod image;
mod list;
mod money;
mod price;
mod reference;
mod text;
mod value;

pub(super) use asset::{AssetEdit, assets};
pub(super) use custom::{CustomEdit, custom};
pub(super) use definitions::DefinitionActions;
pub(super) use enum_values::EnumActions;
pub(super) use image::{ImageEdit, images};
pub(super) use list::{Kept, pair};
pub(super) use money::Exact;
pub(super) use price::{PriceEdit, prices, same_discount, same_tiers};
pub(super) use reference::{is_same, set_reference};
pub(super) use text::{filled, localized, optional, required};
pub(super) use value::is_same as is_same_value;
