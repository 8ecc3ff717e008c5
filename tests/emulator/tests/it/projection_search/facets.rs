//! Facets, and which filters count for them.

use serde_json::json;

use super::{catalogue, id, search};

#[tokio::test]
async fn facets_count_variants_and_products() {
    let shop = catalogue().await;
    let facets = async |parameters: &[(&str, &str)]| {
        let found = search(&shop, parameters).await;
        assert_eq!(found.status, 200, "{}", found.text);
        found.json()["facets"].clone()
    };
    let material = "variants.attributes.material.key as material counting products";
    let found = facets(&[
        ("facet", material),
        ("filter.query", r#"variants.attributes.colour:"brown""#),
    ])
    .await;
    assert_eq!(
        found["material"],
        json!({
            "type": "terms", "dataType": "text", "missing": 0, "total": 8, "other": 0,
            "terms": [{"term": "leather", "count": 8, "productCount": 3}],
        })
    );
    let found = facets(&[
        ("facet", "variants.attributes.size"),
        ("facet", "variants.attributes.waterproof"),
        ("facet", "variants.attributes.nothing"),
    ])
    .await;
    let size = &found["variants.attributes.size"];
    assert_eq!(
        (&size["dataType"], &size["total"]),
        (&json!("number"), &json!(28))
    );
    assert_eq!(size["terms"][0], json!({"term": "42.0", "count": 7}));
    assert_eq!(
        found["variants.attributes.waterproof"]["terms"][1]["term"],
        "T"
    );
    assert_eq!(found["variants.attributes.nothing"]["missing"], 28);
    let ranges = "variants.attributes.size:range (36 to 38), (38 to *) counting products";
    let found = facets(&[("facet", ranges), ("filter.query", r#"key:"beach-sandal""#)]).await;
    let expected = |from: i64, to: i64, text: &str, size: i64| {
        json!({
            "from": from, "fromStr": from.to_string(), "to": to, "toStr": text,
            "count": 1, "productCount": 1, "total": size, "min": size, "max": size, "mean": size,
        })
    };
    assert_eq!(
        found["variants.attributes.size"]["ranges"],
        json!([expected(36, 38, "38", 36), expected(38, 0, "", 38)])
    );
    let found = facets(&[("facet", r#"variants.attributes.colour:"red" as red"#)]).await;
    assert_eq!(found["red"], json!({"type": "filter", "count": 3}));
    let boots = id(&shop, "/categories/key=boots").await;
    let found = facets(&[
        ("facet", "categories.id"),
        ("facet", r#"categories.id:subtree("*") as all"#),
    ])
    .await;
    let terms = found["categories.id"]["terms"].as_array().unwrap();
    assert!(
        terms.contains(&json!({"term": boots, "count": 4})),
        "{terms:?}"
    );
    let shoes = id(&shop, "/categories/key=shoes").await;
    assert_eq!(
        found["all"]["terms"][0],
        json!({"term": shoes, "count": 12})
    );
}

#[tokio::test]
async fn filters_count_before_facets_after_them_or_for_others() {
    let shop = catalogue().await;
    let red = r#"variants.attributes.colour:"red""#;
    let facets = [
        ("facet", "variants.attributes.colour"),
        ("facet", "variants.attributes.material.key"),
    ];
    for (parameter, colours, materials, total) in [
        ("filter.query", 3, 3, 1),
        ("filter", 28, 28, 1),
        ("filter.facets", 28, 3, 12),
    ] {
        let mut parameters = facets.to_vec();
        parameters.push((parameter, red));
        let found = search(&shop, &parameters).await.json();
        let of = |name: &str| found["facets"][name]["total"].clone();
        assert_eq!(of("variants.attributes.colour"), colours, "{parameter}");
        assert_eq!(
            of("variants.attributes.material.key"),
            materials,
            "{parameter}"
        );
        assert_eq!(found["total"], total, "{parameter}");
    }
}
