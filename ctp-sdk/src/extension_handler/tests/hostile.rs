//! Requests that mean harm, and many at once.

use futures_util::future::join_all;
use tokio::time::sleep;

use super::*;
use crate::models::{PaymentSetKeyAction, PaymentUpdateAction};

fn unchanging() -> ExtensionHandler {
    let handler = builder().on_payment(|_| async { Reply::no_change() });
    let handler = handler.on_other(|_| async { Reply::no_change() });
    handler.build().unwrap()
}

async fn answered(handler: &ExtensionHandler, body: impl Into<Bytes>) -> Answered {
    let request = Request::post("/").header("authorization", SECRET);
    answer_to(handler, request.body(Full::new(body.into())).unwrap()).await
}

#[tokio::test]
async fn depth_does_no_harm() {
    let handler = unchanging();
    let deep = "[".repeat(500_000);
    let mut nested = input();
    nested["resource"]["obj"]["custom"] = json!("deep");
    let nested = nested.to_string();
    let in_resource = nested.replace("\"deep\"", &format!("{deep}{}", "]".repeat(500_000)));
    let other = in_resource.replace("\"payment\"", "\"unheard-of\"");
    for body in [deep, in_resource, other] {
        let answered = answered(&handler, body).await;
        assert_eq!(answered.status, 400, "{}", answered.body);
    }
}

#[tokio::test]
async fn a_damaged_input_is_answered_and_not_quoted() {
    let handler = unchanging();
    let mut whole = input();
    whole["resource"]["obj"]["key"] = json!("pl4nted");
    let whole = whole.to_string();
    for place in 0..whole.len() {
        for byte in [b'"', b'{', b']', b'0', 0xff] {
            let mut body = whole.clone().into_bytes();
            body[place] = byte;
            let answered = answered(&handler, body).await;
            assert!(matches!(answered.status, 200 | 400), "{place}");
            assert!(
                !answered.body.to_string().contains("pl4nted"),
                "{}",
                answered.body
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn many_at_once_get_their_own_answers() {
    let handler = builder().on_payment(|input| async move {
        let version = input.resource.version;
        match version % 4 {
            0 => sleep(Duration::from_secs(60)).await,
            1 => panic!("a panic of the test"),
            2 => {
                sleep(Duration::from_millis(
                    u64::try_from(version).unwrap_or_default(),
                ))
                .await
            }
            _ => {}
        }
        Reply::action(PaymentSetKeyAction::new().key(version.to_string()))
    });
    let handler = handler.build().unwrap();
    let asked = (0..200).map(|version| {
        let mut body = input();
        body["resource"]["obj"]["version"] = json!(version);
        let handler = handler.clone();
        async move { ask(&handler, &body).await }
    });
    for (version, answer) in join_all(asked).await.into_iter().enumerate() {
        let expected = match version % 4 {
            0 => refused("The API Extension did not answer in time. Try again."),
            1 => failed(),
            _ => (
                200,
                json!({"actions": [{"action": "setKey", "key": version.to_string()}]}),
            ),
        };
        assert_eq!(answer, expected, "{version}");
    }
}

#[tokio::test]
async fn a_project_with_a_higher_limit_can_use_it() {
    let keys = |count| std::iter::repeat_n(PaymentSetKeyAction::new().key("checked"), count);
    let raised = Reply::<PaymentUpdateAction>::actions_up_to(150, keys(150)).unwrap();
    let handler = builder().on_payment(move |_| {
        let raised = raised.clone();
        async move { raised }
    });
    let (status, body) = ask(&handler.build().unwrap(), &input()).await;
    assert_eq!(
        (status, body["actions"].as_array().unwrap().len()),
        (200, 150)
    );
    let more = Reply::<PaymentUpdateAction>::actions_up_to(150, keys(151)).unwrap_err();
    assert_eq!((more.count, more.most), (151, 150));
    assert!(
        more.to_string()
            .contains("150 update actions, but there are 151"),
        "{more}"
    );
}

#[test]
fn an_input_shows_what_it_is_about_and_no_resource() {
    let resource = json!({"id": "customer-1", "password": "pl4nted"});
    let mut input = ExtensionInput::new(ExtensionAction::Create, "customer-1", resource.clone());
    input.old_resource = Some(resource);
    let shown = format!("{input:?}");
    assert!(
        shown.contains("customer-1") && shown.contains("Create"),
        "{shown}"
    );
    assert!(!shown.contains("pl4nted"), "{shown}");
}
