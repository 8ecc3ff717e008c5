//! The variants of a product.

use super::attributes::{self, OfVariant};
use crate::models::{
    ProductAddAssetAction, ProductAddExternalImageAction, ProductAddPriceAction,
    ProductAddVariantAction, ProductChangeAssetNameAction, ProductChangeAssetOrderAction,
    ProductChangeMasterVariantAction, ProductChangePriceAction, ProductData, ProductDraft,
    ProductMoveImageToPositionAction, ProductRemoveAssetAction, ProductRemoveImageAction,
    ProductRemovePriceAction, ProductRemoveVariantAction, ProductSetAssetCustomFieldAction,
    ProductSetAssetCustomTypeAction, ProductSetAssetDescriptionAction, ProductSetAssetKeyAction,
    ProductSetAssetSourcesAction, ProductSetAssetTagsAction, ProductSetImageLabelAction,
    ProductSetPricesAction, ProductSetProductVariantKeyAction, ProductSetSkuAction,
    ProductUpdateAction, ProductVariant, ProductVariantDraft,
};
use crate::sync::comparison::{
    AssetEdit, CustomEdit, ImageEdit, Kept, PriceEdit, assets, images, pair, prices,
};
use crate::sync::{SyncError, SyncErrorReason};

/// A variant of the draft, and its index there: the first is the master variant.
struct Wanted<'a> {
    field: String,
    draft: &'a ProductVariantDraft,
    is_master: bool,
}

/// A variant that is there.
struct Known<'a> {
    variant: &'a ProductVariant,
    is_master: bool,
}

type KeptVariant<'a> = Kept<'a, Known<'a>, Wanted<'a>>;

pub(super) fn change(
    staged: &ProductData,
    draft: &ProductDraft,
    actions: &mut Vec<ProductUpdateAction>,
) -> Result<(), SyncError> {
    let empty = ProductVariantDraft::new();
    let wanted = wanted(draft, draft.master_variant.as_ref().unwrap_or(&empty));
    check_identities(&wanted)?;
    let known = known(staged);
    let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    let pairing = pair(
        &known,
        &wanted,
        &[
            &|of, wanted, _| Ok(same(&of.variant.sku, &wanted.draft.sku)),
            &|of, wanted, _| Ok(same(&of.variant.key, &wanted.draft.key)),
            &|of, wanted, _| Ok(of.is_master && wanted.is_master),
        ],
    )?;

    // One that stays becomes the master variant first, because the master variant cannot be removed.
    let master = pairing.kept.iter().find(|kept| kept.draft.is_master);
    if let Some(master) = master.filter(|kept| !kept.existing.is_master) {
        let id = master.existing.variant.id;
        actions.push(to_master(Some(id), None));
    }
    for of in &pairing.removed {
        let remove = ProductRemoveVariantAction {
            id: Some(of.variant.id),
            sku: None,
            staged: None,
        };
        actions.push(remove.into());
    }
    let added = pairing.added.iter().map(|(_, wanted)| *wanted);
    let added: Vec<&Wanted<'_>> = added.collect();
    set_names(&pairing.kept, actions);
    set_attributes(&pairing.kept, &added, actions)?;
    for kept in &pairing.kept {
        change_parts(kept, actions)?;
    }
    for wanted in added {
        actions.push(add(wanted.draft));
        if wanted.is_master {
            let sku = wanted.draft.sku.clone();
            if sku.is_none() {
                let by = "an SKU, by which it becomes the master variant";
                return Err(not_identified(&wanted.field, by));
            }
            actions.push(to_master(None, sku));
        }
    }
    Ok(())
}

fn wanted<'a>(draft: &'a ProductDraft, master: &'a ProductVariantDraft) -> Vec<Wanted<'a>> {
    let master = Wanted {
        field: "masterVariant".to_owned(),
        draft: master,
        is_master: true,
    };
    let others = draft.variants.iter().flatten().enumerate();
    let others = others.map(|(place, draft)| Wanted {
        field: format!("variants[{place}]"),
        draft,
        is_master: false,
    });
    [master].into_iter().chain(others).collect()
}

fn known(staged: &ProductData) -> Vec<Known<'_>> {
    let master = Known {
        variant: &staged.master_variant,
        is_master: true,
    };
    let others = staged.variants.iter().map(|variant| Known {
        variant,
        is_master: false,
    });
    [master].into_iter().chain(others).collect()
}

