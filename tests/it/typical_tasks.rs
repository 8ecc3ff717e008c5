//! What most programs do with the SDK, written as their authors would: none of it needs a conversion, an annotation of a type
//! or a further crate.

use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::auth::SessionId;
use ctp_sdk::models::{
    AddressDraft, Cart, CartAddLineItemAction, CartChangeLineItemQuantityAction, CartDiscountDraft,
    CartDiscountResourceIdentifier, CartDiscountValueRelativeDraft, CartDraft,
    CartRecalculateAction, CartSetCustomFieldAction, CartSetShippingAddressAction,
    CartSetShippingMethodAction, CartUpdate, CartUpdateAction, Category,
    CategoryResourceIdentifier, CustomFieldStringType, CustomFieldsDraft, CustomerDraft,
    CustomerSignin, DiscountCodeDraft, DiscountCodeUpdate, FieldDefinition, LineItemDraft,
    MyCartAddLineItemAction, MyCartDraft, MyCartUpdate, MyLineItemDraft, OrderFromCartDraft,
    ResourceTypeId, ShippingMethodResourceIdentifier, TypeDraft, TypeResourceIdentifier,
};
use ctp_sdk::values::NamedValues;
use ctp_sdk::{ApiRoot, CtpClient, IntoList};
use serde_json::json;

/// The catalogue, and a client that may do everything.
async fn shop() -> (Emulator, CtpClient, ApiRoot) {
    let emulator = Emulator::start().await.unwrap();
    emulator.seed(CATALOGUE).unwrap();
    let client = emulator.client(emulator.all_scopes().unwrap()).unwrap();
    let api = client.integration_api_root();
    (emulator, client, api)
}

async fn cart_with(api: &ApiRoot, line_items: [LineItemDraft; 1]) -> Cart {
    let draft = CartDraft::new("EUR").country("DE").line_items(line_items);
    api.carts().post(draft).send().await.unwrap()
}

#[tokio::test]
async fn line_items_are_named_by_their_sku_or_by_product_and_variant() {
    let (_emulator, _client, api) = shop().await;
    let by_sku = cart_with(&api, [LineItemDraft::with_sku("boot-43").quantity(2)]).await;
    let [line] = by_sku.line_items.as_slice() else {
        panic!("{:?}", by_sku.line_items)
    };
    assert_eq!(
        (line.variant.sku.as_deref(), line.quantity),
        (Some("boot-43"), 2)
    );

    let by_variant = LineItemDraft::with_variant(&line.product_id, line.variant.id);
    let by_variant = cart_with(&api, [by_variant]).await;
    assert_eq!(by_variant.line_items[0].variant.sku, line.variant.sku);

    let add = CartAddLineItemAction::with_variant(&line.product_id, 1).key("first");
    let update = CartUpdate::new(by_variant.version, [add]);
    let cart = api
        .carts()
        .with_id(&by_variant.id)
        .post(update)
        .send()
        .await
        .unwrap();
    assert_eq!(cart.line_items[1].key.as_deref(), Some("first"));
    assert_eq!(cart.line_items[1].variant.sku.as_deref(), Some("boot-42"));
}

#[tokio::test]
async fn actions_are_none_one_several_or_different_ones() {
    let (_emulator, _client, api) = shop().await;
    let cart = cart_with(&api, [LineItemDraft::with_sku("boot-42")]).await;
    let carts = api.carts();
    let post = |update: CartUpdate| carts.with_id(&cart.id).post(update).send();
    let unchanged = post(CartUpdate::new(cart.version, [])).await.unwrap();
    assert_eq!(unchanged.version, cart.version);

    let address = AddressDraft::new("DE").city("Berlin").postal_code("10119");
    let parcel = ShippingMethodResourceIdentifier::with_key("parcel");
    let shipped = CartUpdate::new(
        cart.version,
        (
            CartSetShippingAddressAction::new().address(address),
            CartSetShippingMethodAction::new().shipping_method(parcel),
        ),
    );
    let shipped = post(shipped).await.unwrap();
    assert_eq!(
        shipped.shipping_info.unwrap().shipping_method_name,
        "Parcel"
    );

    let line = &cart.line_items[0];
    let more = [2, 3].map(|n| CartChangeLineItemQuantityAction::new(n).line_item_id(&line.id));
    let update = CartUpdate::new(shipped.version, more).action(CartRecalculateAction::new());
    let more = post(update).await.unwrap();
    assert_eq!(more.line_items[0].quantity, 3);

    let each = more.line_items.iter();
    let each = each.map(|line| CartChangeLineItemQuantityAction::new(1).line_item_id(&line.id));
    let one = post(CartUpdate::new(more.version, each)).await.unwrap();
    assert_eq!(one.line_items[0].quantity, 1);
}

