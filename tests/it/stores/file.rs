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
async fn a_file_that_is_no_entry_is_passed_over_and_replaced() {
    let fixture = Fixture::new();
    fixture.put("token:a", "a").await;
    let path = fixture.directory.join("ctp-token-a.json");
    let complete = fs::read_to_string(&path).unwrap();
    let damaged = [
        String::new(),
        complete[..complete.len() / 2].to_owned(),
        complete.repeat(2),
        "[]".to_owned(),
        format!(r#"{{"text":"a","expires_at":"{PLANTED}"}}"#),
        format!(r#"{{"text":"a","expires_at":1,"{PLANTED}":1}}"#),
        format!(r#""{PLANTED}""#),
        "\0".repeat(100),
    ];
    for content in damaged {
        fs::write(&path, &content).unwrap();
        assert_eq!(get(&fixture.store, "token:a").await, None, "{content}");
        let (key, a) = (key("token:a"), text("a"));
        let replace = fixture.store.replace(&key, Some(&a), None, MINUTE).await;
        assert!(!replace.unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
        fixture.put("token:a", "a").await;
        assert_eq!(get(&fixture.store, "token:a").await.as_deref(), Some("a"));
        // It is removed as well.
        fs::write(&path, &content).unwrap();
        let removed = fixture.store.replace(&key, None, None, MINUTE).await;
        assert!(removed.unwrap() && !path.exists());
        fixture.put("token:a", "a").await;
    }
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

/// Attacks of one who can write to the directory, or could once.
#[cfg(unix)]
mod attacks {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A file outside of the store that must stay as it is.
    fn victim(fixture: &Fixture) -> PathBuf {
        let path = fixture.parent.path().join("important");
        fs::write(&path, "keep this").unwrap();
        set_mode(&path, 0o600);
        path
    }

    fn assert_unharmed(victim: &Path) {
        assert_eq!(fs::read_to_string(victim).unwrap(), "keep this");
    }

    async fn error_of_a_write(fixture: &Fixture) -> String {
        let error = fixture
            .store
            .replace(&key("token:a"), None, Some(&text("a")), MINUTE)
            .await
            .unwrap_err();
        assert!(!error.is_transient(), "{error:?}");
        told(&error)
    }

    #[tokio::test]
    async fn a_link_in_the_place_of_the_guard_is_not_followed() {
        for is_hard in [false, true] {
            let fixture = Fixture::new();
            fixture.put("token:a", "a").await;
            let victim = victim(&fixture);
            let guard = fixture.directory.join("ctp.lock");
            fs::remove_file(&guard).unwrap();
            if is_hard {
                fs::hard_link(&victim, &guard).unwrap();
            } else {
                symlink(&victim, &guard).unwrap();
            }
            let told = error_of_a_write(&fixture).await;
            assert!(told.contains("ctp.lock") && told.contains("link"), "{told}");
            assert_unharmed(&victim);
        }
    }

    #[tokio::test]
    async fn a_link_to_nothing_in_the_place_of_the_guard_makes_no_file() {
        let fixture = Fixture::new();
        fixture.put("token:a", "a").await;
        let guard = fixture.directory.join("ctp.lock");
        let target = fixture.parent.path().join("new");
        fs::remove_file(&guard).unwrap();
        symlink(&target, &guard).unwrap();
        error_of_a_write(&fixture).await;
        assert!(!target.exists());
    }

    #[tokio::test]
    async fn a_link_in_the_place_of_an_entry_is_neither_read_nor_written_through() {
        for is_hard in [false, true] {
            let fixture = Fixture::new();
            fixture.put("token:a", "a").await;
            let path = fixture.directory.join("ctp-token-a.json");
            // What it leads to would be a good entry.
            let planted = fixture.parent.path().join("planted");
            fs::rename(&path, &planted).unwrap();
            if is_hard {
                fs::hard_link(&planted, &path).unwrap();
            } else {
                symlink(&planted, &path).unwrap();
            }
            let before = fs::read_to_string(&planted).unwrap();
            assert_eq!(get(&fixture.store, "token:a").await, None);
            fixture.put("token:a", "b").await;
            assert_eq!(fs::read_to_string(&planted).unwrap(), before);
            assert!(!path.is_symlink());
            assert_eq!(get(&fixture.store, "token:a").await.as_deref(), Some("b"));
        }
    }

    #[tokio::test]
    async fn an_entry_that_is_copied_over_another_one_is_not_taken_for_it() {
        let fixture = Fixture::new();
        fixture.put("session:a", "of a").await;
        fixture.put("session:b", "of b").await;
        let file = |name: &str| fixture.directory.join(format!("ctp-session-{name}.json"));
        fs::copy(file("a"), file("b")).unwrap();
        assert_eq!(get(&fixture.store, "session:b").await, None);
        assert_eq!(
            get(&fixture.store, "session:a").await.as_deref(),
            Some("of a")
        );
        fixture.put("session:b", "new").await;
        assert_eq!(
            get(&fixture.store, "session:b").await.as_deref(),
            Some("new")
        );
        // The same for locks.
        let (a, b) = (key("session:a"), key("session:b"));
        assert!(fixture.store.try_lock(&a, "me", MINUTE).await.unwrap());
        let lock = |name: &str| {
            fixture
                .directory
                .join(format!("ctp-session-{name}.lock.json"))
        };
        fs::copy(lock("a"), lock("b")).unwrap();
        assert!(fixture.store.try_lock(&b, "you", MINUTE).await.unwrap());
    }

    #[tokio::test]
    async fn an_entry_that_others_may_have_written_is_passed_over() {
        for mode in [0o602, 0o620, 0o644, 0o666] {
            let fixture = Fixture::new();
            fixture.put("token:a", "a").await;
            let path = fixture.directory.join("ctp-token-a.json");
            set_mode(&path, mode);
            assert_eq!(get(&fixture.store, "token:a").await, None, "{mode:o}");
            fixture.put("token:a", "b").await;
            assert_eq!(get(&fixture.store, "token:a").await.as_deref(), Some("b"));
        }
    }

    #[tokio::test]
    async fn a_directory_that_others_can_write_to_is_refused() {
        for mode in [0o702, 0o720, 0o777, 0o1777] {
            let fixture = Fixture::new();
            fixture.put("token:a", "a").await;
            set_mode(&fixture.directory, mode);
            let told_of_write = error_of_a_write(&fixture).await;
            let directory = fixture.directory.to_str().unwrap();
            assert!(told_of_write.contains(directory), "{told_of_write}");
            let read = fixture.store.get(&key("token:a")).await.unwrap_err();
            assert!(told(&read).contains("other users can write"), "{mode:o}");
        }
    }

    #[tokio::test]
    async fn a_directory_of_another_user_is_refused() {
        let fixture = Fixture::new();
        fixture.put("token:a", "a").await;
        let other = Some(own_uid() + 1);
        // Only a privileged process can give a directory away.
        if std::os::unix::fs::chown(&fixture.directory, other, None).is_err() {
            crate::skip::say("only root can give a directory to another user");
            return;
        }
        let told = error_of_a_write(&fixture).await;
        assert!(told.contains("another user"), "{told}");
    }

    #[tokio::test]
    async fn a_directory_may_be_a_link_but_not_one_of_another_user() {
        let fixture = Fixture::new();
        fixture.put("token:a", "a").await;
        let link = fixture.parent.path().join("link");
        symlink(&fixture.directory, &link).unwrap();
        let store = FileStore::new(&link).with_clock(Arc::new(fixture.clock.clone()));
        assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));
        // The owner of the link decides where it leads.
        if std::os::unix::fs::lchown(&link, Some(own_uid() + 1), None).is_err() {
            crate::skip::say("only root can give a link to another user");
            return;
        }
        let error = store.get(&key("token:a")).await.unwrap_err();
        assert!(told(&error).contains("another user"), "{error}");
        let (key, b) = (key("token:b"), text("b"));
        let error = store.replace(&key, None, Some(&b), MINUTE).await;
        assert!(told(&error.unwrap_err()).contains("another user"));
        assert_eq!(get(&fixture.store, "token:b").await, None);
    }

    fn own_uid() -> u32 {
        use std::os::unix::fs::MetadataExt;

        fs::metadata("/proc/self").map_or(0, |metadata| metadata.uid())
    }

    #[tokio::test]
    async fn a_pipe_in_the_place_of_an_entry_does_not_hold_the_store_up() {
        let fixture = Fixture::new();
        fixture.put("token:a", "a").await;
        let path = fixture.directory.join("ctp-token-a.json");
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if !made.is_ok_and(|status| status.success()) {
            crate::skip::say("there is no mkfifo");
            return;
        }
        let key = key("token:a");
        let read = fixture.store.get(&key);
        let error = emulator::in_time("the store refuses a pipe", read).await;
        assert!(told(&error.unwrap_err()).contains("not a file"));
    }
}
