//! Resources that are created, read, changed and deleted.

use ctp_sdk::ApiRoot;
use ctp_sdk::models::*;
use serde_json::json;

use crate::mock::mock;

/// A product type, and a published product of it with a price in euro and the SKU `boots-42`.
pub(crate) async fn published_boots(api: &ApiRoot) -> Product {
    let number = AttributeNumberType::new();
    let size = AttributeDefinitionDraft::new(number, "size", [("en", "Size")], false);
    let draft = ProductTypeDraft::new("Shoe", "Anything with a sole")
        .key("shoe")
        .attributes([size]);
    api.product_types().post(draft).send().await.unwrap();

    let price = PriceDraft::new(Money::new(8900, "EUR"));
    let size = Attribute::new("size", json!(42));
    let variant = ProductVariantDraft::new()
        .sku("boots-42")
        .prices([price])
        .attributes([size]);
    let shoe = ProductTypeResourceIdentifier::new().key("shoe");
    let draft = ProductDraft::new(shoe, [("en", "Boots")], [("en", "boots")]);
    let draft = draft.key("boots").master_variant(variant).publish(true);
    api.products().post(draft).send().await.unwrap()
}

#[tokio::test]
async fn a_category_is_created_changed_and_deleted() {
    let Some(mock) = mock() else { return };
    let categories = mock.client("category").integration_api_root().categories();
    let draft = CategoryDraft::new([("en", "Shoes")], [("en", "shoes")]).key("shoes");
    let created = categories.post(draft).send().await.unwrap();
    let rename = CategoryChangeNameAction::new([("en", "Boots")]);
    let update = CategoryUpdate::new(created.version, [rename]);
    let by_key = categories.with_key("shoes");
    let changed = by_key.post(update).send().await.unwrap();
    assert_eq!(changed.name.get("en").map(|name| &**name), Some("Boots"));
    assert!(changed.version > created.version);
    let read = categories.with_id(&created.id).get().send().await.unwrap();
    assert_eq!(read.name, changed.name);
    by_key.delete(changed.version).send().await.unwrap();
    assert_eq!(by_key.get().send_optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_product_is_published_changed_and_taken_off_the_shelf() {
    let Some(mock) = mock() else { return };
    let api = mock.client("product").integration_api_root();
    let boots = published_boots(&api).await;
    let product = api.products().with_id(&boots.id);
    let projection = api.product_projections().with_id(&boots.id).get();
    let name = |of: &LocalizedString| of.get("en").map(ToString::to_string);
    let seen = projection.clone().send().await.unwrap();
    assert_eq!(name(&seen.name).as_deref(), Some("Boots"));

    let rename = ProductChangeNameAction::new([("en", "Winter boots")]);
    let staged = ProductUpdate::new(boots.version, [rename]);
    let changed = product.post(staged).send().await.unwrap();
    assert!(changed.master_data.has_staged_changes);
    let seen = projection.clone().send().await.unwrap();
    assert_eq!(name(&seen.name).as_deref(), Some("Boots"));
    // The server takes no `staged` for one projection: that is tested on the emulator.
    let staged = &changed.master_data.staged;
    assert_eq!(name(&staged.name).as_deref(), Some("Winter boots"));

    let publish = ProductUpdate::new(changed.version, [ProductPublishAction::new()]);
    let published = product.post(publish).send().await.unwrap();
    let seen = projection.send().await.unwrap();
    assert_eq!(name(&seen.name).as_deref(), Some("Winter boots"));
    let take = ProductUpdate::new(published.version, [ProductUnpublishAction::new()]);
    let taken = product.post(take).send().await.unwrap();
    assert!(!taken.master_data.published);
    product.delete(taken.version).send().await.unwrap();
    assert_eq!(product.get().send_optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_product_type_is_changed() {
    let Some(mock) = mock() else { return };
    let product_types = mock
        .client("product-type")
        .integration_api_root()
        .product_types();
    let draft = ProductTypeDraft::new("Shoe", "Anything").key("shoe");
    let created = product_types.post(draft).send().await.unwrap();
    let describe = ProductTypeChangeDescriptionAction::new("Anything with a sole");
    let update = ProductTypeUpdate::new(created.version, [describe]);
    let by_key = product_types.with_key("shoe");
    let changed = by_key.post(update).send().await.unwrap();
    assert_eq!(changed.description, "Anything with a sole");
    by_key.delete(changed.version).send().await.unwrap();
}

#[tokio::test]
async fn a_customer_is_changed_and_deleted() {
    let Some(mock) = mock() else { return };
    let customers = mock.client("customer").integration_api_root().customers();
    let draft = CustomerDraft::new("anna@example.com")
        .password("a password")
        .key("anna");
    let created = customers.post(draft).send().await.unwrap().customer;
    let by_key = customers.with_key("anna");
    let name = CustomerSetFirstNameAction::new().first_name("Anna");
    let update = CustomerUpdate::new(created.version, [name]);
    let changed = by_key.post(update).send().await.unwrap();
    assert_eq!(changed.first_name.as_deref(), Some("Anna"));
    by_key.delete(changed.version).send().await.unwrap();
    assert_eq!(by_key.get().send_optional().await.unwrap(), None);
}

#[tokio::test]
async fn a_cart_becomes_an_order_that_is_paid() {
    let Some(mock) = mock() else { return };
    let api = mock.client("order").integration_api_root();
    published_boots(&api).await;
    let line = LineItemDraft::new().sku("boots-42").quantity(1);
    let address = AddressDraft::new("DE").city("Berlin");
    let draft = CartDraft::new("EUR")
        .line_items([line])
        .shipping_address(address);
    let cart = api.carts().post(draft).send().await.unwrap();

    let total = || Money::new(8900, "EUR");
    let payment = PaymentDraft::new(total());
    let payment = api.payments().post(payment).send().await.unwrap();
    let add = CartAddPaymentAction::new(PaymentResourceIdentifier::new().id(&payment.id));
    let update = CartUpdate::new(cart.version, [add]);
    let cart = api
        .carts()
        .with_id(&cart.id)
        .post(update)
        .send()
        .await
        .unwrap();

    let identifier = CartResourceIdentifier::new().id(&cart.id);
    let draft = OrderFromCartDraft::new(cart.version)
        .cart(identifier)
        .order_number("1001");
    let order = api.orders().post(draft).send().await.unwrap();
    assert_eq!(order.order_state, OrderState::Open);
    assert_eq!(order.total_price.cent_amount, 8900);

    let charge = TransactionDraft::new(TransactionType::Charge, total());
    let update = PaymentUpdate::new(payment.version, [PaymentAddTransactionAction::new(charge)]);
    let payments = api.payments().with_id(&payment.id);
    let charged = payments.post(update).send().await.unwrap();
    let succeed = PaymentChangeTransactionStateAction::new(
        &charged.transactions[0].id,
        TransactionState::Success,
    );
    let update = PaymentUpdate::new(charged.version, [succeed]);
    let paid = payments.post(update).send().await.unwrap();
    assert_eq!(paid.transactions[0].state, TransactionState::Success);

    let confirm = OrderChangeOrderStateAction::new(OrderState::Confirmed);
    let by_number = api.orders().with_order_number("1001");
    assert_eq!(by_number.get().send().await.unwrap().id, order.id);
    // The server changes no order by its number: that is tested on the emulator.
    let update = OrderUpdate::new(order.version, [confirm]);
    let confirmed = api
        .orders()
        .with_id(&order.id)
        .post(update)
        .send()
        .await
        .unwrap();
    assert_eq!(confirmed.order_state, OrderState::Confirmed);
}

#[tokio::test]
async fn a_store_is_changed() {
    let Some(mock) = mock() else { return };
    let stores = mock.client("store").integration_api_root().stores();
    let draft = StoreDraft::new("berlin").name([("en", "Berlin")]);
    let created = stores.post(draft).send().await.unwrap();
    let rename = StoreSetNameAction::new().name([("en", "Berlin Mitte")]);
    let update = StoreUpdate::new(created.version, [rename]);
    let by_key = stores.with_key("berlin");
    let changed = by_key.post(update).send().await.unwrap();
    let name = changed.name.unwrap();
    assert_eq!(name.get("en").map(|name| &**name), Some("Berlin Mitte"));
    by_key.delete(changed.version).send().await.unwrap();
}

#[tokio::test]
async fn the_quantity_of_an_inventory_entry_is_changed() {
    let Some(mock) = mock() else { return };
    let inventory = mock.client("inventory").integration_api_root().inventory();
    let draft = InventoryEntryDraft::new("boots-42", 10);
    let created = inventory.post(draft).send().await.unwrap();
    // The server knows no `addQuantity`: that is tested on the emulator.
    let change = InventoryEntryChangeQuantityAction::new(15);
    let update = InventoryEntryUpdate::new(created.version, [change]);
    let by_id = inventory.with_id(&created.id);
    let changed = by_id.post(update).send().await.unwrap();
    assert_eq!(changed.quantity_on_stock, 15);
    by_id.delete(changed.version).send().await.unwrap();
}

#[tokio::test]
async fn a_custom_object_is_written_twice() {
    let Some(mock) = mock() else { return };
    let objects = mock
        .client("custom-object")
        .integration_api_root()
        .custom_objects();
    let draft = |value| CustomObjectDraft::new("settings", "banner", value);
    let first = objects
        .post(draft(json!({"text": "hello"})))
        .send()
        .await
        .unwrap();
    let second = objects
        .post(draft(json!({"text": "goodbye"})))
        .send()
        .await
        .unwrap();
    assert_eq!(second.id, first.id);
    let by_key = objects.with_container_and_key("settings", "banner");
    let read = by_key.get().send().await.unwrap();
    assert_eq!(read.value, json!({"text": "goodbye"}));
    by_key.delete().send().await.unwrap();
    assert!(by_key.get().send_optional().await.unwrap().is_none());
}

#[tokio::test]
async fn a_discount_code_is_switched_off() {
    let Some(mock) = mock() else { return };
    let api = mock.client("discount-code").integration_api_root();
    let value = CartDiscountValueRelativeDraft::new(1000);
    let draft = CartDiscountDraft::new([("en", "Ten per cent")], value, "1 = 1");
    let draft = draft.sort_order("0.5").key("ten");
    let draft = draft
        .target(CartDiscountTotalPriceTarget::new())
        .requires_discount_code(true);
    let discount = api.cart_discounts().post(draft).send().await.unwrap();
    // The server keeps an identifier by key as it is: that is tested on the emulator.
    let ten = CartDiscountResourceIdentifier::new().id(&discount.id);
    let draft = DiscountCodeDraft::new("SUMMER", [ten]);
    let codes = api.discount_codes();
    let created = codes.post(draft).send().await.unwrap();
    let switch_off = DiscountCodeChangeIsActiveAction::new(false);
    let update = DiscountCodeUpdate::new(created.version, [switch_off]);
    let by_id = codes.with_id(&created.id);
    let changed = by_id.post(update).send().await.unwrap();
    assert!(!changed.is_active);
    by_id.delete(changed.version).send().await.unwrap();
}
