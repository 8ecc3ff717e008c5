//! The SDK as a client of the emulator.

use std::time::Duration;

use ctp_emulator::{Emulator, Fault};
use ctp_sdk::models::{
    BaseAddress, CartDraft, CartResourceIdentifier, CategoryChangeNameAction, CategoryDraft,
    CategoryUpdate, LineItemDraft, OrderFromCartDraft, ProductChangeNameAction,
    ProductPublishAction, ProductSearchFacetResult, ProductSearchRequest, ProductUpdate,
    SearchFieldType,
};
use ctp_sdk::predicates::{bound, category};

use crate::recorded::Recorded;
use ctp_sdk::search;

#[tokio::test]
async fn a_category_lives_and_ends() {
    let shop = Recorded(Emulator::start().await.unwrap());
    let client = shop.client("manage_categories:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
    let draft = CategoryDraft::new([("en", "Shoes")], [("en", "shoes")]).key("shoes");
    let created = api.categories().post(draft.clone()).send().await.unwrap();
    let again = api.categories().post(draft).send().await.unwrap_err();
    assert_eq!(again.api_errors()[0].code(), "DuplicateField");

    let rename = CategoryChangeNameAction::new([("en", "Boots")]);
    let update = CategoryUpdate::new(created.version, [rename]);
    let with_key = api.categories().with_key("shoes");
    let updated = with_key.post(update.clone()).send().await.unwrap();
    assert_eq!(updated.name.get("en").map(|name| &**name), Some("Boots"));
    let conflict = with_key.post(update).send().await.unwrap_err();
    assert!(conflict.is_conflict());
    assert_eq!(conflict.current_version(), Some(updated.version));

    let page = api.categories().get().limit(1).send().await.unwrap();
    assert_eq!((page.count, page.total), (1, Some(1)));
    with_key.delete(updated.version).send().await.unwrap();
    assert_eq!(with_key.get().send_optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_client_gets_another_token_each_time_that_the_time_moves_on() {
    let shop = Emulator::start().await.unwrap();
    let client = shop.client("view_categories:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
    api.categories().get().send().await.unwrap();
    for _ in 0..3 {
        shop.advance(Duration::from_secs(3 * 24 * 60 * 60));
        api.categories().get().send().await.unwrap();
    }
    let requests = shop.requests();
    // It knows that its token has expired, and sends none that is refused.
    assert!(requests.iter().all(|request| request.status == 200));
    assert_eq!(requests.len(), 8);
}

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_found() {
    let shop = Emulator::start().await.unwrap();
    shop.seed(ctp_emulator::CATALOGUE).unwrap();
    let client = shop.client(
        "manage_orders:emulator view_orders:emulator"
            .parse()
            .unwrap(),
    );
    let api = client.unwrap().integration_api_root();
    let draft = CartDraft::new("EUR")
        .country("DE")
        .shipping_address(BaseAddress::new("DE"))
        .line_items([LineItemDraft::new().sku("boot-42")]);
    let cart = api.carts().post(draft).send().await.unwrap();

    let lost = Fault::lost_answer().on("POST", "/orders");
    shop.fault(lost).unwrap();
    let of_cart = CartResourceIdentifier::new().id(cart.id.as_str());
    let draft = OrderFromCartDraft::new(cart.version).cart(of_cart);
    let error = api.orders().post(draft).send().await.unwrap_err();
    assert!(error.may_be_done(), "{error}");
    assert_eq!(error.attempts(), 2);
    assert!(error.to_string().contains("after 2 attempts"), "{error}");
    let of_cart = format!("cart(id = \"{}\")", cart.id);
    let orders = api.orders().get().where_(of_cart).send().await.unwrap();
    assert_eq!(orders.results.len(), 1);
}

#[tokio::test]
async fn typed_predicates_sorting_and_expansion_are_understood() {
    let shop = Recorded(Emulator::start().await.unwrap());
    shop.seed(ctp_emulator::CATALOGUE).unwrap();
    let client = shop.client("view_categories:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
    let boots = category::predicate()
        .slug()
        .locale("en")
        .in_(bound("slugs", ["boots", r#"with "quotes""#]))
        .and(category::predicate().parent().is_defined());
    let query = api.categories().get().matching(boots);
    let found = query.expand("parent").send().await.unwrap();
    let keys: Vec<_> = found.results.iter().map(|of| of.key.as_deref()).collect();
    assert_eq!(keys, [Some("boots")]);
    let parent = found.results[0].parent.as_ref().unwrap();
    let parent = parent.obj.as_ref().unwrap().resource().unwrap();
    assert_eq!(parent.key.as_deref(), Some("shoes"));
}

#[tokio::test]
async fn typed_product_searches_are_understood() {
    let shop = Recorded(Emulator::start().await.unwrap());
    shop.seed(ctp_emulator::CATALOGUE).unwrap();
    let client = shop.client("view_published_products:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
    let colour = || search::field("variants.attributes.colour").field_type(SearchFieldType::Text);
    let price = "variants.prices.centAmount";
    let query = search::all((
        search::field("description").language("en").full_text("mud"),
        search::field(price).range(..12_500),
        search::not([colour().exact("red")]),
    ));
    let request = ProductSearchRequest::new()
        .query(query)
        .facet(search::facet("colour").distinct(colour()).limit(5))
        .facet(search::facet("price").ranges(price, (..5000, 5000..12_000)))
        .facet(search::facet("all").count())
        .sort([search::field("name").language("de").asc()])
        .mark_matching_variants(true);
    let found = api.products().search().post(request).send().await.unwrap();
    let skus = found.results.iter().map(|of| {
        let matching = of.matching_variants.as_ref().unwrap();
        matching.matched_variants[0].sku.as_deref().unwrap()
    });
    assert_eq!(skus.collect::<Vec<_>>(), ["trail-shoe-41", "boot-42"]);
    let ProductSearchFacetResult::Buckets(colours) = &found.facets[0] else {
        panic!("{:?}", found.facets);
    };
    let colours = colours.buckets.iter().map(|of| (of.key.as_str(), of.count));
    assert_eq!(colours.collect::<Vec<_>>(), [("brown", 1), ("green", 1)]);
}

#[tokio::test]
#[allow(deprecated)]
async fn typed_projection_searches_are_understood() {
    use ctp_sdk::predicates::search;

    let shop = Recorded(Emulator::start().await.unwrap());
    shop.seed(ctp_emulator::CATALOGUE).unwrap();
    let client = shop.client("manage_products:emulator".parse().unwrap());
    let api = client.unwrap().integration_api_root();
    let facet = search::attribute("material").key().facet();
    let facet = facet.alias("of what").counting_products();
    let post = api.product_projections().search().post();
    let post = post
        .text("en", "boot")
        .filter_query(search::price().between(0, 15_000))
        .filter(search::attribute("waterproof").boolean().eq(true))
        .facet(facet)
        .sort(search::price().desc())
        .price_currency("EUR");
    let found = post.send().await.unwrap();
    let keys = found.results.iter().map(|of| of.key.as_deref().unwrap());
    assert_eq!(
        keys.collect::<Vec<_>>(),
        ["boot", "trekking-sandal", "rubber-boot"]
    );
    let price = found.results[0].master_variant.price.as_ref().unwrap();
    assert_eq!(price.value.cent_amount(), 12_900);
    assert_eq!(found.total, Some(3));

    let boot = api.products().with_key("boot");
    let rename = ProductChangeNameAction::new([("en", "Clog")]);
    let update = ProductUpdate::new(1, [rename]);
    let product = boot.post(update).send().await.unwrap();
    assert!(product.master_data.has_staged_changes);
    let update = ProductUpdate::new(product.version, [ProductPublishAction::new()]);
    let product = boot.post(update).send().await.unwrap();
    assert_eq!(
        product
            .master_data
            .current
            .name
            .get("en")
            .map(|name| &**name),
        Some("Clog")
    );
}
