//! The Import API and the Change History API.

use ctp_sdk::import::ApiRoot;
use ctp_sdk::import::models::{
    CustomerImport, CustomerImportRequest, ImportContainerDraft, ImportContainerUpdateDraft,
    ImportOperationState, ImportResourceType, InventoryImport, InventoryImportRequest,
    ProcessingState, ProductDraftImport, ProductDraftImportRequest, ProductTypeKeyReference,
};
use ctp_sdk::{Localized, history};
use serde_json::{Value, json};

use super::bodies::page;
use super::exchange::{delete, get, post};
use super::shop::Shop;

fn import(api: &ctp_sdk::ApiRoot) -> ApiRoot {
    ApiRoot::new(api.client().clone(), "my-shop")
}

fn container() -> Value {
    json!({
        "key": "spring",
        "version": 2,
        "resourceType": "product",
        "createdAt": "2024-01-31T12:00:00.100Z",
        "lastModifiedAt": "2024-01-31T12:00:00.100Z",
    })
}

#[tokio::test]
async fn import_containers() {
    let target = "/my-shop/import-containers?limit=2&sort=key%20asc";
    let found = get(target, page(json!([container()])), |api| {
        import(api)
            .import_containers()
            .get()
            .limit(2)
            .sort("key asc")
            .send()
    });
    assert_eq!(
        found.await.results[0].resource_type,
        Some(ImportResourceType::Product)
    );
    let read = get("/my-shop/import-containers/spring", container(), |api| {
        let containers = import(api).import_containers();
        containers.with_import_container_key("spring").get().send()
    });
    assert_eq!(read.await.version, 2);

    let body = json!({"key": "spring", "resourceType": "product"});
    let created = post("/my-shop/import-containers", body, container(), |api| {
        let draft = ImportContainerDraft::new("spring").resource_type(ImportResourceType::Product);
        import(api).import_containers().post(draft).send()
    });
    assert_eq!(created.await.key, "spring");
    let shop = Shop::answering(200, container());
    let containers = import(&shop.api).import_containers();
    let update = ImportContainerUpdateDraft::new(2).resource_type(ImportResourceType::Category);
    let spring = containers.with_import_container_key("spring");
    spring.put(update).send().await.unwrap();
    shop.assert_sent_json(
        "PUT",
        "/my-shop/import-containers/spring",
        json!({"version": 2, "resourceType": "category"}),
    );
    delete("/my-shop/import-containers/spring", container(), |api| {
        let containers = import(api).import_containers();
        containers
            .with_import_container_key("spring")
            .delete()
            .send()
    })
    .await;

    let states = json!({
        "processing": 1, "validationFailed": 0, "unresolved": 2, "waitForMasterVariant": 0,
        "imported": 7, "rejected": 0, "canceled": 0, "partiallyImported": 0,
    });
    let target = "/my-shop/import-containers/spring/import-summaries";
    let summary = get(target, json!({"states": states, "total": 10}), |api| {
        let containers = import(api).import_containers();
        let spring = containers.with_import_container_key("spring");
        spring.import_summaries().get().send()
    });
    let summary = summary.await;
    assert_eq!(
        (
            summary.total,
            summary.states.imported,
            summary.states.unresolved
        ),
        (10, 7, 2)
    );
}

fn operation() -> Value {
    json!({
        "id": "operation-1",
        "version": 1,
        "importContainerKey": "spring",
        "resourceKey": "potato",
        "state": "rejected",
        "errors": [{"code": "RequiredField", "message": "no slug", "field": "slug"}],
        "createdAt": "2024-01-31T12:00:00.100Z",
        "lastModifiedAt": "2024-01-31T12:00:00.100Z",
        "expiresAt": "2024-02-02T12:00:00.100Z",
    })
}

