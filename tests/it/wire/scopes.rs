//! The scopes that a token needs for an operation.

use ctp_sdk::requests::{api_clients, carts, categories, me, product_projections};

#[test]
fn an_operation_names_its_scopes() {
    assert_eq!(
        api_clients::ApiClientsGet::REQUIRED_SCOPES,
        ["view_api_clients:{projectKey}"]
    );
    assert_eq!(
        api_clients::ApiClientsByIdDelete::REQUIRED_SCOPES,
        ["manage_api_clients:{projectKey}"]
    );
    assert_eq!(
        carts::CartsByIdGet::REQUIRED_SCOPES,
        ["view_orders:{projectKey}"]
    );
    assert_eq!(
        carts::CartsByCustomerIdMergePost::REQUIRED_SCOPES,
        ["manage_orders:{projectKey}"]
    );
    assert_eq!(
        categories::CategoriesPost::REQUIRED_SCOPES,
        [
            "manage_categories:{projectKey}",
            "manage_products:{projectKey}"
        ]
    );
}

#[expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
#[test]
fn an_operation_that_several_scopes_allow_names_them_all() {
    let expected = [
        "view_products:{projectKey}",
        "view_published_products:{projectKey}",
    ];
    assert_eq!(
        product_projections::ProductProjectionsSearchPost::REQUIRED_SCOPES,
        expected
    );
    assert_eq!(
        product_projections::ProductProjectionsSuggestGet::REQUIRED_SCOPES,
        expected
    );
    assert_eq!(
        me::MeLoginPost::REQUIRED_SCOPES,
        ["anonymous_id:{id}", "manage_my_profile:{projectKey}"]
    );
}

#[test]
fn no_operation_of_the_default_domains_is_without_scopes() {
    let operations: [&[&str]; 20] = [
        api_clients::ApiClientsHead::REQUIRED_SCOPES,
        api_clients::ApiClientsPost::REQUIRED_SCOPES,
        api_clients::ApiClientsByIdHead::REQUIRED_SCOPES,
        carts::CartsHead::REQUIRED_SCOPES,
        carts::CartsReplicatePost::REQUIRED_SCOPES,
        carts::CartsByKeyDelete::REQUIRED_SCOPES,
        categories::CategoriesGet::REQUIRED_SCOPES,
        categories::CategoriesByIdPost::REQUIRED_SCOPES,
        categories::CategoriesByKeyHead::REQUIRED_SCOPES,
        product_projections::ProductProjectionsHead::REQUIRED_SCOPES,
        product_projections::ProductProjectionsByIdGet::REQUIRED_SCOPES,
        product_projections::ProductProjectionsByKeyVariantAttributesGet::REQUIRED_SCOPES,
        me::MeGet::REQUIRED_SCOPES,
        me::MePasswordPost::REQUIRED_SCOPES,
        me::MeSignupPost::REQUIRED_SCOPES,
        me::MeActiveCartGet::REQUIRED_SCOPES,
        me::MeCartsByIdDelete::REQUIRED_SCOPES,
        me::MeOrdersPost::REQUIRED_SCOPES,
        me::MePaymentsByIdPost::REQUIRED_SCOPES,
        me::MeShoppingListsByKeyGet::REQUIRED_SCOPES,
    ];
    for scopes in operations {
        assert!(!scopes.is_empty());
        assert!(scopes.iter().all(|scope| scope.contains(':')), "{scopes:?}");
    }
}
