//! The store in files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ctp_auth::{FileStore, TokenStore};
use tempfile::TempDir;

use super::conformance::{assert_conforms, get};
use super::secrets::{assert_entries_are_hidden, told};
use super::{MINUTE, PLANTED, key, text};
use crate::clock::ManualClock;

/// A store in a directory that is not there yet, two below one that is.
struct Fixture {
    store: FileStore,
    directory: PathBuf,
    clock: ManualClock,
    parent: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let parent = TempDir::new().unwrap();
        let directory = parent.path().join("service").join("tokens");
        let clock = ManualClock::new();
        Self {
            store: FileStore::new(&directory).with_clock(Arc::new(clock.clone())),
            directory,
            clock,
            parent,
        }
    }

    async fn put(&self, name: &str, content: &str) {
        let (key, content) = (key(name), text(content));
        let is_replaced = self.store.replace(&key, None, Some(&content), MINUTE).await;
        assert!(is_replaced.unwrap());
    }

    fn names(&self) -> Vec<String> {
        names(&self.directory)
    }
}

fn names(directory: &Path) -> Vec<String> {
    let files = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn it_conforms() {
    let fixture = Fixture::new();
    // Not clones, so that they have nothing in common but the directory.
    let other = FileStore::new(&fixture.directory).with_clock(Arc::new(fixture.clock.clone()));
    assert_conforms(
        [Arc::new(fixture.store.clone()), Arc::new(other)],
        async |lifetime| fixture.clock.advance(lifetime),
    )
    .await;
    let unfinished = fixture
        .names()
        .into_iter()
        .find(|name| name.contains("tmp"));
    assert_eq!(unfinished, None);
}

#[tokio::test]
async fn it_prints_no_secret() {
    assert_entries_are_hidden(&Fixture::new().store).await;
}

#[tokio::test]
async fn entries_and_locks_are_files_and_nothing_is_left_of_them() {
    let fixture = Fixture::new();
    let (store, key, a) = (&fixture.store, key("token:8d3f"), text("a"));
    fixture.put("token:8d3f", "a").await;
    assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
    assert_eq!(
        fixture.names(),
        [
            "ctp-token-8d3f.json",
            "ctp-token-8d3f.lock.json",
            "ctp.lock"
        ]
    );
    assert_eq!(names(fixture.parent.path()), ["service"]);
    assert_eq!(names(&fixture.parent.path().join("service")), ["tokens"]);

    store.unlock(&key, "me").await.unwrap();
    assert!(store.replace(&key, Some(&a), None, MINUTE).await.unwrap());
    assert_eq!(fixture.names(), ["ctp.lock"]);
}

#[tokio::test]
async fn a_store_that_is_only_read_makes_nothing() {
    let fixture = Fixture::new();
    assert_eq!(get(&fixture.store, "token:a").await, None);
    assert!(!fixture.directory.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_their_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let fixture = Fixture::new();
    fixture.put("token:a", "a").await;
    let is_taken = fixture.store.try_lock(&key("token:a"), "me", MINUTE).await;
    assert!(is_taken.unwrap());
    assert_eq!(mode(&fixture.directory), 0o700);
    for name in fixture.names() {
        assert_eq!(mode(&fixture.directory.join(&name)), 0o600, "{name}");
    }

    // A directory that is there already is somebody's who knows why.
    fs::set_permissions(&fixture.directory, fs::Permissions::from_mode(0o750)).unwrap();
    fixture.put("token:b", "b").await;
    assert_eq!(mode(&fixture.directory), 0o750);
}

#[tokio::test]
async fn a_file_that_is_no_entry_is_an_error_that_names_it() {
    let fixture = Fixture::new();
    fixture.put("token:a", "a").await;
    let path = fixture.directory.join("ctp-token-a.json");
    let complete = fs::read_to_string(&path).unwrap();
    let damaged = [
        String::new(),
        complete[..complete.len() / 2].to_owned(),
        complete.repeat(2),
        format!(r#"{{"text":"a","expires_at":"{PLANTED}"}}"#),
        format!(r#"{{"text":"a","expires_at":1,"{PLANTED}":1}}"#),
        format!(r#""{PLANTED}""#),
        "\0".repeat(100),
    ];
    for content in damaged {
        fs::write(&path, &content).unwrap();
        let (key, a) = (key("token:a"), text("a"));
        let read = fixture.store.get(&key).await.unwrap_err();
        let told_of_read = told(&read);
        assert!(
            told_of_read.contains(path.to_str().unwrap()),
            "{told_of_read}"
        );
        let replace = fixture.store.replace(&key, Some(&a), None, MINUTE).await;
        told(&replace.unwrap_err());
        let replace = fixture.store.replace(&key, None, Some(&a), MINUTE).await;
        told(&replace.unwrap_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }

    fs::remove_file(&path).unwrap();
    assert_eq!(get(&fixture.store, "token:a").await, None);
    fixture.put("token:a", "a").await;
}

#[tokio::test]
async fn a_directory_that_cannot_be_is_an_error_that_names_it() {
    let parent = TempDir::new().unwrap();
    let file = parent.path().join("a-file");
    fs::write(&file, "").unwrap();
    let store = FileStore::new(file.join("tokens"));
    let (key, planted) = (key("token:a"), text(PLANTED));
    let error = store.replace(&key, None, Some(&planted), MINUTE).await;
    let told = told(&error.unwrap_err());
    assert!(
        told.contains(file.join("tokens").to_str().unwrap()),
        "{told}"
    );
}

#[tokio::test]
async fn files_that_are_over_are_swept_once_an_hour() {
    let fixture = Fixture::new();
    fixture.put("token:old", "a").await;
    let is_taken = fixture
        .store
        .try_lock(&key("token:old"), "me", MINUTE)
        .await;
    assert!(is_taken.unwrap());
    let foreign = ["ctp-foreign.json", ".ctp-notes", "ctp.txt", "other.json"];
    for name in foreign {
        fs::write(fixture.directory.join(name), "not of this store").unwrap();
    }
    // A process died in the middle of its work.
    fs::write(fixture.directory.join(".ctp-Xy12.tmp"), "{").unwrap();

    fixture.clock.advance(MINUTE);
    fixture.put("token:early", "b").await;
    assert_eq!(fixture.names().len(), 3 + foreign.len() + 2);

    fixture.clock.advance(Duration::from_secs(3600));
    fixture.put("token:new", "c").await;
    let mut expected = vec!["ctp-token-new.json", "ctp.lock"];
    expected.extend(foreign);
    expected.sort_unstable();
    assert_eq!(fixture.names(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_waits_for_another_process() {
    let fixture = Fixture::new();
    fixture.put("token:a", "a").await;
    let guard = File::open(fixture.directory.join("ctp.lock")).unwrap();
    guard.lock().unwrap();
    let (key, a) = (key("token:a"), text("a"));
    let mut change = pin!(fixture.store.replace(&key, Some(&a), None, MINUTE));
    assert!(poll(change.as_mut()).is_pending());
    // Who only reads does not wait.
    assert_eq!(get(&fixture.store, "token:a").await.as_deref(), Some("a"));
    assert!(poll(change.as_mut()).is_pending());
    drop(guard);
    assert!(change.await.unwrap());
    assert_eq!(get(&fixture.store, "token:a").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_future_is_dropped_is_made_or_not() {
    let fixture = Fixture::new();
    let key = key("token:a");
    fixture.put("token:a", "0").await;
    let mut current = "0".to_owned();
    for round in 1..=50 {
        let next = round.to_string();
        let (expected, new) = (text(&current), text(&next));
        let mut change = fixture
            .store
            .replace(&key, Some(&expected), Some(&new), MINUTE);
        // Once is enough to begin it. On a quick thread it is made by then.
        let _ = poll(change.as_mut());
        drop(change);
        // It is one or the other at any moment, also while it is being made.
        let seen = get(&fixture.store, "token:a").await.unwrap();
        assert!([&current, &next].contains(&&seen), "{seen}");
        let result = fixture
            .store
            .replace(&key, Some(&expected), Some(&new), MINUTE)
            .await;
        // Who came first, the change that was dropped or this one, it is made now.
        let _ = result.unwrap();
        assert_eq!(get(&fixture.store, "token:a").await.as_ref(), Some(&next));
        current = next;
    }
    assert_eq!(fixture.names(), ["ctp-token-a.json", "ctp.lock"]);
}

#[test]
fn without_a_runtime_it_is_an_error() {
    let store = Fixture::new().store;
    let Poll::Ready(Err(error)) = poll(store.get(&key("token:a")).as_mut()) else {
        panic!("there is no thread to read the file on");
    };
    assert!(told(&error).contains("runtime"));
}

fn poll<F: Future + ?Sized>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}