/// What is taken as a list of actions. That it compiles is what is tested.
#[test]
fn lists_of_all_kinds_are_taken() {
    fn sent<By>(actions: impl IntoList<CartUpdateAction, By>) -> usize {
        CartUpdate::new(1, actions).actions.len()
    }
    let recalculate = CartRecalculateAction::new;
    assert_eq!(sent([]), 0);
    assert_eq!(sent([recalculate()]), 1);
    assert_eq!(sent([recalculate(), recalculate()]), 2);
    assert_eq!(
        sent([recalculate().into(), CartUpdateAction::from(recalculate())]),
        2
    );
    assert_eq!(sent(vec![recalculate()]), 1);
    assert_eq!(sent(vec![CartUpdateAction::from(recalculate())]), 1);
    assert_eq!(sent(Vec::<CartUpdateAction>::new()), 0);
    assert_eq!(sent(Some(recalculate())), 1);
    assert_eq!(
        sent((recalculate(), CartSetShippingAddressAction::new())),
        2
    );
    assert_eq!(sent((1..=100).map(|_| recalculate())), 100);
    assert_eq!(sent([(); 100].map(|()| recalculate()).into_iter()), 100);
    // Texts, and lists that are borrowed.
    let names = vec!["boots".to_owned()];
    let keys = |draft: DiscountCodeDraft| draft.groups.unwrap().len();
    let draft = || DiscountCodeDraft::new("SUMMER", []);
    assert_eq!(keys(draft().groups([])), 0);
    assert_eq!(keys(draft().groups(["boots", "shoes"])), 2);
    assert_eq!(keys(draft().groups(&names)), 1);
    assert_eq!(keys(draft().groups(names.as_slice())), 1);
    assert_eq!(keys(draft().groups(names.iter().map(String::as_str))), 1);
    assert_eq!(
        keys(draft().groups(std::collections::BTreeSet::from(["boots"]))),
        1
    );
}

#[tokio::test]
async fn a_discount_code_names_its_cart_discount_by_key() {
    let (_emulator, _client, api) = shop().await;
    let discount = CartDiscountDraft::new(
        [("en", "Summer")],
        CartDiscountValueRelativeDraft::new(1000),
        "1 = 1",
    );
    let discount = discount.key("summer").sort_order("0.5");
    let discount = api.cart_discounts().post(discount).send().await.unwrap();
    let code = DiscountCodeDraft::new(
        "SUMMER",
        [CartDiscountResourceIdentifier::with_key("summer")],
    );
    let code = api.discount_codes().post(code).send().await.unwrap();
    assert_eq!(code.cart_discounts[0].id, discount.id);

    let update = DiscountCodeUpdate::new(code.version, []);
    let update = api
        .discount_codes()
        .with_id(&code.id)
        .post(update)
        .send()
        .await;
    assert_eq!(update.unwrap(), code);
    let by_id = CartDiscountResourceIdentifier::with_id(&discount.id);
    assert_eq!(by_id, discount.to_resource_identifier());
}

#[tokio::test]
async fn an_order_is_placed_from_a_cart() {
    let (_emulator, _client, api) = shop().await;
    let draft = CartDraft::new("EUR")
        .country("DE")
        .line_items([LineItemDraft::with_sku("boot-42")])
        .shipping_address(AddressDraft::new("DE"))
        .shipping_method(ShippingMethodResourceIdentifier::with_key("parcel"));
    let cart = api.carts().post(draft).send().await.unwrap();
    let draft = OrderFromCartDraft::new(cart.version)
        .cart(&cart)
        .order_number("order-17");
    let order = api.orders().post(draft).send().await.unwrap();
    assert_eq!(order.cart.unwrap().id, cart.id);

    let found = api
        .orders()
        .with_order_number("order-17")
        .get()
        .send()
        .await
        .unwrap();
    assert_eq!(found.id, order.id);
}

