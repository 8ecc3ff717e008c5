//! What a function replies, on the wire.

use super::*;
use crate::models::{
    PaymentSetKeyAction, PaymentSetStatusInterfaceCodeAction, PaymentSetStatusInterfaceTextAction,
    PaymentUpdateAction,
};

fn replying(reply: Reply<PaymentUpdateAction>) -> ExtensionHandler {
    let handler = builder().on_payment(move |_| {
        let reply = reply.clone();
        async move { reply }
    });
    handler.build().unwrap()
}

#[tokio::test]
async fn no_change_is_a_list_without_actions() {
    for reply in [
        Reply::no_change(),
        Reply::errors([]),
        Reply::actions(Vec::<PaymentUpdateAction>::new()).unwrap(),
    ] {
        assert_eq!(ask(&replying(reply), &input()).await, no_change());
    }
}

#[tokio::test]
async fn update_actions_are_sent_in_their_order() {
    let one = Reply::action(PaymentSetKeyAction::new().key("checked"));
    let key = json!({"action": "setKey", "key": "checked"});
    assert_eq!(
        ask(&replying(one), &input()).await,
        (200, json!({"actions": [key]}))
    );

    let two = Reply::actions([
        PaymentUpdateAction::from(PaymentSetStatusInterfaceTextAction::new("fine")),
        PaymentSetStatusInterfaceCodeAction::new()
            .interface_code("17")
            .into(),
    ]);
    let text = json!({"action": "setStatusInterfaceText", "interfaceText": "fine"});
    let code = json!({"action": "setStatusInterfaceCode", "interfaceCode": "17"});
    assert_eq!(
        ask(&replying(two.unwrap()), &input()).await,
        (200, json!({"actions": [text, code]}))
    );
}

#[tokio::test]
async fn a_hundred_update_actions_are_the_most() {
    let keys = |count| {
        let keys = std::iter::repeat_n(PaymentSetKeyAction::new().key("checked"), count);
        Reply::<PaymentUpdateAction>::actions(keys)
    };
    let (status, body) = ask(&replying(keys(100).unwrap()), &input()).await;
    assert_eq!(status, 200);
    assert_eq!(body["actions"].as_array().unwrap().len(), 100);

    let failure = keys(101).unwrap_err();
    assert_eq!(failure, TooManyActions { count: 101 });
    assert!(failure.to_string().contains("there are 101"), "{failure}");
    // In a function it is a failure of that.
    let handler = builder().on_payment(move |_| async move { Ok(keys(101)?) });
    assert_eq!(ask(&handler.build().unwrap(), &input()).await, failed());
}

#[tokio::test]
async fn errors_have_their_codes_texts_and_information() {
    let first = ReplyError::invalid_field("amountPlanned", 500, "Too little.")
        .localized([("en", "Pay more."), ("de", "Zahl mehr.")])
        .extra_info("least", 1000);
    assert_eq!(
        (first.code(), first.message()),
        ("InvalidField", "Too little.")
    );
    let reply = Reply::errors([
        first,
        ReplyError::required_field("key", "No key."),
        ReplyError::invalid_input("One."),
        ReplyError::invalid_operation("Two."),
        ReplyError::semantic_error("Three."),
        ReplyError::with_code("DuplicateField", "Four.").member("field", "key"),
    ]);
    let expected = json!([
        {
            "code": "InvalidField", "message": "Too little.", "field": "amountPlanned", "invalidValue": 500,
            "localizedMessage": {"en": "Pay more.", "de": "Zahl mehr."}, "extensionExtraInfo": {"least": 1000},
        },
        {"code": "RequiredField", "message": "No key.", "field": "key"},
        {"code": "InvalidInput", "message": "One."},
        {"code": "InvalidOperation", "message": "Two."},
        {"code": "SemanticError", "message": "Three."},
        {"code": "DuplicateField", "message": "Four.", "field": "key"},
    ]);
    assert_eq!(
        ask(&replying(reply), &input()).await,
        (400, json!({"errors": expected}))
    );
}

#[tokio::test]
async fn an_error_of_the_function_may_be_a_reply() {
    let handler = builder()
        .on_payment(|_| async { Err(ReplyError::invalid_operation("No.").into()) })
        .build()
        .unwrap();
    assert_eq!(ask(&handler, &input()).await, refused("No."));
}

#[tokio::test]
async fn answers_are_json() {
    let body = Full::new(Bytes::from(input().to_string()));
    let request = Request::post("/")
        .header("authorization", SECRET)
        .body(body);
    let answered = answer_to(&replying(Reply::no_change()), request.unwrap()).await;
    assert_eq!(answered.headers["content-type"], "application/json");
}
