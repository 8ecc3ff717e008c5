//! Bodies seen in the wild and the examples of the official specification, read into our models.

use std::{collections::BTreeMap, fs};

use codegen::model::TypeRef;
use ctp_sdk::models;

use crate::shared;

type Read = fn(&[u8]) -> Result<(), String>;

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<(), String> {
    ctp_sdk::runtime::body::<T>(body)
        .map(drop)
        .map_err(|failure| failure.to_string())
}

/// The models by their names in the specification.
macro_rules! models {
    ($($name:ident),* $(,)?) => {
        BTreeMap::from([$((stringify!($name), read::<models::$name> as Read)),*])
    };
}

fn models() -> BTreeMap<&'static str, Read> {
    models![
        ApiClient,
        ApiClientPagedQueryResponse,
        BusinessUnit,
        CannotChangeReservationExpiryWarning,
        CannotCreateReservationWarning,
        CannotUpdateReservationWarning,
        Cart,
        CartClassificationTier,
        CartDiscountCustomLineItemsTarget,
        CartDiscountLineItemsTarget,
        CartDiscountShippingCostTarget,
        CartDiscountTotalPriceTarget,
        CartDiscountValueAbsolute,
        CartDiscountValueFixed,
        CartDiscountValueGiftLineItem,
        CartDiscountValueRelative,
        CartPagedQueryResponse,
        CartScoreTier,
        CartValueTier,
        Category,
        CategoryPagedQueryResponse,
        CentPrecisionMoney,
        ChannelReference,
        CustomFields,
        CustomObjectReference,
        Customer,
        CustomerSignInResult,
        ExtensionReference,
        HighPrecisionMoney,
        ImageProcessingOngoingWarning,
        MultiBuyCustomLineItemsTarget,
        MultiBuyLineItemsTarget,
        MyPayment,
        MyPaymentPagedQueryResponse,
        Order,
        OrderPagedQueryResponse,
        ProductProjection,
        ProductProjectionPagedQueryResponse,
        ProductProjectionPagedSearchResponse,
        Quote,
        QuotePagedQueryResponse,
        QuoteRequest,
        QuoteRequestPagedQueryResponse,
        ShoppingList,
        ShoppingListLineItem,
        ShoppingListPagedQueryResponse,
        SuggestionResult,
        TextLineItem,
        VariantAttributes,
    ]
}

#[test]
fn bodies_seen_in_the_wild() {
    let Some(folder) = shared::path("real-bodies", "reading bodies seen in the wild") else {
        return;
    };
    let models = models();
    let index = fs::read_to_string(folder.join("index.tsv")).expect("the index can be read");
    let mut outcomes = Vec::new();
    for line in index.lines() {
        let mut columns = line.split('\t');
        let (Some(path), Some(name)) = (columns.next(), columns.next()) else {
            continue;
        };
        // The other types belong to domains that are not restated yet.
        let Some(read) = models.get(name) else {
            continue;
        };
        let body = fs::read(folder.join(path)).expect("the body can be read");
        outcomes.push(match read(&body) {
            Ok(()) => format!("{path} as {name}: read"),
            Err(problem) => format!("{path} as {name}: {problem}"),
        });
    }
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("real_bodies", outcomes.join("\n"));
    });
}

#[test]
fn examples_of_the_official_specification() {
    let Some(official) = shared::official_api("reading the official examples") else {
        return;
    };
    let api = codegen::load(&official)
        .unwrap_or_else(|report| panic!("{report}"))
        .api;
    let models = models();
    let mut examples: Vec<(String, String)> = Vec::new();
    for of in api.types.values() {
        examples.extend(
            of.examples
                .iter()
                .filter_map(|example| Some((of.name.clone(), example.json.clone()?))),
        );
    }
    for method in api
        .all_resources()
        .into_iter()
        .flat_map(|resource| &resource.methods)
    {
        for body in method
            .responses
            .iter()
            .filter(|response| (200..300).contains(&response.status))
            .flat_map(|response| &response.bodies)
        {
            if let Some(TypeRef::Named(name)) = &body.of {
                examples.extend(
                    body.examples
                        .iter()
                        .filter_map(|example| Some((name.clone(), example.json.clone()?))),
                );
            }
        }
    }
    let mut outcomes: Vec<String> = Vec::new();
    let mut count = 0;
    for (name, json) in &examples {
        let Some(read) = models.get(name.as_str()) else {
            continue;
        };
        count += 1;
        if let Err(problem) = read(json.as_bytes()) {
            outcomes.push(format!("{name}: {problem}"));
        }
    }
    outcomes.sort();
    outcomes.dedup();
    outcomes.push(format!(
        "{} of {count} examples are read",
        count - outcomes.len()
    ));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("official_examples", outcomes.join("\n"));
    });
}
