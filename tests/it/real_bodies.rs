//! Real bodies, and the examples of the official specification, are read into our models.

use std::{collections::BTreeMap, fs, path::Path};

use codegen::model::TypeRef;
use ctp_sdk::{DecodeFailure, models};

use crate::shared;

type Read = fn(&[u8]) -> Result<(), DecodeFailure>;

fn read<T: ctp_sdk::runtime::Read>(body: &[u8]) -> Result<(), DecodeFailure> {
    ctp_sdk::runtime::body::<T>(body).map(drop)
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

/// The rows of the table of bodies.
fn rows() -> Vec<[String; 3]> {
    let table = fs::read_to_string(shared::tests().join("real_bodies.md"));
    table
        .expect("the table can be read")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .skip(2)
        .map(|row| {
            let cells: Vec<String> = row.splitn(3, " | ").map(str::to_owned).collect();
            cells.try_into().expect("a row has three cells")
        })
        .collect()
}

/// The path below the folder of the bodies, the file and the type of each of them.
fn index(folder: &Path) -> Vec<[String; 3]> {
    let index = fs::read_to_string(folder.join("index.tsv")).expect("the index can be read");
    let line = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        let path = columns.next()?;
        let file = path.rsplit('/').next().unwrap_or(&path).to_owned();
        Some([path, file, columns.next()?])
    };
    index.lines().filter_map(line).collect()
}

#[test]
fn bodies_from_public_repositories_are_read_or_refused_as_the_table_says() {
    let Some(folder) = shared::path("real-bodies", "reading bodies from public repositories")
    else {
        return;
    };
    let (rows, models) = (rows(), models());
    let mut read_here = 0;
    let mut wrong = Vec::new();
    let bodies = index(&folder);
    for ([path, file, name], row) in bodies.iter().zip(&rows) {
        assert_eq!([file, name], [&row[0], &row[1]]);
        // The other types belong to domains that are not restated: they are read with the whole specification's crate.
        let Some(read) = models.get(name.as_str()) else {
            continue;
        };
        read_here += 1;
        let body = fs::read(folder.join(path)).expect("the body can be read");
        let outcome = match read(&body) {
            Ok(()) => "reads".to_owned(),
            Err(failure) if failure.path().is_empty() => failure.message().to_owned(),
            Err(failure) => format!("`{}`: {}", failure.path(), failure.message()),
        };
        if outcome != row[2] {
            wrong.push(format!("| {file} | {name} | {outcome} |"));
        }
    }
    assert_eq!(bodies.len(), rows.len());
    assert!(read_here >= 17, "{read_here}");
    assert!(
        wrong.is_empty(),
        "tests/real_bodies.md says otherwise:\n{}",
        wrong.join("\n")
    );
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

#[test]
fn every_row_of_the_facts_says_something_about_the_official_specification() {
    let Some(official) = shared::official_api("looking for rows that say nothing any more") else {
        return;
    };
    let api = codegen::load(&official)
        .unwrap_or_else(|report| panic!("{report}"))
        .api;
    assert_eq!(
        shared::listed_apis()[0].facts.idle(&api),
        Vec::<String>::new()
    );
}
