//! Attributes, custom fields, references and money: as they come in, and as they go out.

use ctp_sdk::ResourceReference;
use ctp_sdk::models::{
    CartDraft, CartSetCustomFieldAction, CartUpdate, CategoryChangeParentAction, CategoryReference,
    CategoryUpdate, CustomFieldsDraft, LocalizedString, Money, MyCartDraft, TypeReference,
    TypeResourceIdentifier,
};
use ctp_sdk::money::Amount;
use ctp_sdk::values::{CustomValue, EnumValue, NamedValues, TypedValue};
use serde::Deserialize;
use serde_json::{Value, json};

use super::bodies::{cart, category, cents, line_item, product_projection, with};
use super::shop::Shop;

fn attributes() -> Value {
    json!([
        {"name": "article", "value": "1004-25-13"},
        {"name": "colour", "value": {"key": "r", "label": "red"}},
        {"name": "released", "value": "2024-01-31"},
        {"name": "deposit", "value": cents(25)},
        {"name": "outlet", "value": {
            "typeId": "category", "id": "category-1", "obj": category(),
        }},
        {"name": "sizes", "value": [{"de": "klein"}, {"de": "groß"}]},
        {"name": "parts", "value": [[{"name": "weight", "value": 0.1}]]},
    ])
}

#[tokio::test]
async fn attributes_are_read_as_the_kinds_that_the_caller_names() {
    let variant = json!({"id": 1, "attributes": attributes()});
    let shop = Shop::answering(
        200,
        with(product_projection(), json!({"masterVariant": variant})),
    );
    let product = shop
        .api
        .product_projections()
        .with_id("product-1")
        .get()
        .send()
        .await
        .unwrap();

    let attributes = product.master_variant.attributes;
    let named = |name: &str| attributes.named(name).unwrap();
    assert_eq!(named("article").text().unwrap(), "1004-25-13");
    assert_eq!(named("colour").enum_key().unwrap(), "r");
    assert_eq!(named("released").date().unwrap().civil().year(), 2024);
    let deposit = named("deposit").money().unwrap().amount().unwrap();
    assert_eq!(deposit.to_string(), "0.25 EUR");
    let outlet: CategoryReference = named("outlet").reference().unwrap();
    assert_eq!(outlet.expanded().unwrap().name.get("en").unwrap(), "Roots");
    let sizes = named("sizes").set_of(TypedValue::localized).unwrap();
    assert_eq!(sizes[1].lookup(["de-AT"]).unwrap(), "groß");
    let parts = named("parts").set_of(TypedValue::nested).unwrap();
    assert_eq!(parts[0].named("weight").unwrap().number().unwrap(), 0.1);
    assert!(attributes.find("weight").is_none());

    #[derive(Deserialize)]
    struct Potato {
        article: String,
        colour: EnumValue,
        size: Option<i64>,
    }
    let potato: Potato = attributes.read_into().unwrap();
    assert_eq!((potato.article.as_str(), potato.size), ("1004-25-13", None));
    assert_eq!(potato.colour.label, "red");
}

#[tokio::test]
async fn custom_fields_go_out_in_a_draft_and_come_back_by_name() {
    let fields = json!({
        "floor": 3,
        "hint": {"de": "hinten"},
        "deposit": {"centAmount": 500, "currencyCode": "EUR"},
        "from": "14:00:00.000",
    });
    let custom = json!({"type": {"typeId": "type", "id": "type-1"}, "fields": fields});
    let shop = Shop::answering(201, with(cart(), json!({"custom": custom})));
    let draft = CustomFieldsDraft::new(TypeResourceIdentifier::new().key("delivery"))
        .field("floor", 3)
        .field("hint", LocalizedString::new().with("de", "hinten"))
        .field("deposit", Money::new(500, "EUR"))
        .field("from", "14:00:00.000");
    let cart = shop
        .api
        .carts()
        .post(CartDraft::new("EUR").custom(draft))
        .send()
        .await
        .unwrap();

    let custom = cart.custom.unwrap();
    assert_eq!(custom.named("floor").unwrap().integer().unwrap(), 3);
    assert_eq!(
        custom.named("from").unwrap().time().unwrap().civil().hour(),
        14
    );
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts",
        json!({
            "currency": "EUR",
            "custom": {"type": {"typeId": "type", "key": "delivery"}, "fields": fields},
        }),
    );
}

#[tokio::test]
async fn a_single_field_is_set_to_a_value_of_its_kind() {
    let shop = Shop::answering(200, cart());
    let action = CartSetCustomFieldAction::new("deposit").value(Money::new(5, "EUR").into_json());
    shop.api
        .carts()
        .with_id("cart-1")
        .post(CartUpdate::new(1, [action]))
        .send()
        .await
        .unwrap();
    shop.assert_sent_json(
        "POST",
        "/my-shop/carts/cart-1",
        json!({"version": 1, "actions": [{
            "action": "setCustomField",
            "name": "deposit",
            "value": {"centAmount": 5, "currencyCode": "EUR"},
        }]}),
    );
}

#[tokio::test]
async fn a_resource_names_itself_where_one_is_named() {
    let shop = Shop::answering(200, category()).then(200, category());
    let get = shop.api.categories().with_id("category-1").get();
    let parent = get.send().await.unwrap();
    assert_eq!(parent.to_reference().id(), "category-1");
    assert_eq!(parent.to_reference().obj, None);
    assert_eq!(
        parent.to_resource_identifier(),
        parent.to_reference().into()
    );
    let update = CategoryUpdate::new(1, [CategoryChangeParentAction::new(&parent)]);
    let categories = shop.api.categories();
    categories
        .with_id("category-2")
        .post(update)
        .send()
        .await
        .unwrap();
    let requests = shop.requests();
    let sent: Value = serde_json::from_slice(requests[1].body()).unwrap();
    assert_eq!(
        sent["actions"][0]["parent"],
        json!({"typeId": "category", "id": "category-1"})
    );
}

#[test]
fn a_reference_becomes_a_resource_identifier_of_the_same_kind() {
    let identifier = TypeResourceIdentifier::from(TypeReference::new("type-1"));
    assert_eq!(
        serde_json::to_value(identifier).unwrap(),
        json!({"typeId": "type", "id": "type-1"})
    );
    assert_eq!(TypeReference::TYPE_ID, "type");
}

#[tokio::test]
async fn a_total_is_calculated_from_the_prices_of_a_cart() {
    let items = json!([line_item(), line_item()]);
    let shop = Shop::answering(201, with(cart(), json!({"lineItems": items})));
    let discount: Amount = "0.50 EUR".parse().unwrap();
    let draft = MyCartDraft::new("EUR");
    let cart = shop.api.me().carts().post(draft).send().await.unwrap();
    let totals: Result<Vec<Amount>, _> = cart
        .line_items
        .iter()
        .map(|item| item.total_price.amount())
        .collect();
    let totals = totals.unwrap();
    let sum = Amount::sum(discount.currency(), totals.iter().copied()).unwrap();
    assert_eq!(sum, totals[0].checked_mul(2).unwrap());
    let left = sum.checked_sub(discount).unwrap();
    assert_eq!(
        left.cents().unwrap(),
        2 * cart.line_items[0].total_price.cent_amount - 50
    );
}
