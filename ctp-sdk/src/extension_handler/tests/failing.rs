//! Functions that are late, fail or panic.

use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::time::{Instant, sleep};

use super::*;

const LATE: &str = "The API Extension did not answer in time. Try again.";

#[tokio::test(start_paused = true)]
async fn a_late_function_is_answered_for_before_the_platform_gives_up() {
    let handler = builder()
        .on_payment(|_| async {
            sleep(Duration::from_secs(2)).await;
            Reply::no_change()
        })
        .build()
        .unwrap();
    let start = Instant::now();
    assert_eq!(ask(&handler, &input()).await, refused(LATE));
    assert_eq!(start.elapsed(), Duration::from_millis(1800));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_and_its_answer_are_the_callers() {
    let at = |deadline, when_late: Fallback| {
        let handler = builder().deadline(deadline).when_late(when_late);
        let handler = handler.on_payment(|_| async {
            sleep(Duration::from_secs(5)).await;
            Reply::error(ReplyError::invalid_operation("In time."))
        });
        handler.build().unwrap()
    };
    let start = Instant::now();
    let open = at(Duration::from_secs(4), Fallback::NoChange);
    assert_eq!(ask(&open, &input()).await, no_change());
    assert_eq!(start.elapsed(), Duration::from_secs(4));
    let closed = at(
        Duration::from_secs(4),
        ReplyError::invalid_operation("Later.").into(),
    );
    assert_eq!(ask(&closed, &input()).await, refused("Later."));
    let patient = at(Duration::from_millis(9800), Fallback::NoChange);
    assert_eq!(ask(&patient, &input()).await, refused("In time."));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_late_and_what_is_late_is_dropped() {
    let handler = builder()
        .on_payment(|_| async { Reply::no_change() })
        .build()
        .unwrap();
    let never = http_body_util::StreamBody::new(futures_util::stream::pending::<
        Result<http_body::Frame<Bytes>, Infallible>,
    >());
    let request = Request::post("/").header("authorization", SECRET);
    let answer = handler.answer(request.body(never).unwrap()).await;
    assert_eq!(answer.status(), 400);

    struct Dropped(Arc<AtomicBool>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let is_dropped = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_dropped);
    let handler = builder()
        .on_payment(move |_| {
            let guard = Dropped(Arc::clone(&told));
            async move {
                pending::<()>().await;
                drop(guard);
                Reply::no_change()
            }
        })
        .build()
        .unwrap();
    assert_eq!(ask(&handler, &input()).await, refused(LATE));
    assert!(is_dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_panic_is_answered_and_the_next_request_as_well() {
    let panicking = builder()
        .on_payment(|input| async move {
            assert_ne!(input.resource.version, 3, "a panic of the test");
            Reply::no_change()
        })
        .build()
        .unwrap();
    let early = builder()
        .on_payment(|input| {
            assert_ne!(input.resource.version, 3, "a panic of the test");
            async { Reply::no_change() }
        })
        .build()
        .unwrap();
    let mut other = input();
    other["resource"]["obj"]["version"] = json!(4);
    for handler in [panicking, early] {
        assert_eq!(ask(&handler, &input()).await, failed());
        assert_eq!(ask(&handler, &other).await, no_change());
    }
}

#[tokio::test]
async fn a_failure_is_not_told_and_its_answer_is_the_callers() {
    let failing = |builder: ExtensionHandlerBuilder| {
        let failing = builder.on_payment(|_| async {
            let number: i64 = "s3cr3t".parse()?;
            Ok(Reply::errors(
                (0..number).map(|_| ReplyError::invalid_input("Not reached.")),
            ))
        });
        failing.build().unwrap()
    };
    assert_eq!(ask(&failing(builder()), &input()).await, failed());
    let open = failing(builder().when_failed(Fallback::NoChange));
    assert_eq!(ask(&open, &input()).await, no_change());
    let told = ReplyError::invalid_operation("Call us.");
    let closed = failing(builder().when_failed(told));
    assert_eq!(ask(&closed, &input()).await, refused("Call us."));
    let boxed = builder().on_payment(|_| async { Err(HandlerError::new("the stock is closed")) });
    assert_eq!(ask(&boxed.build().unwrap(), &input()).await, failed());
}

#[tokio::test]
async fn a_resource_that_cannot_be_read_is_a_failure() {
    let mut body = input();
    body["resource"]["obj"]
        .as_object_mut()
        .unwrap()
        .remove("version");
    let asked = |builder: ExtensionHandlerBuilder| {
        let handler = builder.on_payment(|input| async move {
            Reply::error(ReplyError::invalid_operation(format!(
                "Version {}.",
                input.resource.version
            )))
        });
        handler.build().unwrap()
    };
    assert_eq!(ask(&asked(builder()), &body).await, failed());
    let open = asked(builder().when_failed(Fallback::NoChange));
    assert_eq!(ask(&open, &body).await, no_change());
    let tolerant = asked(builder().missing_fields(MissingFields::Tolerate));
    assert_eq!(ask(&tolerant, &body).await, refused("Version 0."));
}