#[tokio::test]
async fn a_query_has_conditions_an_order_expansions_and_a_limit() {
    let (_emulator, _client, api) = shop().await;
    let categories = api
        .categories()
        .get()
        .where_("parent is defined")
        .sort("key desc");
    let page = categories
        .expand("parent")
        .limit(2)
        .offset(0)
        .send()
        .await
        .unwrap();
    assert_eq!((page.limit, page.offset, page.count), (2, 0, 2));
    let names = page.results.iter().map(|category| {
        let parent = category.parent.as_ref().unwrap().expanded().unwrap();
        (category.name.text("de-AT"), parent.name.text("en"))
    });
    let names: Vec<(&str, &str)> = names.collect();
    assert_eq!(names, [("Turnschuhe", "Shoes"), ("Sandalen", "Shoes")]);

    let all: Vec<Category> = api
        .categories()
        .get()
        .limit(2)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(all.len(), 4);
    let some: Vec<Category> = api
        .categories()
        .get()
        .items()
        .cap(3)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(some, all[..3]);
}

#[tokio::test]
async fn prices_are_selected_for_a_visitor() {
    let (_emulator, _client, api) = shop().await;
    let boots = api.product_projections().with_key("boot").get();
    let boots = boots
        .price_currency("USD")
        .price_country("US")
        .send()
        .await
        .unwrap();
    let price = boots.master_variant.price.unwrap();
    assert_eq!(price.value.amount().unwrap().to_string(), "145.00 USD");
}

#[tokio::test]
async fn a_guest_signs_up_and_the_session_is_resumed() {
    let (_emulator, client, _api) = shop().await;
    let session = client.start_session().await.unwrap();
    let draft = MyCartDraft::new("EUR").country("DE");
    let draft = draft.line_items([MyLineItemDraft::with_sku("boot-42")]);
    let cart = session.get_or_create_cart(draft).await.unwrap();
    let add = MyCartAddLineItemAction::with_sku("boot-43").quantity(1);
    let update = MyCartUpdate::new(cart.version, [add]);
    session
        .me()
        .carts()
        .with_id(&cart.id)
        .post(update)
        .send()
        .await
        .unwrap();

    let anna = CustomerDraft::new("anna@example.com").password("a long password");
    let signed_up = session.sign_up(anna).await.unwrap();
    assert_eq!(signed_up.cart.unwrap().line_items.len(), 2);
    let cookie = signed_up.session.id().expose_secret().to_owned();

    let resumed = client.resume_session(&SessionId::new(cookie));
    let me = resumed.me().get().send().await.unwrap();
    assert_eq!(me.email, "anna@example.com");
    resumed.log_out().await.unwrap();

    let session = client.start_session().await.unwrap();
    let wrong = CustomerSignin::new("anna@example.com", "another password");
    let error = session.log_in(wrong).await.unwrap_err();
    assert!(error.is_invalid_credentials(), "{error}");
}

#[tokio::test]
async fn custom_fields_are_written_and_read() {
    let (_emulator, _client, api) = shop().await;
    let wrapping = FieldDefinition::new(
        CustomFieldStringType::new(),
        "wrapping",
        [("en", "Wrapping")],
        false,
    );
    let gift = TypeDraft::new("gift", [("en", "Gift")], [ResourceTypeId::Order]);
    let gift = gift.field_definitions([wrapping]);
    api.types().post(gift).send().await.unwrap();

    let custom = CustomFieldsDraft::new(TypeResourceIdentifier::with_key("gift"));
    let draft = CartDraft::new("EUR").custom(custom.field("wrapping", "red"));
    let cart = api.carts().post(draft).send().await.unwrap();
    let fields = cart.custom.unwrap().fields;
    assert_eq!(fields.named("wrapping").unwrap().text().unwrap(), "red");

    let cart = api
        .carts()
        .with_id(&cart.id)
        .update_with(|_| {
            vec![
                CartSetCustomFieldAction::new("wrapping")
                    .value("blue")
                    .into(),
            ]
        })
        .await
        .unwrap();
    let fields = cart.custom.unwrap().fields;
    assert_eq!(fields.named("wrapping").unwrap().text().unwrap(), "blue");
}

#[test]
fn resources_are_named_by_id_or_key() {
    let by_id = serde_json::to_value(CategoryResourceIdentifier::with_id("c-1")).unwrap();
    assert_eq!(by_id, json!({"typeId": "category", "id": "c-1"}));
    let by_key = serde_json::to_value(CategoryResourceIdentifier::with_key("shoes")).unwrap();
    assert_eq!(by_key, json!({"typeId": "category", "key": "shoes"}));
}
