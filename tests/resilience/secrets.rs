//! What is secret, and all that the SDK says.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ctp_sdk::auth::{ExposeSecret, SecretString, StoreError, StoreKey, TokenStore};
use serde_json::Value;

use crate::traced::Traced;

/// All passwords of the tests have this in them.
pub(crate) const PLANTED: &str = "planted-password";

/// So much of a secret is as bad as all of it.
const RECOGNIZED: usize = 12;

/// The secrets of a process, and the words that it said which might be among them.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    secrets: Mutex<HashSet<String>>,
    /// Each with a text in which it was.
    words: Mutex<BTreeMap<String, String>>,
    /// Texts with a password.
    passwords: Mutex<Vec<String>>,
    texts: Mutex<usize>,
}

impl Secrets {
    /// Adds a secret that is not to be said.
    pub(crate) fn add(&self, secret: &str) {
        let mut secrets = lock(&self.inner.secrets);
        secrets.insert(secret.to_owned());
    }

    /// Takes what was said.
    pub(crate) fn said(&self, text: &str) {
        *lock(&self.inner.texts) += 1;
        if text.contains(PLANTED) {
            lock(&self.inner.passwords).push(text.to_owned());
        }
        for word in words(text) {
            let mut words = lock(&self.inner.words);
            if !words.contains_key(word) {
                words.insert(word.to_owned(), text.to_owned());
            }
        }
    }

    /// What an error says, with its reasons.
    pub(crate) fn said_by(&self, error: &(dyn Error + 'static)) {
        let mut reason = Some(error);
        while let Some(error) = reason {
            self.said(&format!("{error} {error:?} {error:#?}"));
            reason = error.source();
        }
    }

    /// How many texts were said, and those that have a secret in them.
    pub(crate) fn leaks(&self) -> (usize, Vec<String>) {
        let secrets = lock(&self.inner.secrets);
        let parts: HashSet<&str> = secrets
            .iter()
            .filter_map(|secret| secret.get(..RECOGNIZED))
            .collect();
        let mut leaks = lock(&self.inner.passwords).clone();
        for (word, text) in &*lock(&self.inner.words) {
            let mut windows = (0..word.len()).filter_map(|at| word.get(at..at + RECOGNIZED));
            if windows.any(|window| parts.contains(window)) {
                leaks.push(text.clone());
            }
        }
        (*lock(&self.inner.texts), leaks)
    }

    /// Lets this process keep all that is traced.
    pub(crate) fn trace(&self) {
        let secrets = self.clone();
        let traces = Traced(move |text: &str| secrets.said(text));
        tracing::subscriber::set_global_default(traces).expect("nobody else collects the traces");
    }
}

/// The words of a text that are long enough to be a secret.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| word.len() > RECOGNIZED)
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A store that notes the tokens that it holds.
pub(crate) struct NotingStore {
    store: Box<dyn TokenStore>,
    secrets: Secrets,
}

impl NotingStore {
    pub(crate) fn new(store: Box<dyn TokenStore>, secrets: &Secrets) -> Self {
        let secrets = secrets.clone();
        Self { store, secrets }
    }

    fn note(&self, entry: Option<&SecretString>) {
        let Some(entry) = entry else { return };
        let record: Value = serde_json::from_str(entry.expose_secret()).expect("a record is JSON");
        for name in ["access_token", "refresh_token"] {
            if let Some(token) = record[name].as_str() {
                self.secrets.add(token);
            }
        }
    }
}

impl Debug for NotingStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(formatter)
    }
}

#[async_trait]
impl TokenStore for NotingStore {
    async fn get(&self, key: &StoreKey) -> Result<Option<SecretString>, StoreError> {
        let entry = self.store.get(key).await?;
        self.note(entry.as_ref());
        Ok(entry)
    }

    async fn replace(
        &self,
        key: &StoreKey,
        expected: Option<&SecretString>,
        new: Option<&SecretString>,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.note(new);
        self.store.replace(key, expected, new, lifetime).await
    }

    async fn try_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.store.try_lock(key, owner, lifetime).await
    }

    async fn extend_lock(
        &self,
        key: &StoreKey,
        owner: &str,
        lifetime: Duration,
    ) -> Result<bool, StoreError> {
        self.store.extend_lock(key, owner, lifetime).await
    }

    async fn unlock(&self, key: &StoreKey, owner: &str) -> Result<(), StoreError> {
        self.store.unlock(key, owner).await
    }
}

#[test]
fn a_part_of_a_secret_is_found_wherever_it_was_said() {
    let secrets = Secrets::default();
    secrets.add("0123456789abcdef0123456789abcdef");
    secrets.said("nothing: 0123456789ab-cdef, fedcba9876543210fedcba9876543210");
    secrets.said("Bearer xy0123456789abcd.");
    secrets.said("the planted-password-3 is wrong");
    let (texts, leaks) = secrets.leaks();
    assert_eq!(texts, 3);
    assert_eq!(
        leaks,
        [
            "the planted-password-3 is wrong",
            "Bearer xy0123456789abcd."
        ]
    );
}
