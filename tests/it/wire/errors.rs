//! What the API says when it refuses, as types.

use ctp_sdk::models::{CartUpdate, ErrorObject, ReferenceTypeId};
use ctp_sdk::{ApiError, Error};
use serde_json::{Value, json};

use super::shop::Shop;

const SECRET: &str = "pl4nted";

/// A refusal of an update of a cart, for these reasons.
async fn refused(status: u16, reasons: Value) -> Error {
    let message = "The request was refused.";
    let body = json!({"statusCode": status, "message": message, "errors": reasons});
    let shop = Shop::answering(status, body);
    let update = CartUpdate::new(3, []);
    let error = shop.api.carts().with_id("cart-1").post(update).send().await;
    let error = error.unwrap_err();
    assert_eq!(error.status().unwrap(), status);
    assert_eq!(error.message(), Some(message));
    error
}

/// The first reason of a refusal as a type.
async fn reason(status: u16, reason: Value) -> ErrorObject {
    let error = refused(status, json!([reason])).await;
    let [reason] = error.api_errors() else {
        panic!("{error:?}")
    };
    let typed = reason.typed().unwrap();
    assert_eq!(typed.message(), reason.message());
    typed
}

#[tokio::test]
async fn a_conflict_names_the_version_that_there_is() {
    let error = refused(
        409,
        json!([{"code": "ConcurrentModification", "message": "Version mismatch.", "currentVersion": 7}]),
    )
    .await;
    assert!(error.is_conflict());
    assert_eq!(error.current_version(), Some(7));
    let Some(ErrorObject::ConcurrentModification(conflict)) = error.api_errors()[0].typed() else {
        panic!("{error:?}")
    };
    assert_eq!(conflict.current_version, Some(7));
    assert_eq!(conflict.message, "Version mismatch.");
}

#[tokio::test]
async fn a_duplicate_names_the_field_the_value_and_who_has_it() {
    let holder = json!({"typeId": "cart", "id": "cart-2"});
    // The platform names the holder with this code as well, though it is not specified.
    let body = json!({
        "code": "DuplicateField", "message": "m", "field": "key", "duplicateValue": "gift",
        "conflictingResource": holder,
    });
    let ErrorObject::DuplicateField(duplicate) = reason(400, body).await else {
        panic!("another kind")
    };
    assert_eq!(duplicate.field, "key");
    assert_eq!(duplicate.duplicate_value, "gift");
    assert_eq!(duplicate.extra["conflictingResource"], holder);

    let body = json!({
        "code": "DuplicateFieldWithConflictingResource", "message": "m", "field": "key",
        "duplicateValue": {"nested": 1}, "conflictingResource": holder,
    });
    let ErrorObject::DuplicateFieldWithConflictingResource(duplicate) = reason(400, body).await
    else {
        panic!("another kind")
    };
    assert_eq!(duplicate.duplicate_value["nested"], 1);
    assert_eq!(duplicate.conflicting_resource.id(), "cart-2");
}

#[tokio::test]
async fn an_invalid_field_lists_what_is_allowed() {
    let body = json!({
        "code": "InvalidField", "message": "m", "field": "inventoryMode", "invalidValue": null,
        "allowedValues": ["None", 1, {"x": true}],
    });
    let ErrorObject::InvalidField(invalid) = reason(400, body).await else {
        panic!("another kind")
    };
    assert_eq!(invalid.field, "inventoryMode");
    assert_eq!(invalid.invalid_value, Value::Null);
    assert_eq!(
        invalid.allowed_values,
        [json!("None"), json!(1), json!({"x": true})]
    );
}

#[tokio::test]
async fn references_name_the_kind_of_resource() {
    let body = json!({"code": "ReferenceExists", "message": "m", "referencedBy": "order"});
    let ErrorObject::ReferenceExists(exists) = reason(400, body).await else {
        panic!("another kind")
    };
    assert_eq!(exists.referenced_by, Some(ReferenceTypeId::Order));

    let body = json!({"code": "ReferencedResourceNotFound", "message": "m", "typeId": "moon", "key": "luna"});
    let ErrorObject::ReferencedResourceNotFound(missing) = reason(400, body).await else {
        panic!("another kind")
    };
    assert_eq!(missing.type_id.as_str(), "moon");
    assert_eq!(
        (missing.id.as_deref(), missing.key.as_deref()),
        (None, Some("luna"))
    );
}

#[tokio::test]
async fn a_missing_resource_and_a_missing_price_are_told_apart() {
    let body = json!({"code": "ResourceNotFound", "message": "m"});
    assert!(matches!(
        reason(404, body).await,
        ErrorObject::ResourceNotFound(_)
    ));

    let body = json!({
        "code": "MatchingPriceNotFound", "message": "m", "productId": "product-1", "variantId": 2,
        "currency": "EUR", "country": "DE", "channel": {"typeId": "channel", "id": "channel-1"},
    });
    let ErrorObject::MatchingPriceNotFound(missing) = reason(400, body).await else {
        panic!("another kind")
    };
    assert_eq!(
        (missing.product_id.as_str(), missing.variant_id),
        ("product-1", 2)
    );
    assert_eq!(missing.currency.as_deref(), Some("EUR"));
    assert_eq!(missing.channel.unwrap().id, "channel-1");
}

