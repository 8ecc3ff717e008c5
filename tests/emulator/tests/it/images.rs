//! Images that are uploaded: what the resource has of them then, and what is refused.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::products::{draft, shop, with};
use crate::shop::{Answer, Shop, answer};

/// Images of 3 × 2 points.
pub(crate) const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==";
const GIF: &str = "R0lGODlhAwACAIAAAP8AAAAAACH5BAAAAAAALAAAAAADAAIAAAIChF0AOw==";

/// Bytes that begin as a JPEG of 3 × 2 points does.
const JPEG: [u8; 23] = [
    0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0, 0xff, 0xd9,
];

pub(crate) fn bytes(of: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(of).unwrap()
}

/// Sends an image to a path below the project.
pub(crate) async fn upload(shop: &Shop, path: &str, media_type: &str, image: Vec<u8>) -> Answer {
    let request = shop.request(Method::POST, &format!("/emulator{path}"));
    let request = request.bearer_auth(shop.bearer());
    answer(request.header("Content-Type", media_type).body(image)).await
}

async fn lamp() -> (Shop, String) {
    let shop = shop().await;
    let lamp = with(
        draft("lamp"),
        json!({"publish": true, "masterVariant": {"sku": "a", "attributes": required()}, "variants": [{"sku": "b", "attributes": required()}]}),
    );
    shop.seed(json!({"products": [lamp], "stores": [{"key": "berlin"}]}));
    let id = shop.get("/products/key=lamp").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (shop, format!("/products/{id}/images"))
}

fn required() -> Value {
    json!([{"name": "required", "value": "x"}])
}

#[tokio::test]
async fn an_image_has_its_dimensions_and_is_read_at_its_url() {
    let (shop, path) = lamp().await;
    for (media_type, image, ending) in [
        ("image/png", bytes(PNG), "png"),
        ("image/gif", bytes(GIF), "gif"),
        ("image/jpeg", JPEG.to_vec(), "jpg"),
    ] {
        let uploaded = upload(&shop, &path, media_type, image.clone()).await;
        assert_eq!(uploaded.status, 200, "{media_type}: {}", uploaded.text);
        let data = &uploaded.json()["masterData"];
        assert_eq!(data["current"]["masterVariant"]["images"], json!([]));
        let images = data["staged"]["masterVariant"]["images"]
            .as_array()
            .unwrap()
            .clone();
        let last = images.last().unwrap();
        assert_eq!(last["dimensions"], json!({"w": 3, "h": 2}), "{media_type}");
        let url = last["url"].as_str().unwrap();
        assert!(url.starts_with(&shop.emulator.url()), "{url}");
        assert!(url.ends_with(ending), "{url}");
        let read = Client::new().get(url).send().await.unwrap();
        assert_eq!(read.headers()["content-type"], media_type);
        assert_eq!(read.bytes().await.unwrap(), image);
    }
    let missing = format!("{}/_emulator/images/none.png", shop.emulator.url());
    assert_eq!(
        Client::new().get(missing).send().await.unwrap().status(),
        404
    );
}

#[tokio::test]
async fn the_parameters_choose_the_name_the_variant_and_the_data() {
    let (shop, path) = lamp().await;
    let query = format!("{path}?filename=front%20view.png&sku=b&staged=false");
    let uploaded = upload(&shop, &query, "image/png", bytes(PNG)).await.json();
    let data = &uploaded["masterData"];
    assert_eq!(data["staged"], data["current"]);
    let url = data["current"]["variants"][0]["images"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        url.contains("/front-view-") && url.ends_with(".png"),
        "{url}"
    );
    let again = upload(&shop, &query, "image/png", bytes(PNG)).await.json();
    let second = &again["masterData"]["current"]["variants"][0]["images"][1]["url"];
    assert_ne!(*second, json!(url));
    let by_number = upload(&shop, &format!("{path}?variant=2"), "image/png", bytes(PNG))
        .await
        .json();
    let staged = &by_number["masterData"]["staged"];
    assert_eq!(staged["variants"][0]["images"].as_array().unwrap().len(), 3);
    let id = uploaded["id"].as_str().unwrap();
    let told = shop.get(&format!("/messages?where=type%3D%22ProductImageAdded%22%20and%20resource(id%3D%22{id}%22)&sort=sequenceNumber%20asc")).await.json();
    let first = &told["results"][0];
    assert_eq!(
        (&first["variantId"], &first["image"]["url"]),
        (&json!(2), &json!(url))
    );
    assert_eq!(
        (&first["staged"], &told["results"][2]["staged"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn what_is_no_image_is_refused() {
    let (shop, path) = lamp().await;
    let before = shop.get("/products/key=lamp").await.json();
    let png = || bytes(PNG);
    let mut large = png();
    large.resize((10 << 20) + 1, 0);
    for (query, media_type, image, status) in [
        ("", "image/webp", png(), 415),
        ("", "application/json", png(), 415),
        ("", "multipart/form-data; boundary=x", png(), 415),
        ("", "image/jpeg", png(), 400),
        ("", "image/png", b"no image".to_vec(), 400),
        ("", "image/png", Vec::new(), 400),
        ("", "image/png", large, 400),
        ("?sku=none", "image/png", png(), 400),
        ("?variant=9", "image/png", png(), 400),
        ("?variant=x", "image/png", png(), 400),
        ("?variant=1&sku=a", "image/png", png(), 400),
        ("?label=Front", "image/png", png(), 501),
    ] {
        let refused = upload(&shop, &format!("{path}{query}"), media_type, image).await;
        assert_eq!(
            refused.refusal().0,
            status,
            "{query} {media_type}: {}",
            refused.text
        );
    }
    let elsewhere = "/products/none/images";
    assert_eq!(
        upload(&shop, elsewhere, "image/png", png())
            .await
            .refusal()
            .0,
        404
    );
    assert_eq!(shop.get("/products/key=lamp").await.json(), before);
}

#[tokio::test]
async fn an_image_of_a_tailoring_is_seen_in_its_store_only() {
    let (shop, _) = lamp().await;
    let path = "/in-store/key=berlin/products/key=lamp/product-tailoring/images";
    let refused = upload(&shop, path, "image/png", bytes(PNG)).await;
    assert_eq!(refused.refusal().0, 404);
    shop.seed(json!({"product-tailoring": [{
        "publish": true,
        "store": {"typeId": "store", "key": "berlin"},
        "product": {"typeId": "product", "key": "lamp"},
    }]}));
    let uploaded = upload(
        &shop,
        &format!("{path}?staged=false"),
        "image/png",
        bytes(PNG),
    )
    .await;
    assert_eq!(uploaded.status, 200, "{}", uploaded.text);
    let tailoring = uploaded.json();
    let image = &tailoring["current"]["variants"][0]["images"][0];
    assert_eq!(image["dimensions"], json!({"w": 3, "h": 2}));
    let images = async |path: &str| shop.get(path).await.json()["masterVariant"]["images"].clone();
    assert_eq!(
        images("/in-store/key=berlin/product-projections/key=lamp").await,
        json!([image])
    );
    assert_eq!(images("/product-projections/key=lamp").await, json!([]));
    let product = tailoring["product"]["id"].as_str().unwrap();
    let by_id = format!("/in-store/key=berlin/products/{product}/product-tailoring/images?sku=b");
    let tailoring = upload(&shop, &by_id, "image/png", bytes(PNG)).await.json();
    assert_eq!(tailoring["staged"]["variants"][1]["id"], 2);
    assert_eq!(tailoring["hasStagedChanges"], true);
}
