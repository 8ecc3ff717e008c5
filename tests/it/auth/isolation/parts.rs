//! All that tells one who asks for a token from another.

use std::sync::Arc;

use proptest::bool::weighted;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

/// All that tells one who asks for a token from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) auth_path: String,
    pub(super) project_key: String,
    pub(super) client_id: String,
    pub(super) who: Who,
    pub(super) scopes: Vec<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Project,
    Customer {
        email: String,
        password: String,
        store_key: Option<String>,
    },
    Guest {
        id: String,
        store_key: Option<String>,
    },
    Refresh(String),
}

impl Parts {
    /// The cache of a user with these parts, in a store that all share.
    pub(super) fn cache(
        &self,
        service: &Emulator,
        http: &HttpClient,
        clock: &ManualClock,
        store: &FaultyStore,
    ) -> TokenCache {
        let auth_url = format!("{}{}", service.url(), self.auth_path);
        let region = Region::custom(&auth_url, &service.url()).unwrap();
        let config = Config::new(&region, &self.project_key, &self.client_id, "secret").unwrap();
        let auth = AuthClient::builder(&config)
            .http(http.clone())
            .clock(clock.clone())
            .build()
            .unwrap();
        let scopes = self.scopes.join(" ").parse().unwrap();
        TokenCache::with_store(auth, self.who.grant(), scopes, Arc::new(store.clone()))
    }

    /// The texts that must not show in the key of a store.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.project_key.as_str(), self.client_id.as_str()];
        texts.extend(self.scopes.iter());
        match &self.who {
            Who::Project => {}
            Who::Customer {
                email,
                password,
                store_key,
            } => {
                texts.extend([email.as_str(), password.as_str()]);
                texts.extend(store_key.as_deref());
            }
            Who::Guest { id, store_key } => {
                texts.push(id.as_str());
                texts.extend(store_key.as_deref());
            }
            Who::Refresh(token) => texts.push(token.as_str()),
        }
        texts
    }
}

impl Who {
    fn grant(&self) -> Grant {
        match self {
            Self::Project => Grant::ClientCredentials,
            Self::Customer {
                email,
                password,
                store_key,
            } => {
                let customer = Password::new(email.as_str(), password.as_str());
                match store_key {
                    Some(key) => customer.in_store(key).into(),
                    None => customer.into(),
                }
            }
            Self::Guest { id, store_key } => {
                let guest = AnonymousSession::with_id(id);
                match store_key {
                    Some(key) => guest.in_store(key).into(),
                    None => guest.into(),
                }
            }
            Self::Refresh(token) => RefreshToken::new(token.as_str()).into(),
        }
    }

    /// What `other` has in place of this, where it is not kept.
    fn mixed(self, other: Self, keep: [bool; 3]) -> Self {
        fn pick<T>(is_kept: bool, one: T, other: T) -> T {
            if is_kept { one } else { other }
        }
        match (self, other) {
            (
                Self::Customer {
                    email,
                    password,
                    store_key,
                },
                Self::Customer {
                    email: e,
                    password: p,
                    store_key: s,
                },
            ) => Self::Customer {
                email: pick(keep[0], email, e),
                password: pick(keep[1], password, p),
                store_key: pick(keep[2], store_key, s),
            },
            (
                Self::Guest { id, store_key },
                Self::Guest {
                    id: i,
                    store_key: s,
                },
            ) => Self::Guest {
                id: pick(keep[0], id, i),
                store_key: pick(keep[2], store_key, s),
            },
            (one, other) => pick(keep[1], one, other),
        }
    }
}

/// Pairs that are the same in most parts, and now and then in all.
pub(super) fn pairs() -> impl Strategy<Value = (Parts, Parts)> {
    let keep = prop::array::uniform7(weighted(0.85));
    (parts(), parts(), keep).prop_map(|(one, other, keep)| {
        let same = one.clone();
        let mixed = Parts {
            auth_path: if keep[0] {
                same.auth_path
            } else {
                other.auth_path
            },
            project_key: if keep[1] {
                same.project_key
            } else {
                other.project_key
            },
            client_id: if keep[2] {
                same.client_id
            } else {
                other.client_id
            },
            who: same.who.mixed(other.who, [keep[3], keep[4], keep[5]]),
            scopes: if keep[6] { same.scopes } else { other.scopes },
        };
        (one, mixed)
    })
}

fn parts() -> impl Strategy<Value = Parts> {
    let all_scopes = vec![
        "a:b",
        "manage_orders:a",
        "manage_orders:ab",
        "view_orders:a",
    ];
    (
        select(vec!["", "/a", "/a/b", "/ab"]),
        select(vec!["a", "ab", "abc", "b", "bc", "c", "a-b", "oauth"]),
        select(vec!["a", "ab", "abc", "b", "bc", "c", "a b", "password"]),
        who(),
        subsequence(all_scopes, 0..=4).prop_shuffle(),
    )
        .prop_map(|(auth_path, project_key, client_id, who, scopes)| Parts {
            auth_path: auth_path.to_owned(),
            project_key: project_key.to_owned(),
            client_id: client_id.to_owned(),
            who,
            scopes: sorted(scopes),
        })
}

/// Scopes are a set, so their order makes no difference.
fn sorted(mut scopes: Vec<&'static str>) -> Vec<&'static str> {
    scopes.sort_unstable();
    scopes
}

fn who() -> impl Strategy<Value = Who> {
    let customer = (text(), text(), option::of(text())).prop_map(|(email, password, store_key)| {
        Who::Customer {
            email,
            password,
            store_key,
        }
    });
    let guest =
        (text(), option::of(text())).prop_map(|(id, store_key)| Who::Guest { id, store_key });
    prop_oneof![
        1 => Just(Who::Project),
        4 => customer,
        2 => guest,
        1 => text().prop_map(Who::Refresh),
    ]
}

/// Texts that run into each other, end early, or look like what stands around them.
fn text() -> impl Strategy<Value = String> {
    let adversarial = [
        "",
        "a",
        "b",
        "c",
        "ab",
        "bc",
        "abc",
        "a:b",
        ":",
        "a:",
        ":a",
        "\0",
        "a\0",
        "\0a",
        "a\0b",
        "\n",
        " ",
        "%00",
        "\u{e9}",
        "e\u{301}",
        "password",
        "client_credentials",
        "anonymous",
        "refresh_token",
        "\u{1}\0\0\0\0\0\0\0a",
    ];
    prop_oneof![4 => select(adversarial.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}