#[tokio::test]
async fn import_operations() {
    let target =
        "/my-shop/import-containers/spring/import-operations?state=rejected&limit=5&debug=true";
    let found = get(target, page(json!([operation()])), |api| {
        let containers = import(api).import_containers();
        let spring = containers.with_import_container_key("spring");
        let query = spring
            .import_operations()
            .get()
            .state(ProcessingState::Rejected);
        query.limit(5).debug(true).send()
    });
    assert_eq!(found.await.results[0].resource_key, "potato");
    let read = get(
        "/my-shop/import-operations/operation-1",
        operation(),
        |api| {
            import(api)
                .import_operations()
                .with_id("operation-1")
                .get()
                .send()
        },
    );
    let read = read.await;
    assert_eq!(
        (read.state, read.errors.len()),
        (ProcessingState::Rejected, 1)
    );
}

#[tokio::test]
async fn resources_are_imported() {
    let answer = || json!({"operationStatus": [{"operationId": "operation-1", "state": "validationFailed"}]});
    let target = "/my-shop/product-drafts/import-containers/spring";
    let body = json!({"type": "product-draft", "resources": [{
        "key": "potato",
        "productType": {"typeId": "product-type", "key": "vegetable"},
        "name": {"en": "Potato"},
        "slug": {"en": "potato"},
        "publish": true,
    }]});
    let imported = post(target, body, answer(), |api| {
        let draft = ProductDraftImport::new(
            "potato",
            ProductTypeKeyReference::new("vegetable"),
            Localized::from([("en", "Potato")]),
            Localized::from([("en", "potato")]),
        );
        let containers = import(api).product_drafts().import_containers();
        let spring = containers.with_import_container_key("spring");
        spring
            .post(ProductDraftImportRequest::new([draft.publish(true)]))
            .send()
    });
    let status = &imported.await.operation_status[0];
    assert_eq!(status.state, ImportOperationState::ValidationFailed);

    let target = "/my-shop/inventories/import-containers/stock";
    let body = json!({"type": "inventory", "resources": [{"key": "e", "sku": "potato-1", "quantityOnStock": 12}]});
    post(target, body, answer(), |api| {
        let containers = import(api).inventories().import_containers();
        let stock = containers.with_import_container_key("stock");
        let entry = InventoryImport::new("e", "potato-1", 12);
        stock.post(InventoryImportRequest::new([entry])).send()
    })
    .await;
    let target = "/my-shop/customers/import-containers/crm";
    let body =
        json!({"type": "customer", "resources": [{"key": "jane", "email": "jane@example.com"}]});
    post(target, body, answer(), |api| {
        let containers = import(api).customers().import_containers();
        let crm = containers.with_import_container_key("crm");
        let jane = CustomerImport::new("jane", "jane@example.com");
        crm.post(CustomerImportRequest::new([jane])).send()
    })
    .await;
}

#[tokio::test]
async fn the_history_of_a_resource_is_read() {
    let record = json!({
        "version": 2,
        "previousVersion": 1,
        "type": "ResourceUpdated",
        "modifiedBy": {"isPlatformClient": true, "id": "user-1", "type": "user"},
        "modifiedAt": "2024-01-31T12:00:00.100Z",
        "label": {"type": "OrderLabel", "customerEmail": "jane@example.com", "orderNumber": "17"},
        "previousLabel": {"type": "OrderLabel", "customerEmail": "jane@example.com", "orderNumber": "17"},
        "changes": [{
            "type": "ChangeOrderStateChange",
            "change": "changeOrderState",
            "previousValue": "Open",
            "nextValue": "Complete",
        }],
        "resource": {"typeId": "order", "id": "order-1"},
        "stores": [],
        "withoutChanges": false,
    });
    let target = "/my-shop/order/order-1?date.from=24&limit=5&userId=user-1";
    let found = get(target, page(json!([record])), |api| {
        let root = history::ApiRoot::new(api.client().clone(), "my-shop");
        let records = root.with_resource_type("order").with_id("order-1").get();
        records.date_from(24).limit(5).user_id("user-1").send()
    });
    let record = &found.await.results[0];
    assert_eq!(
        (record.version, record.modified_by.is_platform_client),
        (2, true)
    );
    let history::models::Change::ChangeOrderStateChange(change) = &record.changes[0] else {
        panic!("{:?}", record.changes)
    };
    assert_eq!(change.next_value.as_str(), "Complete");
    let history::models::Label::OrderLabel(label) = &record.label else {
        panic!("{:?}", record.label)
    };
    assert_eq!(label.order_number, "17");
}
