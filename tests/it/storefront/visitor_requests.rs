//! What a session offers besides the visitor's own data, and by which scopes.

use ctp_sdk::auth::{Permission, RequiredScopes, Scope, ScopeSet};
use ctp_sdk::models::ProductSearchRequest;
use ctp_sdk::requests::{
    categories, in_store, product_projections, products, shipping_methods, stores,
    variant_projections,
};

use super::platform::Platform;

#[tokio::test]
async fn the_catalogue_is_asked_by_the_token_of_the_visitor() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let before = platform.calls();
    session.categories().get().send().await.unwrap();
    session.product_projections().get().send().await.unwrap();
    session.variant_projections().get().send().await.unwrap();
    let search = session.product_search().post(ProductSearchRequest::new());
    search.send().await.unwrap();
    let methods = session.shipping_methods();
    methods.matching_cart().get("cart-1").send().await.unwrap();
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/categories by guest-1/1",
            "GET /my-shop/product-projections by guest-1/1",
            "GET /my-shop/variant-projections by guest-1/1",
            "POST /my-shop/products/search by guest-1/1",
            "GET /my-shop/shipping-methods/matching-cart by guest-1/1",
        ]
    );
}

#[tokio::test]
async fn stores_are_there_for_visitors_with_the_scope_and_the_error_names_it() {
    let platform = Platform::start();
    let (_client, session) = platform.guest().await;
    let before = platform.calls();
    let error = session.stores().get().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
    let missing = error.missing_scopes().unwrap().to_string();
    assert_eq!(missing, "view_stores:my-shop");

    let mut scopes = ScopeSet::visitor("my-shop").unwrap();
    scopes.insert(Scope::in_project(Permission::ViewStores, "my-shop").unwrap());
    let builder = platform.builder().customer_scopes(scopes);
    let session = builder.build().unwrap().start_session().await.unwrap();
    session.stores().get().send().await.unwrap();
    assert_eq!(
        platform.told_since(before),
        [
            "GET /my-shop/stores by guest-1/1",
            "client_credentials /oauth/my-shop/anonymous/token",
            "GET /my-shop/stores by guest-2/1",
        ]
    );
}

/// What a session offers is what the default scopes of visitors permit. Only stores need one more.
#[test]
#[expect(
    deprecated,
    reason = "a session offers product projection search to older projects"
)]
fn the_scopes_of_visitors_are_enough_for_what_a_session_offers() {
    let mut scopes = ScopeSet::visitor("my-shop").unwrap();
    scopes.insert("anonymous_id:guest-1".parse().unwrap());
    for required in [
        categories::CategoriesGet::REQUIRED_SCOPES,
        product_projections::ProductProjectionsGet::REQUIRED_SCOPES,
        product_projections::ProductProjectionsSearchGet::REQUIRED_SCOPES,
        products::ProductsSearchPost::REQUIRED_SCOPES,
        variant_projections::VariantProjectionsGet::REQUIRED_SCOPES,
        shipping_methods::ShippingMethodsMatchingCartGet::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyMeActiveCartGet::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyMeCartsByIdGet::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyMeCartsByIdDelete::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyMeCartsPost::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyMeOrdersPost::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyMeShoppingListsGet::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyProductProjectionsByKeyGet::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyVariantProjectionsGet::REQUIRED_SCOPES,
        in_store::InStoreByStoreKeyShippingMethodsMatchingCartGet::REQUIRED_SCOPES,
    ] {
        let missing =
            RequiredScopes::new(required).missing_from(&scopes, "my-shop", Some("berlin"));
        assert_eq!(missing, None, "{required:?}");
    }
    let stores = RequiredScopes::new(stores::StoresGet::REQUIRED_SCOPES);
    assert!(!stores.are_met_by(&scopes, "my-shop", None));
    scopes.insert(Scope::in_project(Permission::ViewStores, "my-shop").unwrap());
    assert!(stores.are_met_by(&scopes, "my-shop", None));
}
