//! The list of what is emulated is what the emulator does.

use ctp_emulator::{Coverage, routes};
use reqwest::Method;

use crate::shop::Shop;

#[tokio::test]
async fn what_is_listed_as_absent_answers_501_and_the_rest_does_not() {
    let shop = Shop::start("manage_project:emulator view_api_clients:emulator").await;
    let routes = routes().unwrap();
    assert_eq!(routes.len(), 821 + 7);
    let mut asked = 0;
    for route in routes {
        let Some(path) = route.path.strip_prefix("/{projectKey}/") else {
            continue;
        };
        if path.contains('{') || route.method != "GET" {
            continue;
        }
        let answer = shop.send(Method::GET, &format!("/{path}"), None).await;
        if answer.status == 403 {
            // It is for customers and guests only, so that this token is refused before.
            let mut segments = path.split('/');
            assert!(
                segments.any(|segment| segment == "me"),
                "{path}: {}",
                answer.text
            );
            continue;
        }
        let is_absent = answer.status == 501;
        assert_eq!(
            is_absent,
            route.coverage == Coverage::Absent,
            "{path}: {}",
            answer.text
        );
        asked += 1;
    }
    assert!(asked > 40, "{asked}");
}

#[test]
fn nothing_about_quotes_and_recurring_orders_is_absent() {
    let routes = routes().unwrap();
    let kinds = [
        "/quote-requests",
        "/staged-quotes",
        "/quotes",
        "/recurring-orders",
    ];
    let is_one = |path: &str| kinds.iter().any(|kind| path.contains(kind));
    let ours = routes.iter().filter(|route| {
        // Associates are emulated with business units.
        is_one(&route.path) && !route.path.contains("/as-associate/")
    });
    let ours: Vec<_> = ours.collect();
    assert!(ours.len() > 70, "{}", ours.len());
    for route in ours {
        assert_ne!(route.coverage, Coverage::Absent, "{route:?}");
    }
}
