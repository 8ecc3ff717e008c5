//! What a function is asked, and what is none of its business.

use super::*;
use crate::models::Cart;

#[tokio::test]
async fn a_function_is_asked_with_the_resource_and_the_correlation_id() {
    let (asked, keep) = keeping::<ExtensionInput<Payment>>();
    let handler = builder().on_payment(move |input| {
        keep(&input);
        async { Reply::no_change() }
    });
    let handler = handler.build().unwrap();
    let mut body = input();
    let mut old = payment();
    old["version"] = json!(2);
    body["oldResource"] = json!({"typeId": "payment", "id": "payment-1", "obj": old});
    let request = Request::post("/any/path?at=all")
        .header("authorization", SECRET)
        .header("x-correlation-id", "shop/17");
    let request = request
        .body(Full::new(Bytes::from(body.to_string())))
        .unwrap();
    assert_eq!(answer_to(&handler, request).await.status, 200);
    assert_eq!(ask(&handler, &input()).await, no_change());

    let asked = asked.lock().unwrap();
    let [first, second] = asked.as_slice() else {
        panic!("{}", asked.len());
    };
    assert_eq!(
        (&first.action, first.id.as_str()),
        (&ExtensionAction::Update, "payment-1")
    );
    assert_eq!(first.resource.version, 3);
    assert_eq!(first.resource.amount_planned.cent_amount, 500);
    assert_eq!(first.old_resource.as_ref().unwrap().version, 2);
    assert_eq!(first.correlation_id.as_deref(), Some("shop/17"));
    let without = ExtensionInput::new(ExtensionAction::Update, "payment-1", first.resource.clone());
    assert_eq!(second, &without);
}

#[tokio::test]
async fn the_later_function_for_a_type_counts() {
    let handler = builder()
        .on_payment(|_| async { Reply::error(ReplyError::invalid_input("The earlier one.")) })
        .on::<Payment, _, _, _>(|_| async { Reply::no_change() });
    assert_eq!(ask(&handler.build().unwrap(), &input()).await, no_change());
}

/// Inputs that `on_payment` is not asked about.
fn others() -> [Value; 3] {
    let mut unknown_action = input();
    unknown_action["action"] = json!("Delete");
    [
        input_of("approval", &json!({"id": "approval-1", "steps": 2})),
        input_of("cart", &json!({"id": "cart-1"})),
        unknown_action,
    ]
}

#[tokio::test]
async fn what_no_function_is_for_does_not_change() {
    let handler = builder()
        .on_payment(|_| async { Reply::error(ReplyError::invalid_input("Asked.")) })
        .build()
        .unwrap();
    for input in others() {
        assert_eq!(ask(&handler, &input).await, no_change(), "{input}");
    }
}

#[tokio::test]
async fn what_no_function_is_for_can_be_seen_and_answered() {
    let (asked, keep) = keeping::<ExtensionInput<Value>>();
    let handler = builder()
        .on_payment(|_| async { Reply::no_change() })
        .on_other(move |input| {
            keep(&input);
            async { Reply::action(json!({"action": "approve"})) }
        });
    let handler = handler.build().unwrap();
    for input in others() {
        let answer = (200, json!({"actions": [{"action": "approve"}]}));
        assert_eq!(ask(&handler, &input).await, answer, "{input}");
    }
    assert_eq!(ask(&handler, &input()).await, no_change());
    let asked = asked.lock().unwrap();
    assert_eq!(asked[0].resource, json!({"id": "approval-1", "steps": 2}));
    assert_eq!(asked[0].id, "approval-1");
    assert_eq!(asked[2].action, ExtensionAction::from("Delete"));
    assert_eq!(asked.len(), 3);
}

#[track_caller]
fn failure<T: ExtensionResource + fmt::Debug>(body: &str) -> InputError {
    ExtensionInput::<T>::from_json(body.as_bytes()).unwrap_err()
}

#[test]
fn a_resource_that_does_not_fit_is_an_error_that_names_the_field() {
    let mut body = input();
    body["resource"]["obj"]["amountPlanned"]["centAmount"] = json!("s3cr3t");
    let InputError::Unreadable(unreadable) = failure::<Payment>(&body.to_string()) else {
        panic!("{body}");
    };
    assert_eq!(unreadable.path(), "resource.obj.amountPlanned.centAmount");
    assert!(!unreadable.to_string().contains("s3cr3t"));

    let mut body = input();
    body["oldResource"] = body["resource"].clone();
    let old = body["oldResource"]["obj"].as_object_mut().unwrap();
    old.remove("version");
    let failed = failure::<Payment>(&body.to_string()).to_string();
    assert!(failed.contains("oldResource.obj"), "{failed}");
    assert!(failed.contains("missing field `version`"), "{failed}");
}

#[test]
fn an_input_of_another_type_or_without_a_resource_is_an_error() {
    let failed = failure::<Cart>(&input().to_string());
    assert_eq!(
        failed.to_string(),
        "the input of the API Extension is about a resource of the type 'payment', not 'cart'"
    );
    let mut body = input();
    body["resource"].as_object_mut().unwrap().remove("obj");
    let failed = failure::<Payment>(&body.to_string());
    assert_eq!(
        failed,
        InputError::NoResource {
            member: "resource.obj"
        }
    );
    let failed = failure::<Payment>("{\"action\":\"Create\"}").to_string();
    assert!(failed.contains("missing field `resource`"), "{failed}");
    let failed = failure::<Payment>("{\"action\":").to_string();
    assert!(failed.contains("EOF"), "{failed}");
}

#[test]
fn an_input_of_ones_own_is_like_one_that_was_read() {
    let read = ExtensionInput::<Payment>::from_json(input().to_string().as_bytes()).unwrap();
    let payment: Payment = serde_json::from_value(payment()).unwrap();
    let own = ExtensionInput::new(ExtensionAction::Update, "payment-1", payment);
    assert_eq!(read, own);
}
