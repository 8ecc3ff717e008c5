//! Product projection search on the catalogue: texts, filters, facets, order, and what is malformed.

mod facets;

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::mutations::random;
use crate::shop::{Answer, Shop, answer};

const PATH: &str = "/product-projections/search";

pub(crate) async fn catalogue() -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    shop
}

fn encoded(parameters: &[(&str, &str)]) -> String {
    Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

async fn search(shop: &Shop, parameters: &[(&str, &str)]) -> Answer {
    shop.get(&format!("{PATH}?{}", encoded(parameters))).await
}

/// The keys of the products that are found, in their order.
async fn keys(shop: &Shop, parameters: &[(&str, &str)]) -> Vec<String> {
    let found = search(shop, parameters).await;
    assert_eq!(found.status, 200, "{parameters:?}: {}", found.text);
    let found = found.json();
    let keys = found["results"].as_array().unwrap().iter();
    keys.map(|of| of["key"].as_str().unwrap().to_owned())
        .collect()
}

/// The same, in the order of the alphabet.
async fn sorted_keys(shop: &Shop, parameters: &[(&str, &str)]) -> Vec<String> {
    let mut keys = keys(shop, parameters).await;
    keys.sort_unstable();
    keys
}

async fn id(shop: &Shop, path: &str) -> String {
    let found = shop.get(path).await.json();
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_text_finds_the_products_with_all_of_its_words() {
    let shop = catalogue().await;
    for (parameters, expected) in [
        (
            vec![("text.en", "sandal")],
            vec!["beach-sandal", "leather-sandal", "trekking-sandal"],
        ),
        (
            vec![("text.en", "Running SHOE")],
            vec!["running-shoe", "trail-shoe"],
        ),
        (vec![("text.de", "Schlamm")], vec!["boot", "trail-shoe"]),
        (vec![("text.en", "Schlamm")], vec![]),
        (
            vec![("text.de", "leder"), ("text.en", "buckle")],
            vec!["leather-sandal"],
        ),
        (vec![("text.en", "beach-sandal-36")], vec!["beach-sandal"]),
        (vec![("text.en", "sendal")], vec![]),
        (
            vec![("text.en", "sendal"), ("fuzzy", "true")],
            vec!["beach-sandal", "leather-sandal", "trekking-sandal"],
        ),
        (
            vec![
                ("text.en", "sendal"),
                ("fuzzy", "true"),
                ("fuzzyLevel", "0"),
            ],
            vec![],
        ),
    ] {
        assert_eq!(
            sorted_keys(&shop, &parameters).await,
            expected,
            "{parameters:?}"
        );
    }
    // A word in the name counts more than one in the description.
    assert_eq!(
        keys(&shop, &[("text.en", "boot")]).await.last().unwrap(),
        "trekking-sandal"
    );
    let refused = search(
        &shop,
        &[("text.en", "boot"), ("fuzzy", "true"), ("fuzzyLevel", "2")],
    )
    .await;
    assert_eq!(refused.refusal().1, "InvalidInput");
}

#[tokio::test]
async fn filters_are_values_ranges_and_what_is_there() {
    let shop = catalogue().await;
    let boots = id(&shop, "/categories/key=boots").await;
    let shoes = id(&shop, "/categories/key=shoes").await;
    let product = id(&shop, "/products/key=boot").await;
    let product_type = id(&shop, "/product-types/key=shoe").await;
    let all_boots = vec!["boot", "chelsea-boot", "rubber-boot", "winter-boot"];
    for (filter, expected) in [
        (format!(r#"categories.id:"{boots}""#), all_boots.clone()),
        (
            format!(r#"categories.id: "{shoes}", "{boots}""#),
            all_boots.clone(),
        ),
        (format!(r#"categories.id:"{shoes}""#), vec![]),
        (format!(r#"categories.id:subtree("{boots}")"#), all_boots),
        ("categories:missing".to_owned(), vec![]),
        (
            r#"variants.attributes.material.key:"leather""#.to_owned(),
            vec![
                "boot",
                "chelsea-boot",
                "leather-sandal",
                "leather-sneaker",
                "winter-boot",
            ],
        ),
        (
            r#"variants.attributes.material.label.de:"Leinen""#.to_owned(),
            vec!["canvas-sneaker", "court-shoe", "running-shoe"],
        ),
        (
            r#"variants.attributes.colour:"red","blue""#.to_owned(),
            vec!["beach-sandal", "court-shoe", "running-shoe"],
        ),
        (
            "variants.attributes.size:38".to_owned(),
            vec!["beach-sandal", "court-shoe", "rubber-boot"],
        ),
        (
            "variants.attributes.size:range (36 to 37), (44 to *)".to_owned(),
            vec!["beach-sandal", "boot", "leather-sandal", "winter-boot"],
        ),
        (
            "variants.attributes.size: range(* to 36)".to_owned(),
            vec!["beach-sandal"],
        ),
        (
            "variants.price.centAmount:range (1990 to 2000)".to_owned(),
            vec!["beach-sandal"],
        ),
        (r#"variants.sku:"boot-44""#.to_owned(), vec!["boot"]),
        (
            r#"key:"boot","court-shoe""#.to_owned(),
            vec!["boot", "court-shoe"],
        ),
        (format!(r#"id:"{product}""#), vec!["boot"]),
        (
            "variants.availability.isOnStockInChannels:exists".to_owned(),
            vec!["boot"],
        ),
        ("variants.attributes.nothing:exists".to_owned(), vec![]),
    ] {
        for parameter in ["filter", "filter.query"] {
            assert_eq!(
                sorted_keys(&shop, &[(parameter, &filter)]).await,
                expected,
                "{filter}"
            );
        }
    }
    let all = format!(r#"productType.id:"{product_type}""#);
    for filter in [
        all.as_str(),
        "variants.attributes.nothing:missing",
        "variants.attributes.waterproof:exists",
        r#"createdAt:range ("2020-01-01T00:00:00.000Z" to *)"#,
    ] {
        assert_eq!(
            keys(&shop, &[("filter", filter)]).await.len(),
            12,
            "{filter}"
        );
    }
    let subtree = format!(r#"categories.id:subtree("{shoes}")"#);
    assert_eq!(keys(&shop, &[("filter.query", &subtree)]).await.len(), 12);
    let both = [
        ("filter", "variants.attributes.waterproof:true"),
        ("filter.query", r#"variants.attributes.colour:"brown""#),
    ];
    assert_eq!(sorted_keys(&shop, &both).await, ["boot", "winter-boot"]);
}

#[tokio::test]
async fn prices_are_those_that_were_selected() {
    let shop = catalogue().await;
    let group = id(&shop, "/customer-groups/key=regulars").await;
    let filter = "variants.scopedPrice.value.centAmount:range (12000 to 12000)";
    let selected = [
        ("priceCurrency", "EUR"),
        ("priceCustomerGroup", group.as_str()),
        ("filter", filter),
    ];
    let found = search(&shop, &selected).await.json();
    assert_eq!(found["total"], 1);
    let master = &found["results"][0]["masterVariant"];
    assert_eq!(master["scopedPrice"]["currentValue"]["centAmount"], 12000);
    assert_eq!(
        (
            &master["price"]["value"]["centAmount"],
            &master["scopedPriceDiscounted"]
        ),
        (&json!(12000), &json!(false))
    );
    assert_eq!(
        sorted_keys(&shop, &[("filter", filter)]).await,
        Vec::<String>::new()
    );
    // The lowest price that was selected: in dollars, the sandal is 2290.
    let cheap = "variants.price.centAmount:range (* to 2000)";
    assert_eq!(keys(&shop, &[("filter", cheap)]).await, ["beach-sandal"]);
    let dollars = [
        ("filter", cheap),
        ("priceCurrency", "USD"),
        ("priceCountry", "US"),
    ];
    assert_eq!(keys(&shop, &dollars).await, Vec::<String>::new());
}

#[tokio::test]
async fn results_have_an_order_and_a_page() {
    let shop = catalogue().await;
    let first = async |sort: &str| {
        keys(&shop, &[("sort", sort), ("limit", "1")])
            .await
            .remove(0)
    };
    for (sort, expected) in [
        ("price asc", "beach-sandal"),
        ("price desc", "winter-boot"),
        ("name.en asc", "beach-sandal"),
        ("name.en desc", "winter-boot"),
        ("variants.attributes.size asc", "beach-sandal"),
        ("key desc", "winter-boot"),
    ] {
        assert_eq!(first(sort).await, expected, "{sort}");
    }
    let by_greatest = [
        ("sort", "variants.attributes.size desc.min"),
        ("sort", "key"),
        ("limit", "2"),
    ];
    assert_eq!(keys(&shop, &by_greatest).await, ["boot", "chelsea-boot"]);
    let sandals = [("text.en", "sandal"), ("sort", "price asc")];
    assert_eq!(
        keys(&shop, &sandals).await,
        ["beach-sandal", "leather-sandal", "trekking-sandal"]
    );
    let page = search(&shop, &[("sort", "key"), ("offset", "2"), ("limit", "3")])
        .await
        .json();
    assert_eq!(
        (
            &page["offset"],
            &page["limit"],
            &page["count"],
            &page["total"]
        ),
        (&json!(2), &json!(3), &json!(3), &json!(12))
    );
    assert_eq!(page["results"][0]["key"], "canvas-sneaker");
    assert_eq!(search(&shop, &[]).await.json()["limit"], 20);
    assert_eq!(
        search(&shop, &[("limit", "501")]).await.refusal().1,
        "InvalidInput"
    );
}

#[tokio::test]
async fn matching_variants_are_marked() {
    let shop = catalogue().await;
    let marked = async |filter: &str| {
        let parameters = [
            ("markMatchingVariants", "true"),
            ("filter.query", filter),
            ("filter.query", r#"key:"boot""#),
        ];
        let found = search(&shop, &parameters).await.json()["results"][0].clone();
        let others = found["variants"].as_array().unwrap().iter();
        let all = std::iter::once(&found["masterVariant"]).chain(others);
        all.map(|of| of["isMatchingVariant"].as_bool().unwrap())
            .collect::<Vec<bool>>()
    };
    assert_eq!(
        marked("variants.attributes.size:range (43 to *)").await,
        [false, true, true]
    );
    assert_eq!(
        marked(r#"variants.sku:"boot-42""#).await,
        [true, false, false]
    );
    let found = search(&shop, &[]).await.json();
    assert_eq!(
        found["results"][0]["masterVariant"].get("isMatchingVariant"),
        None
    );
}

#[tokio::test]
async fn a_form_has_the_same_parameters() {
    let shop = catalogue().await;
    let parameters = [
        ("filter", r#"variants.sku:"boot-42""#),
        ("facet", "categories.id"),
        ("expand", "productType"),
    ];
    let url = format!("/emulator{PATH}");
    let request = shop
        .request(reqwest::Method::POST, &url)
        .bearer_auth(shop.bearer());
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let found = answer(request.body(encoded(&parameters))).await;
    assert_eq!(found.status, 200, "{}", found.text);
    let found = found.json();
    assert_eq!(found, search(&shop, &parameters).await.json());
    assert_eq!(found["results"][0]["productType"]["obj"]["key"], "shoe");
}

#[tokio::test]
async fn staged_products_and_searchable_attributes_only() {
    let shop = crate::products::shop().await;
    let product_type = shop.get("/product-types/key=thing").await.json();
    let hide =
        json!([{"action": "changeIsSearchable", "attributeName": "first", "isSearchable": false}]);
    let version = product_type["version"].as_u64().unwrap();
    let hidden = shop.update("/product-types/key=thing", version, hide).await;
    assert_eq!(hidden.status, 200, "{}", hidden.text);
    let attributes =
        json!([{"name": "first", "value": "secret"}, {"name": "second", "value": "open"}]);
    let draft = crate::products::with(
        crate::products::draft("lamp"),
        json!({"masterVariant": {"attributes": attributes}}),
    );
    assert_eq!(shop.post("/products", draft).await.status, 201);
    let staged = async |name: &str, value: &str| {
        let parameters = [("staged", "true"), (name, value)];
        search(&shop, &parameters).await.json()["total"].clone()
    };
    assert_eq!(
        search(&shop, &[("text.en", "open")]).await.json()["total"],
        0
    );
    assert_eq!(staged("text.en", "open").await, 1);
    assert_eq!(staged("text.en", "secret").await, 0);
    assert_eq!(
        staged("filter", r#"variants.attributes.first:"secret""#).await,
        0
    );
    assert_eq!(
        staged("filter", r#"variants.attributes.second:"open""#).await,
        1
    );
}

#[tokio::test]
async fn what_is_malformed_is_told_with_its_place() {
    let shop = catalogue().await;
    for (parameter, text, expected) in [
        ("filter", "key", "column 4"),
        ("filter", "key:", "column 5"),
        (
            "filter",
            r#"key:"boot"#,
            "the text does not end (line 1, column 5)",
        ),
        ("filter", "key:boot", "column 5"),
        (
            "filter.query",
            r#"key:"a" "b""#,
            "the end was expected (line 1, column 9)",
        ),
        (
            "filter.query",
            "variants.attributes.size:range (1 2)",
            "'to' was expected (line 1, column 35)",
        ),
        (
            "filter.query",
            r#"categories.id:subtree("a""#,
            "')' was expected",
        ),
        (
            "filter.facets",
            r#"nmae.en:"x""#,
            "there is no field 'nmae.en'",
        ),
        ("filter", r#"key:"a" as x"#, "the end was expected"),
        ("facet", "key as", "the path of a field was expected"),
        ("facet", "key counting variants", "'products' was expected"),
        ("facet", "nothing", "there is no field 'nothing'"),
        (
            "filter",
            "attributes.size:exists",
            "there is no field 'attributes.size'",
        ),
        ("sort", "price up", "a field and asc or desc are expected"),
        ("sort", "nmae.en asc", "there is no field 'nmae.en'"),
        ("limit", "many", "a whole number is expected"),
    ] {
        let (status, code, message) = search(&shop, &[(parameter, text)]).await.refusal();
        assert_eq!((status, code.as_str()), (400, "InvalidInput"), "{text}");
        let begin = format!("Malformed parameter: {parameter}: ");
        assert!(
            message.starts_with(&begin) && message.contains(expected),
            "{text}: {message}"
        );
    }
    assert_eq!(search(&shop, &[("where", "key=1")]).await.refusal().0, 501);
}

#[tokio::test]
async fn suggestions_are_keywords_that_begin_so() {
    let shop = catalogue().await;
    let suggest = async |parameters: &[(&str, &str)]| {
        let path = format!("/product-projections/suggest?{}", encoded(parameters));
        shop.get(&path).await
    };
    let found = suggest(&[("searchKeywords.de", "Leder")]).await.json();
    let mut texts: Vec<Value> = found["searchKeywords.de"].as_array().unwrap().clone();
    texts.sort_by_key(Value::to_string);
    assert_eq!(
        texts,
        [
            json!({"text": "Ledersandale"}),
            json!({"text": "Lederturnschuh"})
        ]
    );
    let limited = suggest(&[
        ("searchKeywords.de", "leder"),
        ("limit", "1"),
        ("searchKeywords.en", "x"),
    ])
    .await
    .json();
    assert_eq!(limited["searchKeywords.de"].as_array().unwrap().len(), 1);
    assert_eq!(limited["searchKeywords.en"], json!([]));
    assert_eq!(suggest(&[]).await.refusal().1, "InvalidInput");
    assert_eq!(
        suggest(&[("searchKeywords.de", "x"), ("fuzzy", "true")])
            .await
            .refusal()
            .0,
        501
    );
}

#[tokio::test]
async fn damaged_expressions_are_answered_or_refused() {
    let mut random = random();
    let shop = catalogue().await;
    let good = [
        ("filter", r#"categories.id:subtree("a"), "b""#),
        (
            "filter.query",
            "variants.attributes.size:range (1 to 2), (* to 5.5)",
        ),
        (
            "facet",
            r#"variants.attributes.material.key:"leather" as `a b` counting products"#,
        ),
        ("facet", "variants.price.centAmount:range (0 to 5000) as p"),
        ("filter.facets", "variants.attributes.waterproof:exists"),
        ("sort", "variants.attributes.size desc.min"),
        ("text.en", "boot sandal"),
    ];
    let letters: Vec<char> = "\"'`()*.,:-\\ range toas0159\u{e9}\u{1f980}"
        .chars()
        .collect();
    let (mut done, mut refused) = (0, 0);
    for _ in 0..600 {
        let (name, text) = random.choice(good).unwrap_or_default();
        let mut text: Vec<char> = text.chars().collect();
        for _ in 0..random.usize(..4) {
            let place = random.usize(..text.len());
            let letter = random.choice(letters.iter().copied()).unwrap_or('a');
            match random.u8(..3) {
                0 => drop(text.remove(place)),
                1 => text.insert(place, letter),
                _ => text[place] = letter,
            }
        }
        let text: String = text.into_iter().collect();
        let answer = search(&shop, &[(name, &text), ("fuzzy", "true")]).await;
        match answer.status {
            200 => done += 1,
            400 => refused += 1,
            other => panic!("{other} for {name}={text}: {}", answer.text),
        }
    }
    assert!(done > 100 && refused > 100, "{done} {refused}");
}