/// Fails if variants could not be distinguished.
fn check_identities(wanted: &[Wanted<'_>]) -> Result<(), SyncError> {
    for (place, of) in wanted.iter().enumerate() {
        if !of.is_master && of.draft.sku.is_none() && of.draft.key.is_none() {
            return Err(not_identified(&of.field, "an SKU or a key"));
        }
        for before in wanted.iter().take(place) {
            for (name, value, known) in [
                ("sku", &of.draft.sku, &before.draft.sku),
                ("key", &of.draft.key, &before.draft.key),
            ] {
                if let Some(value) = value.clone().filter(|value| Some(value) == known.as_ref()) {
                    let field = format!("{}.{name}", of.field);
                    return Err(SyncError::new(field, SyncErrorReason::Duplicate { value }));
                }
            }
        }
    }
    Ok(())
}

fn not_identified(field: &str, by: &'static str) -> SyncError {
    SyncError::new(field, SyncErrorReason::NotIdentified { by })
}

fn to_master(variant_id: Option<i64>, sku: Option<String>) -> ProductUpdateAction {
    let change = ProductChangeMasterVariantAction {
        variant_id,
        sku,
        staged: None,
    };
    change.into()
}

fn add(draft: &ProductVariantDraft) -> ProductUpdateAction {
    let draft = draft.clone();
    let add = ProductAddVariantAction {
        sku: draft.sku,
        key: draft.key,
        prices: draft.prices,
        images: draft.images,
        attributes: draft.attributes,
        staged: None,
        assets: draft.assets,
    };
    add.into()
}

/// Sets SKUs and keys. A key that another variant has until now is taken from that one first.
fn set_names(kept: &[KeptVariant<'_>], actions: &mut Vec<ProductUpdateAction>) {
    for of in kept {
        if of.existing.variant.sku != of.draft.draft.sku {
            let sku = ProductSetSkuAction {
                variant_id: of.existing.variant.id,
                sku: of.draft.draft.sku.clone(),
                staged: None,
            };
            actions.push(sku.into());
        }
    }
    let set_key = |id: i64, key: Option<String>| {
        let key = ProductSetProductVariantKeyAction {
            variant_id: Some(id),
            sku: None,
            key,
            staged: None,
        };
        ProductUpdateAction::from(key)
    };
    let known = |of: &KeptVariant<'_>| of.existing.variant.key.clone();
    let wanted = |of: &KeptVariant<'_>| of.draft.draft.key.clone();
    let changed = |of: &&KeptVariant<'_>| known(of) != wanted(of);
    for of in kept.iter().filter(changed) {
        let is_taken = |other: &KeptVariant<'_>| other.to != of.to && wanted(other) == known(of);
        if known(of).is_some() && wanted(of).is_some() && kept.iter().any(is_taken) {
            actions.push(set_key(of.existing.variant.id, None));
        }
    }
    // Those that lose their key come before those that get it.
    let (lose, get): (Vec<_>, Vec<_>) = kept
        .iter()
        .filter(changed)
        .partition(|of| wanted(of).is_none());
    for of in lose.into_iter().chain(get) {
        actions.push(set_key(of.existing.variant.id, wanted(of)));
    }
}

fn set_attributes(
    kept: &[KeptVariant<'_>],
    added: &[&Wanted<'_>],
    actions: &mut Vec<ProductUpdateAction>,
) -> Result<(), SyncError> {
    let of_draft = |draft: &ProductVariantDraft| draft.attributes.clone().unwrap_or_default();
    let drafts: Vec<_> = kept.iter().map(|kept| of_draft(kept.draft.draft)).collect();
    let added: Vec<_> = added.iter().map(|wanted| of_draft(wanted.draft)).collect();
    let fields: Vec<_> = kept
        .iter()
        .map(|kept| format!("{}.attributes", kept.draft.field))
        .collect();
    let variants = kept.iter().zip(&drafts).zip(&fields);
    let variants = variants.map(|((kept, draft), field)| OfVariant {
        field,
        id: kept.existing.variant.id,
        existing: &kept.existing.variant.attributes,
        draft,
    });
    let variants: Vec<_> = variants.collect();
    let added: Vec<_> = added.iter().map(Vec::as_slice).collect();
    attributes::of_variants(&variants, &added, actions)
}

/// Changes prices, images and assets.
fn change_parts(
    kept: &KeptVariant<'_>,
    actions: &mut Vec<ProductUpdateAction>,
) -> Result<(), SyncError> {
    let (variant, draft, field) = (kept.existing.variant, kept.draft.draft, &kept.draft.field);
    let wanted = draft.prices.as_deref().unwrap_or_default();
    for edit in prices(&format!("{field}.prices"), &variant.prices, wanted)? {
        actions.push(of_price(variant.id, edit, draft));
    }
    let wanted = draft.images.as_deref().unwrap_or_default();
    for edit in images(&format!("{field}.images"), &variant.images, wanted)? {
        actions.push(of_image(variant.id, edit));
    }
    let wanted = draft.assets.as_ref();
    for edit in assets(&format!("{field}.assets"), &variant.assets, wanted)? {
        actions.push(of_asset(variant.id, edit));
    }
    Ok(())
}

fn of_price(id: i64, edit: PriceEdit<'_>, draft: &ProductVariantDraft) -> ProductUpdateAction {
    let staged = None;
    match edit {
        PriceEdit::Remove(price_id) => ProductRemovePriceAction {
            price_id: price_id.to_owned(),
            staged,
        }
        .into(),
        PriceEdit::Change(price_id, price) => ProductChangePriceAction {
            price_id: price_id.to_owned(),
            price: price.clone(),
            staged,
        }
        .into(),
        PriceEdit::Add(price) => ProductAddPriceAction {
            variant_id: Some(id),
            sku: None,
            price: price.clone(),
            staged,
        }
        .into(),
        PriceEdit::SetAll => ProductSetPricesAction {
            variant_id: Some(id),
            sku: None,
            prices: draft.prices.clone().unwrap_or_default(),
            staged,
        }
        .into(),
    }
}

fn of_image(id: i64, edit: ImageEdit<'_>) -> ProductUpdateAction {
    let (variant_id, sku, staged) = (Some(id), None, None);
    match edit {
        ImageEdit::Remove(url) => ProductRemoveImageAction {
            variant_id,
            sku,
            image_url: url.to_owned(),
            staged,
        }
        .into(),
        ImageEdit::Label(url, label) => ProductSetImageLabelAction {
            variant_id,
            sku,
            image_url: url.to_owned(),
            label: label.cloned(),
            staged,
        }
        .into(),
        ImageEdit::Add(image) => ProductAddExternalImageAction {
            variant_id,
            sku,
            image: image.clone(),
            staged,
        }
        .into(),
        ImageEdit::Move(url, position) => ProductMoveImageToPositionAction {
            variant_id,
            sku,
            image_url: url.to_owned(),
            position: i64::try_from(position).unwrap_or(i64::MAX),
            staged,
        }
        .into(),
    }
}

fn of_asset(id: i64, edit: AssetEdit) -> ProductUpdateAction {
    let (variant_id, sku, staged, asset_key) = (Some(id), None, None, None);
    match edit {
        AssetEdit::Remove(id) => ProductRemoveAssetAction {
            variant_id,
            sku,
            staged,
            asset_id: Some(id),
            asset_key,
        }
        .into(),
        AssetEdit::Key(asset_id, asset_key) => ProductSetAssetKeyAction {
            variant_id,
            sku,
            staged,
            asset_id,
            asset_key,
        }
        .into(),
        AssetEdit::Name(id, name) => ProductChangeAssetNameAction {
            variant_id,
            sku,
            staged,
            asset_id: Some(id),
            asset_key,
            name,
        }
        .into(),
        AssetEdit::Description(id, description) => ProductSetAssetDescriptionAction {
            variant_id,
            sku,
            staged,
            asset_id: Some(id),
            asset_key,
            description,
        }
        .into(),
        AssetEdit::Tags(id, tags) => ProductSetAssetTagsAction {
            variant_id,
            sku,
            staged,
            asset_id: Some(id),
            asset_key,
            tags,
        }
        .into(),
        AssetEdit::Sources(id, sources) => ProductSetAssetSourcesAction {
            variant_id,
            sku,
            staged,
            asset_id: Some(id),
            asset_key,
            sources,
        }
        .into(),
        AssetEdit::Custom(id, CustomEdit::Type { type_, fields }) => {
            ProductSetAssetCustomTypeAction {
                variant_id,
                sku,
                staged,
                asset_id: Some(id),
                asset_key,
                type_,
                fields,
            }
            .into()
        }
        AssetEdit::Custom(id, CustomEdit::Field { name, value }) => {
            ProductSetAssetCustomFieldAction {
                variant_id,
                sku,
                staged,
                asset_id: Some(id),
                asset_key,
                name,
                value,
            }
            .into()
        }
        AssetEdit::Order(asset_order) => ProductChangeAssetOrderAction {
            variant_id,
            sku,
            staged,
            asset_order,
        }
        .into(),
        AssetEdit::Add(asset, position) => ProductAddAssetAction {
            variant_id,
            sku,
            staged,
            asset,
            position,
        }
        .into(),
    }
}
