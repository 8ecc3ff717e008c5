//! GraphQL queries: what they return, what they need, and what is refused.

use serde_json::{Value, json};

use crate::shop::{Answer, Shop};

async fn shop() -> Shop {
    let shop = Shop::start("manage_project:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    shop
}

async fn send(shop: &Shop, query: &str, variables: Value) -> Answer {
    let body = json!({"query": query, "variables": variables});
    shop.post("/graphql", body).await
}

/// The data of a query without errors.
async fn data(shop: &Shop, query: &str, variables: Value) -> Value {
    let answer = send(shop, query, variables).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut body = answer.json();
    assert_eq!(body.get("errors"), None, "{}", answer.text);
    body["data"].take()
}

/// The message of a query that is refused as a whole.
async fn refused(shop: &Shop, query: &str, variables: Value) -> (u16, String) {
    let (status, _, message) = send(shop, query, variables).await.refusal();
    (status, message)
}

#[tokio::test]
async fn a_page_has_the_selected_fields_of_the_resources_that_match() {
    let shop = shop().await;
    let query = "query Categories($locale: Locale, $limit: Int!, $where: String) {
        categories(where: $where, sort: [\"orderHint desc\"], limit: $limit, offset: 1) {
            __typename count offset total exists
            results {
                __typename key name(locale: $locale) nameAllLocales { locale value }
                parentRef { typeId id } parent { key name(acceptLanguage: [\"fr\", \"en\"]) }
                ancestors { key } ancestorsRef { typeId } description(locale: \"en\") assets { id }
            }
        }
    }";
    let variables = json!({"locale": "de", "limit": 1, "where": "parent is defined"});
    let found = data(&shop, query, variables).await;
    let shoes = shop.get("/categories/key=shoes").await.json();
    let expected = json!({"categories": {
        "__typename": "CategoryQueryResult",
        "count": 1,
        "offset": 1,
        "total": 3,
        "exists": true,
        "results": [{
            "__typename": "Category",
            "key": "sneakers",
            "name": "Turnschuhe",
            "nameAllLocales": [
                {"locale": "de", "value": "Turnschuhe"},
                {"locale": "en", "value": "Sneakers"},
            ],
            "parentRef": {"typeId": "category", "id": shoes["id"]},
            "parent": {"key": "shoes", "name": "Shoes"},
            "ancestors": [{"key": "shoes"}],
            "ancestorsRef": [{"typeId": "category"}],
            "description": null,
            "assets": [],
        }],
    }});
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_resource_is_found_by_id_or_key_and_is_null_if_there_is_none() {
    let shop = shop().await;
    let id = shop.get("/stores/key=berlin").await.json()["id"].clone();
    let query = "{
        a: store(key: \"berlin\") { id languages countries { code } distributionChannels { key } }
        none: store(key: \"paris\") { id }
    }";
    let expected = json!({
        "a": {
            "id": id,
            "languages": ["de", "en"],
            "countries": [{"code": "DE"}],
            "distributionChannels": [{"key": "warehouse"}],
        },
        "none": null,
    });
    assert_eq!(data(&shop, query, json!({})).await, expected);
    let by_id = format!("{{ store(id: {id}) {{ key }} }}");
    let expected = json!({"store": {"key": "berlin"}});
    assert_eq!(data(&shop, &by_id, json!({})).await, expected);
}

#[tokio::test]
async fn a_product_has_variants_prices_and_raw_attributes() {
    let shop = shop().await;
    let query = "{ product(key: \"rubber-boot\") {
        productType { key __typename }
        masterData { published current {
            slug(locale: \"en\") categories { key }
            masterVariant { ...Variant }
            allVariants { sku }
        } }
    } }
    fragment Variant on ProductVariant {
        attributesRaw(includeNames: [\"material\"]) { name value }
        prices { value { type centAmount currencyCode fractionDigits } tiers { minimumQuantity } }
    }";
    let found = data(&shop, query, json!({})).await;
    let product = shop.get("/products/key=rubber-boot").await.json();
    let current = &product["masterData"]["current"];
    let found = &found["product"];
    assert_eq!(
        found["productType"],
        json!({"key": "shoe", "__typename": "ProductTypeDefinition"})
    );
    let shown = &found["masterData"]["current"];
    assert_eq!(shown["categories"], json!([{"key": "boots"}]));
    assert_eq!(shown["slug"], current["slug"]["en"]);
    let skus: Vec<&Value> = shown["allVariants"].as_array().unwrap().iter().collect();
    let variants = current["variants"].as_array().unwrap();
    assert_eq!(skus.len(), 1 + variants.len());
    assert_eq!(skus[0]["sku"], current["masterVariant"]["sku"]);
    let master = &shown["masterVariant"];
    assert_eq!(master["attributesRaw"].as_array().unwrap().len(), 1);
    assert_eq!(master["attributesRaw"][0]["name"], "material");
    assert_eq!(
        master["prices"][0]["value"],
        current["masterVariant"]["prices"][0]["value"]
    );
    assert_eq!(master["prices"][0]["tiers"], Value::Null);
}

#[tokio::test]
async fn a_list_that_is_missing_is_empty_unless_the_schema_permits_null() {
    let shop = Shop::start("manage_project:emulator").await;
    let states = json!([{"key": "any", "type": "ProductState"}, {"key": "end", "type": "ProductState", "transitions": []}]);
    shop.seed(json!({"states": states}));
    let query = "{ any: state(key: \"any\") { ...S } end: state(key: \"end\") { ...S } }
        fragment S on State { roles transitions { key } transitionsRef { id } }";
    let expected = json!({
        "any": {"roles": [], "transitions": null, "transitionsRef": null},
        "end": {"roles": [], "transitions": [], "transitionsRef": []},
    });
    assert_eq!(data(&shop, query, json!({})).await, expected);
}

#[tokio::test]
async fn custom_fields_are_names_and_values() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.seed(json!({
        "types": [{
            "key": "season", "name": {"en": "Season"}, "resourceTypeIds": ["category"],
            "fieldDefinitions": [
                {"name": "year", "label": {"en": "Year"}, "required": false, "type": {"name": "Number"}},
                {"name": "note", "label": {"en": "Note"}, "required": false, "type": {"name": "String"}},
            ],
        }],
        "categories": [{
            "key": "sale", "name": {"en": "Sale"}, "slug": {"en": "sale"},
            "custom": {"type": {"key": "season", "typeId": "type"}, "fields": {"year": 2026, "note": "x"}},
        }],
    }));
    let query = "{ category(key: \"sale\") { custom {
        type { key } customFieldsRaw(excludeNames: [\"note\"]) { name value }
    } } }";
    let expected = json!({"category": {"custom": {
        "type": {"key": "season"},
        "customFieldsRaw": [{"name": "year", "value": 2026}],
    }}});
    assert_eq!(data(&shop, query, json!({})).await, expected);
}

#[tokio::test]
async fn directives_fragments_and_selections_of_the_same_field_are_merged() {
    let shop = shop().await;
    let query = "query Q($with: Boolean = false, $key: String) {
        ...Top
        category(key: $key) { id @skip(if: true) slug(locale: \"en\") @include(if: $with) }
    }
    query Other { zones { total } }
    fragment Top on Query { category(key: $key) { key ... on Category { version } ... { orderHint } } }";
    let body = json!({"query": query, "operationName": "Q", "variables": {"key": "boots"}});
    let answer = shop.post("/graphql", body).await.json();
    let expected = json!({"category": {"key": "boots", "version": 1, "orderHint": "0.2"}});
    assert_eq!(answer, json!({"data": expected}));
}

#[tokio::test]
async fn what_is_left_out_leaves_nothing_and_counts_as_used() {
    let shop = shop().await;
    let query = "query($w: Boolean!, $k: String, $l: Locale!) {
        zones(limit: 1) { results { id @include(if: $w) } }
        category(key: $k) @include(if: $w) { ...F }
        boots: category(key: \"boots\") {
            name(locale: \"fr\", acceptLanguage: [$l, \"de\"])
            name(acceptLanguage: [$l, \"de\"], locale: \"fr\")
            nameAllLocales { value @skip(if: true) }
            parentRef { id @include(if: false) }
        }
    }
    fragment F on Category { ...G }
    fragment G on Category { id }";
    let found = data(&shop, query, json!({"w": false, "l": "en"})).await;
    let expected = json!({
        "zones": {"results": [{}]},
        "boots": {"name": "Boots", "nameAllLocales": [{}, {}], "parentRef": {}},
    });
    assert_eq!(found, expected);

    let query = "query A { zones { ...F } } query B { stores { total } } fragment F on ZoneQueryResult { count }";
    let body = json!({"query": query, "operationName": "B"});
    let answer = shop.post("/graphql", body).await.json();
    assert_eq!(answer, json!({"data": {"stores": {"total": 1}}}));
}

#[tokio::test]
async fn money_has_the_name_of_its_kind() {
    let shop = shop().await;
    let query = "{ product(key: \"boot\") { masterData { current { masterVariant { prices {
        value { __typename centAmount } __typename
    } } } } } }";
    let found = data(&shop, query, json!({})).await;
    let price = &found["product"]["masterData"]["current"]["masterVariant"]["prices"][0];
    let expected = json!({"__typename": "ProductPrice", "value": {"__typename": "Money", "centAmount": 12900}});
    assert_eq!(price, &expected);
}

#[tokio::test]
async fn a_value_that_cannot_be_null_is_refused_if_it_is_missing() {
    let shop = Shop::start("manage_project:emulator").await;
    shop.seed(json!({"types": [{
        "key": "season", "name": {"en": "Season"}, "resourceTypeIds": ["category"],
        "fieldDefinitions": [
            {"name": "year", "label": {"en": "Year"}, "required": false, "type": {"name": "Number"}},
        ],
    }]}));
    let query = "{ typeDefinition(key: \"season\") { fieldDefinitions { name inputHint } } }";
    let (status, message) = refused(&shop, query, json!({})).await;
    assert_eq!(status, 501, "{message}");
    assert!(
        message.contains("an object whose 'inputHint' is missing"),
        "{message}"
    );
}

#[tokio::test]
async fn a_token_for_published_products_does_not_see_others() {
    let shop = Shop::start("view_published_products:emulator").await;
    shop.emulator.seed(ctp_emulator::CATALOGUE).unwrap();
    let answer = send(&shop, "{ product(key: \"boot\") { key } }", json!({})).await;
    let body = answer.json();
    assert_eq!(body["data"], json!({"product": null}));
    assert_eq!(
        body["errors"][0]["extensions"]["code"],
        "insufficient_scope"
    );
    let (status, message) = refused(&shop, "{ products { total } }", json!({})).await;
    assert_eq!(status, 501, "{message}");
    assert!(
        message.contains("products with the scope of the token"),
        "{message}"
    );
}

#[tokio::test]
async fn a_missing_scope_is_an_error_of_its_field() {
    let shop = Shop::start("view_categories:emulator").await;
    let query = "{ categories { total }\n  store(key: \"berlin\") { id } }";
    let answer = send(&shop, query, json!({})).await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    let expected = json!({"categories": {"total": 0}, "store": null});
    assert_eq!(body["data"], expected);
    let error = &body["errors"][0];
    assert_eq!(error["path"], json!(["store"]));
    assert_eq!(error["locations"], json!([{"line": 2, "column": 3}]));
    assert_eq!(error["extensions"]["code"], "insufficient_scope");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("view_stores:emulator"), "{message}");

    // A page cannot be null, so that there is no data at all.
    let answer = send(
        &shop,
        "{ categories { total } stores { total } }",
        json!({}),
    )
    .await;
    assert_eq!(answer.json()["data"], Value::Null);
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn arguments_that_the_platform_refuses_are_errors_of_their_field() {
    let shop = shop().await;
    for (query, expected) in [
        ("{ categories(where: \"nme = 1\") { total } }", "where"),
        ("{ categories(limit: 501) { total } }", "limit"),
        ("{ categories(sort: \"nme asc\") { total } }", "sort"),
        ("{ category { id } }", "id, key"),
        ("{ category(id: \"1\", key: \"a\") { id } }", "id, key"),
    ] {
        let answer = send(&shop, query, json!({})).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        let body = answer.json();
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], "InvalidInput", "{query}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(expected), "{query}: {message}");
    }
}

#[tokio::test]
async fn a_query_that_the_schema_does_not_permit_is_refused_with_its_place() {
    let shop = shop().await;
    let fragments = "{ categories { ...A } } fragment A on CategoryQueryResult { ...A }";
    for (query, variables, expected) in [
        ("{ categories { ", json!({}), "Syntax error"),
        (
            "{ categories { totl } }",
            json!({}),
            "Cannot query field 'totl' on type 'CategoryQueryResult'.",
        ),
        (
            "{ category(key: \"a\") { nme } }",
            json!({}),
            "Cannot query field 'nme' on type 'Category'. If the platform",
        ),
        ("{ categories }", json!({}), "must have a selection"),
        ("{ categories { total { a } } }", json!({}), "has no fields"),
        (
            "{ categories(limit: \"1\") { total } }",
            json!({}),
            "'limit' expects a value of type 'Int'",
        ),
        (
            "query($l: String) { category(key: \"a\") { name(locale: $l) } }",
            json!({"l": "en"}),
            "of type 'String' used in position expecting type 'Locale'",
        ),
        (
            "query($l: Locale) { category(key: \"a\") { name(locale: $x) } }",
            json!({}),
            "'$x' is not defined",
        ),
        (
            "query($l: Int!) { categories(limit: $l) { total } }",
            json!({}),
            "'$l' expected value of type 'Int!'",
        ),
        (
            "query($l: Int) { categories(limit: $l) { total } }",
            json!({"l": "1"}),
            "'$l' has the type 'Int'",
        ),
        (
            "query($l: Int) { categories { total } }",
            json!({}),
            "'$l' is not used",
        ),
        ("{ categories { ...A } }", json!({}), "Unknown fragment 'A'"),
        (fragments, json!({}), "within itself"),
        (
            "{ categories { total } } fragment A on Query { categories { total } }",
            json!({}),
            "Fragment 'A' is not used",
        ),
        (
            "{ categories { total } categories(limit: 1) { total } }",
            json!({}),
            "conflicts",
        ),
        (
            "query A { zones { total } } query B { zones { total } }",
            json!({}),
            "operation name",
        ),
        (
            "{ zones { total nonsense @skip(if: true) } }",
            json!({}),
            "Cannot query field 'nonsense'",
        ),
        (
            "query($w: Boolean) { zones @include(if: $w) { total } }",
            json!({"w": true}),
            "'$w' of type 'Boolean' used in position expecting type 'Boolean!'",
        ),
        (
            "query($i: String) { cart(id: $i) { id } }",
            json!({"i": "1"}),
            "'$i' of type 'String' used in position expecting type 'String!'",
        ),
        (
            "{ cart { id } }",
            json!({}),
            "The argument 'id' of 'cart' is required.",
        ),
        (
            "{ cart(id: null) { id } }",
            json!({}),
            "'id' expects a value of type 'String!'",
        ),
        (
            "{ zones zones { total } }",
            json!({}),
            "must have a selection",
        ),
        (
            "query($a: Int) { zones(limit: $a, limit: 2) { total } }",
            json!({}),
            "only one argument named 'limit'",
        ),
        (
            "{ zones @include(if: true) @include(if: false) { total } }",
            json!({}),
            "@include can be used only once",
        ),
        (
            "{ zones @include { total } }",
            json!({}),
            "The argument 'if' of 'include' is required.",
        ),
        (
            "query($l: String!) { category(key: \"a\") { name(acceptLanguage: [$l]) } }",
            json!({"l": "en"}),
            "expecting type 'Locale!'",
        ),
        (
            "query A { zones { total } } { zones { count } }",
            json!({}),
            "without a name must be the only one",
        ),
        (
            "query A { zones { total } } query A { zones { count } }",
            json!({}),
            "only one operation named 'A'",
        ),
        (
            "fragment A on Query { zones { total } }",
            json!({}),
            "no operation",
        ),
    ] {
        let (status, message) = refused(&shop, query, variables).await;
        assert_eq!(status, 400, "{query}: {message}");
        assert!(message.contains(expected), "{query}: {message}");
    }
    let error = &send(&shop, "{ categories { totl } }", json!({}))
        .await
        .json()["errors"][0];
    assert_eq!(error["locations"], json!([{"line": 1, "column": 16}]));
    let error = &send(&shop, "{ categories { ", json!({})).await.json()["errors"][0];
    assert_eq!(error["locations"].as_array().unwrap().len(), 1);
    let others =
        json!({"query": "query A { nonsense } query B { zones { total } }", "operationName": "B"});
    let (status, _, message) = shop.post("/graphql", others).await.refusal();
    assert!(status == 400 && message.contains("'nonsense'"), "{message}");
    let unknown = json!({"query": "query A { zones { total } }", "operationName": "B"});
    let (status, _, message) = shop.post("/graphql", unknown).await.refusal();
    assert_eq!(
        (status, message.as_str()),
        (400, "Unknown operation named 'B'.")
    );
}

#[tokio::test]
async fn what_is_not_emulated_is_refused_with_its_name_and_place() {
    let shop = shop().await;
    for (query, expected) in [
        (
            "mutation { deleteCategory(id: \"1\", version: 1) { id } }",
            "mutations in GraphQL (line 1, column 1)",
        ),
        (
            "{ __schema { types { name } } }",
            "__schema of Query in GraphQL (line 1, column 3)",
        ),
        (
            "{ products(skus: [\"a\"]) { total } }",
            "the argument 'skus' of 'products'",
        ),
        (
            "{ category(key: \"a\") { name } }",
            "'name' without locale or acceptLanguage",
        ),
        ("{ categories @defer { total } }", "the directive @defer"),
        (
            "{ categories { ... on Other { total } } }",
            "fragments on Other within CategoryQueryResult",
        ),
        (
            "query($c: Currency) { zones { total } }",
            "the type Currency of the variable $c",
        ),
    ] {
        let (status, message) = refused(&shop, query, json!({})).await;
        assert_eq!(status, 501, "{query}: {message}");
        assert!(message.contains(expected), "{query}: {message}");
    }
    for query in [
        "{ me { customer { id } } }",
        "{ category(key: \"a\") { children { id } } }",
    ] {
        let (status, message) = refused(&shop, query, json!({})).await;
        assert_eq!(status, 400, "{query}");
        assert!(
            message.contains("the emulator does not emulate it"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn deep_and_large_queries_are_refused() {
    let shop = shop().await;
    let mut deep = String::from("{ category(key: \"boots\") { ...F0 } }");
    for number in 0..120 {
        let next = number + 1;
        deep.push_str(&format!(
            " fragment F{number} on Category {{ parent {{ ...F{next} }} }}"
        ));
    }
    deep.push_str(" fragment F120 on Category { id }");
    let (status, message) = refused(&shop, &deep, json!({})).await;
    assert_eq!(
        (status, message.as_str()),
        (400, "The query is deeper than 100.")
    );

    // Each of twelve states can follow each other one.
    let keys: Vec<String> = (0..12).map(|number| format!("s{number}")).collect();
    let transitions: Vec<Value> = keys
        .iter()
        .map(|key| json!({"typeId": "state", "key": key}))
        .collect();
    let all = keys.iter();
    let all = all.map(|key| json!({"key": key, "type": "ProductState"}));
    shop.seed(json!({"states": all.collect::<Vec<_>>()}));
    for key in &keys {
        let path = format!("/states/key={key}");
        let actions = json!([{"action": "setTransitions", "transitions": transitions}]);
        let answer = shop.update(&path, 1, actions).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let five_levels = "{ state(key: \"s0\") { transitions { transitions { transitions { transitions { transitions { id } } } } } } }";
    let (status, message) = refused(&shop, five_levels, json!({})).await;
    assert_eq!(status, 501, "{message}");
    assert!(message.contains("more than 100000 objects"), "{message}");

    // Each fragment doubles the selections.
    let mut large = String::from("{ category(key: \"boots\") { ...F0 } }");
    for number in 0..40 {
        let next = number + 1;
        large.push_str(&format!(
            " fragment F{number} on Category {{ a: parent {{ ...F{next} }} b: parent {{ ...F{next} }} }}"
        ));
    }
    large.push_str(" fragment F40 on Category { id }");
    let (status, message) = refused(&shop, &large, json!({})).await;
    assert_eq!(
        (status, message.as_str()),
        (400, "The query has more than 20000 fields.")
    );
}

#[tokio::test]
async fn every_kind_can_be_queried() {
    let shop = shop().await;
    for (one, page) in [
        ("cart", "carts"),
        ("category", "categories"),
        ("channel", "channels"),
        ("customerGroup", "customerGroups"),
        ("customer", "customers"),
        ("inventoryEntry", "inventoryEntries"),
        ("order", "orders"),
        ("payment", "payments"),
        ("productSelection", "productSelections"),
        ("productType", "productTypes"),
        ("product", "products"),
        ("recurrencePolicy", "recurrencePolicies"),
        ("review", "reviews"),
        ("shippingMethod", "shippingMethods"),
        ("shoppingList", "shoppingLists"),
        ("standalonePrice", "standalonePrices"),
        ("state", "states"),
        ("store", "stores"),
        ("taxCategory", "taxCategories"),
        ("typeDefinition", "typeDefinitions"),
        ("zone", "zones"),
    ] {
        let query = format!(
            "{{ {page} {{ results {{ id version createdAt }} }} {one}(id: \"none\") {{ id }} }}"
        );
        let found = data(&shop, &query, json!({})).await;
        assert!(found[page]["results"].is_array(), "{page}");
        assert_eq!(found[one], Value::Null, "{one}");
    }
}
