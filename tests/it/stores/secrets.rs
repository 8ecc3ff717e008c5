//! What may be printed.

use std::error::Error;
use std::fmt::{Debug, Write};

use ctp_auth::{SecretString, TokenStore};

use super::{MINUTE, PLANTED, key, text};

/// Fails if the value prints the secret. Gives what it prints.
pub(super) fn printed(value: &impl Debug) -> String {
    let printed = format!("{value:?} {value:#?}");
    assert_hidden(&printed);
    printed
}

/// Fails if the error or one of its reasons prints the secret. Gives what they print, for people.
pub(super) fn told(error: &dyn Error) -> String {
    let mut told = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        assert_hidden(&format!("{error:?} {error:#?}"));
        write!(told, "{error}; ").unwrap();
        next = error.source();
    }
    assert_hidden(&told);
    told
}

/// Puts the secret in the store, wherever there is a place for one, and fails if the store prints it then.
pub(super) async fn assert_entries_are_hidden(store: &dyn TokenStore) {
    let secret: SecretString = text(PLANTED);
    let key = key("token:secrets");
    let is_replaced = store.replace(&key, None, Some(&secret), MINUTE).await;
    assert!(is_replaced.unwrap());
    assert!(store.try_lock(&key, PLANTED, MINUTE).await.unwrap());
    printed(&store);
    printed(&store.get(&key).await);
}

fn assert_hidden(text: &str) {
    assert!(!text.contains(PLANTED), "{text}");
}