#[tokio::test]
async fn what_an_extension_says_is_nested() {
    let body = json!({
        "code": "ExtensionBadResponse", "message": "m", "extensionId": "extension-1", "extensionStatusCode": 500,
        "extensionBody": SECRET, "extensionExtraInfo": {"why": SECRET}, "localizedMessage": {"de": "Nein."},
        "extensionErrors": [
            {"code": "InvalidInput", "message": "n", "extensionId": "extension-1", "detail": SECRET},
        ],
    });
    let typed = reason(400, body).await;
    assert!(!format!("{typed:?} {typed:#?}").contains(SECRET));
    let ErrorObject::ExtensionBadResponse(bad) = typed else {
        panic!("another kind")
    };
    assert_eq!(bad.extension_status_code, Some(500));
    assert_eq!(bad.extension_body.as_deref(), Some(SECRET));
    assert_eq!(bad.extension_errors[0].code, "InvalidInput");
    assert_eq!(bad.extension_errors[0].extra["detail"], SECRET);
}

#[tokio::test]
async fn a_code_of_the_future_is_kept_with_its_fields() {
    let body = json!({"code": "MoonNotFull", "message": "Wait.", "phase": SECRET});
    let typed = reason(400, body.clone()).await;
    assert!(!format!("{typed:?} {typed:#?}").contains(SECRET));
    let ErrorObject::Unknown(unknown) = typed else {
        panic!("another kind")
    };
    assert_eq!(unknown.tag(), Some("MoonNotFull"));
    assert_eq!(unknown.fields().message, "Wait.");
    assert_eq!(Value::Object(unknown.into_body()), body);
}

#[tokio::test]
async fn several_reasons_are_several_types() {
    let error = refused(
        400,
        json!([
            {"code": "RequiredField", "message": "m", "field": "currency"},
            {"code": "DuplicateField", "message": "m", "field": "key", "duplicateValue": "gift"},
            {"code": "invalid_token", "message": "m"},
        ]),
    )
    .await;
    let typed: Vec<ErrorObject> = error
        .api_errors()
        .iter()
        .filter_map(ApiError::typed)
        .collect();
    assert!(matches!(
        typed.as_slice(),
        [
            ErrorObject::RequiredField(_),
            ErrorObject::DuplicateField(_),
            ErrorObject::InvalidToken(_)
        ]
    ));
    assert_eq!(error.duplicate_field(), Some("key"));
    assert_eq!(error.current_version(), None);
}

#[tokio::test]
async fn an_odd_reason_is_no_type_and_hides_nothing() {
    for reasons in [json!([]), json!(null), json!("odd"), json!([1, null])] {
        assert_eq!(refused(409, reasons).await.api_errors(), []);
    }
    for odd in [
        json!({}),
        json!({"message": "no code"}),
        json!({"code": 7, "message": "m"}),
        json!({"code": "MoonNotFull"}),
    ] {
        let error = refused(409, json!([odd])).await;
        assert!(error.is_conflict() && !error.is_decode());
        assert_eq!(error.current_version(), None);
        let [reason] = error.api_errors() else {
            panic!("{error:?}")
        };
        assert_eq!(reason.typed(), None, "{odd}");
        let why = reason.decode::<ErrorObject>().unwrap_err();
        assert!(why.is_decode());
    }
}

#[tokio::test]
async fn a_reason_of_a_known_code_that_cannot_be_read_is_kept_as_unknown() {
    for odd in [
        json!({"code": "ConcurrentModification", "message": "m", "currentVersion": SECRET}),
        json!({"code": "DuplicateField", "message": "m"}),
        json!({"code": "MatchingPriceNotFound", "message": "m", "productId": [], "variantId": SECRET}),
    ] {
        let error = refused(409, json!([odd])).await;
        assert_eq!(error.current_version(), None);
        let [reason] = error.api_errors() else {
            panic!("{error:?}")
        };
        let Some(ErrorObject::Unknown(unknown)) = reason.typed() else {
            panic!("{odd} is kept as unknown")
        };
        assert_eq!(unknown.tag(), odd["code"].as_str());
        assert!(unknown.failure().is_some());
        assert_eq!(reason.field("currentVersion"), odd.get("currentVersion"));
        assert!(!format!("{unknown:?} {error} {error:?} {reason:?}").contains(SECRET));
    }
}

#[tokio::test]
async fn a_current_version_may_be_written_with_a_fraction_of_zero() {
    let reason = json!({"code": "ConcurrentModification", "message": "m", "currentVersion": 7.0});
    let error = refused(409, json!([reason])).await;
    assert_eq!(error.current_version(), Some(7));
}

#[tokio::test]
async fn an_answer_in_the_form_of_oauth_is_no_type() {
    let body = json!({"error": "invalid_token", "error_description": "expired"});
    let shop = Shop::answering(401, body);
    let error = shop
        .api
        .carts()
        .with_id("cart-1")
        .get()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_auth());
    assert_eq!(error.api_errors()[0].code(), "invalid_token");
    assert_eq!(error.api_errors()[0].typed(), None);
}

#[tokio::test]
async fn the_values_that_errors_repeat_are_not_printed() {
    for body in [
        json!({"code": "DuplicateField", "message": "m", "field": "email", "duplicateValue": SECRET}),
        json!({"code": "InvalidField", "message": "m", "field": "password", "invalidValue": {"deep": [SECRET]}}),
        json!({"code": "InvalidOperation", "message": "m", "undeclared": SECRET}),
    ] {
        let error = refused(400, json!([body])).await;
        let reason = &error.api_errors()[0];
        let typed = reason.typed().unwrap();
        for printed in [
            format!("{error} {error:?} {error:#?} {reason:?} {reason:#?}"),
            format!("{typed:?} {typed:#?}"),
        ] {
            assert!(!printed.contains(SECRET), "{printed}");
        }
    }
}
