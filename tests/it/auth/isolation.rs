//! Nobody is given a token that was fetched for another.

mod parts;

use ctp_auth::{
    AnonymousSession, AuthClient, Config, Grant, HttpClient, Password, RefreshToken, Region,
    TokenCache,
};
use emulator::Emulator;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};
use tokio::runtime::{Builder, Runtime};

use super::faulty_store::FaultyStore;
use super::token_answer;
use super::waiting::token;
use crate::clock::ManualClock;

use parts::{Parts, Who};

/// Where the random pairs begin. A failure tells the pair, and the same pairs come each time.
const SEED: &[u8; 32] = b"nobody gets the token of another";

/// A service that hands out another token for each request, so that two who have the same one share it.
struct Service {
    emulator: Emulator,
    /// One for all, because making one takes longer than all else.
    http: HttpClient,
    runtime: Runtime,
}

impl Service {
    fn start() -> Self {
        let mut count = 0;
        let emulator = Emulator::with(move |_| {
            count += 1;
            token_answer(&format!("token-{count}"), Some("refresh"), 172_800, "a:b")
        });
        Self {
            emulator: emulator.unwrap(),
            http: HttpClient::new(),
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    /// Whether two share a token who have a store in common. Asks twice, so that the first has its own still.
    fn do_share(&self, one: &Parts, other: &Parts) -> bool {
        let store = FaultyStore::default();
        let clock = ManualClock::new();
        let caches =
            [one, other].map(|parts| parts.cache(&self.emulator, &self.http, &clock, &store));
        let (first, second) = self.runtime.block_on(async {
            let tokens = (token(&caches[0]).await, token(&caches[1]).await);
            assert_eq!((token(&caches[0]).await, token(&caches[1]).await), tokens);
            tokens
        });
        assert_keys_hide(&store, [one, other]);
        first == second
    }
}

#[track_caller]
fn assert_keys_hide(store: &FaultyStore, parts: [&Parts; 2]) {
    for key in store.keys() {
        let digest = key.strip_prefix("token:").unwrap();
        assert_eq!(digest.len(), 64, "{key}");
        assert!(digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
        // What is as short as this may be in any digest.
        let texts = parts.iter().flat_map(|parts| parts.texts());
        for text in texts.filter(|text| text.len() > 3) {
            assert!(!key.contains(text), "{key}");
        }
    }
}

fn customer(email: &str, password: &str, store_key: Option<&str>) -> Parts {
    Parts {
        auth_path: String::new(),
        project_key: "my-shop".to_owned(),
        client_id: "client-id".to_owned(),
        who: Who::Customer {
            email: email.to_owned(),
            password: password.to_owned(),
            store_key: store_key.map(str::to_owned),
        },
        scopes: vec!["manage_my_orders:my-shop"],
    }
}

#[test]
fn two_share_a_token_only_if_they_are_the_same_in_all() {
    println!("the seed is {:?}", String::from_utf8_lossy(SEED));
    let service = Service::start();
    let runs = Runs {
        cases: 1_000,
        failure_persistence: None,
        ..Runs::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, SEED);
    let shared = std::cell::Cell::new(0);
    let outcome = TestRunner::new_with_rng(runs, rng).run(&parts::pairs(), |(one, other)| {
        let do_share = service.do_share(&one, &other);
        proptest::prop_assert_eq!(do_share, one == other);
        shared.set(shared.get() + usize::from(do_share));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    // Both kinds of pairs were among them.
    assert!((100..900).contains(&shared.get()), "{}", shared.get());
}

#[test]
fn parts_do_not_run_into_each_other() {
    let service = Service::start();
    let pairs = [
        (customer("a", "bc", None), customer("ab", "c", None)),
        (customer("", "abc", None), customer("abc", "", None)),
        (customer("a\0b", "c", None), customer("a", "b\0c", None)),
        (customer("a:b", "c", None), customer("a", "b:c", None)),
        (customer("a", "b", Some("c")), customer("a", "bc", None)),
        (customer("a", "b", Some("c")), customer("a", "c", Some("b"))),
        (customer("a", "b", Some("")), customer("a", "b", None)),
    ];
    for (one, other) in pairs {
        assert!(!service.do_share(&one, &other), "{one:#?} {other:#?}");
        for same in [one, other] {
            assert!(service.do_share(&same, &same));
        }
    }
}

#[test]
fn another_password_does_not_get_the_token_of_the_same_email_address() {
    let service = Service::start();
    let anna = customer("anna@example.com", "pass-1", None);
    for guess in ["pass-2", "", "pass-1 ", "PASS-1", "pass-1\0"] {
        let guesser = customer("anna@example.com", guess, None);
        assert!(!service.do_share(&anna, &guesser), "{guess}");
    }
}

#[test]
fn two_guests_never_share_and_one_with_its_clone_does() {
    let service = Service::start();
    let store = FaultyStore::default();
    let config = super::config(&service.emulator);
    let cache = |guest: &AnonymousSession| {
        let auth = AuthClient::builder(&config).build().unwrap();
        TokenCache::with_store(auth, guest.clone(), config.scopes().clone(), store.clone())
    };
    let guests: Vec<_> = (0..20).map(|_| AnonymousSession::new().unwrap()).collect();
    service.runtime.block_on(async {
        let mut tokens = Vec::new();
        for guest in &guests {
            tokens.push(token(&cache(guest)).await);
            assert_eq!(token(&cache(&guest.clone())).await, *tokens.last().unwrap());
            let in_store = cache(&guest.clone().in_store("berlin"));
            assert!(!tokens.contains(&token(&in_store).await));
        }
        tokens.sort_unstable();
        tokens.dedup();
        assert_eq!(tokens.len(), 20);
    });
}

#[test]
fn the_secret_of_the_api_client_is_needed_to_tell_a_key() {
    let service = Service::start();
    let keys = ["secret-1", "secret-2"].map(|secret| {
        let region = Region::custom(&service.emulator.url(), &service.emulator.url()).unwrap();
        let config = Config::new(&region, "my-shop", "client-id", secret).unwrap();
        let auth = AuthClient::builder(&config).build().unwrap();
        let store = FaultyStore::default();
        let anna = Password::new("anna@example.com", "pass-1");
        let cache = TokenCache::with_store(auth, anna, config.scopes().clone(), store.clone());
        service.runtime.block_on(token(&cache));
        store.keys()
    });
    assert_ne!(keys[0], keys[1]);
    // What prints is the key, and nothing that it was made of.
    let parts = customer("anna@example.com", "pass-1", Some("berlin"));
    let cache = parts.cache(
        &service.emulator,
        &service.http,
        &ManualClock::new(),
        &FaultyStore::default(),
    );
    let printed = format!("{cache:?}");
    assert!(printed.contains("token:"), "{printed}");
    for text in parts.texts() {
        assert!(!printed.contains(text), "{printed}");
    }
}

#[test]
fn grants_of_one_text_are_not_the_same_for_that() {
    let service = Service::start();
    let of = |who: Who| Parts {
        who,
        ..customer("", "", None)
    };
    let grants = [
        of(Who::Project),
        of(Who::Refresh("a".to_owned())),
        of(Who::Guest {
            id: "a".to_owned(),
            store_key: None,
        }),
        customer("a", "", None),
    ];
    for (index, one) in grants.iter().enumerate() {
        for (other_index, other) in grants.iter().enumerate() {
            assert_eq!(service.do_share(one, other), index == other_index);
        }
    }
}
