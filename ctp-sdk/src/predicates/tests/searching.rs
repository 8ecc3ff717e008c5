//! Filters, facets and sort expressions of the product projection search.

use crate::predicates::search;

#[test]
fn filters_name_values() {
    let written = [
        search::price().eq(3000),
        search::attribute("color").key().eq("red"),
        search::attribute("color").key().one_of(["red", "blue"]),
        search::attribute("shoe-size").number().eq(42.5),
        search::attribute("label").locale("en-US").eq("x"),
        search::attribute("color").label("en").eq("Red"),
        search::attribute("price").cent_amount().at_least(5),
        search::attribute("maker").reference().eq("maker-1"),
        search::is_on_stock().eq(true),
        search::is_on_stock_in_channels().one_of(["channel-1", "channel-2"]),
        search::product_type().eq("type-1"),
        search::indexed::<String>("variants.availability.channels.channel-1.id").eq("x"),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "variants.price.centAmount:3000",
            r#"variants.attributes.color.key:"red""#,
            r#"variants.attributes.color.key:"red","blue""#,
            "variants.attributes.shoe-size:42.5",
            r#"variants.attributes.label.en-US:"x""#,
            r#"variants.attributes.color.label.en:"Red""#,
            "variants.attributes.price.centAmount:range (5 to *)",
            r#"variants.attributes.maker.id:"maker-1""#,
            "variants.availability.isOnStock:true",
            r#"variants.availability.isOnStockInChannels:"channel-1","channel-2""#,
            r#"productType.id:"type-1""#,
            r#"variants.availability.channels.channel-1.id:"x""#,
        ]
    );
}

#[test]
fn filters_name_ranges_and_presence() {
    let written = [
        search::price().between(0, 1000),
        search::price().at_least(1000),
        search::price().at_most(1000),
        search::price().ranges([(None, Some(10)), (Some(10), Some(20)), (Some(20), None)]),
        search::created_at().at_least(
            "2024-01-01T00:00:00.000Z"
                .parse::<crate::DateTime>()
                .unwrap(),
        ),
        search::attribute("color").text().exists(),
        search::attribute("color").text().missing(),
        search::categories().exists(),
        search::categories().missing(),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "variants.price.centAmount:range (0 to 1000)",
            "variants.price.centAmount:range (1000 to *)",
            "variants.price.centAmount:range (* to 1000)",
            "variants.price.centAmount:range (* to 10), (10 to 20), (20 to *)",
            r#"createdAt:range ("2024-01-01T00:00:00.000Z" to *)"#,
            "variants.attributes.color:exists",
            "variants.attributes.color:missing",
            "categories:exists",
            "categories:missing",
        ]
    );
}

#[test]
fn filters_name_categories_and_what_is_below_them() {
    assert_eq!(
        search::categories().id().one_of(["a", "b"]).as_str(),
        r#"categories.id:"a","b""#
    );
    assert_eq!(
        search::categories().subtree(["a", "b"]).as_str(),
        r#"categories.id:subtree("a"),subtree("b")"#
    );
}

#[test]
fn facets_are_fields_or_filters() {
    let color = || search::attribute("color").key();
    let written = [
        color().facet(),
        color().facet().alias("color"),
        color().facet().counting_products(),
        color()
            .one_of(["red"])
            .facet()
            .counting_products()
            .alias("red-ones"),
        search::price()
            .ranges([(Some(0), Some(10)), (Some(10), None)])
            .facet(),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "variants.attributes.color.key",
            "variants.attributes.color.key as color",
            "variants.attributes.color.key counting products",
            r#"variants.attributes.color.key:"red" as red-ones counting products"#,
            "variants.price.centAmount:range (0 to 10), (10 to *)",
        ]
    );
}

#[test]
fn results_are_sorted_by_fields_and_score() {
    let written = [
        search::price().asc(),
        search::price().desc().desc_by_min(),
        search::name("en").desc(),
        search::score().desc(),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "variants.price.centAmount asc",
            "variants.price.centAmount desc.min",
            "name.en desc",
            "score desc",
        ]
    );
}

#[test]
fn nothing_breaks_out_of_a_filter() {
    let written = [
        search::attribute("color").text().eq(r#"red","blue"#),
        search::attribute("a:exists").text().eq("x"),
        search::attribute("a.b` or").text().eq("x"),
        search::categories().subtree([r#"a") , subtree("b"#]),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            r#"variants.attributes.color:"red\",\"blue""#,
            r#"variants.attributes.`a:exists`:"x""#,
            "variants.attributes.`a.b\u{FFFD} or`:\"x\"",
            r#"categories.id:subtree("a\") , subtree(\"b")"#,
        ]
    );
    let facet = search::price().facet().alias("a counting products");
    assert_eq!(
        facet.as_str(),
        "variants.price.centAmount as `a counting products`"
    );
}
