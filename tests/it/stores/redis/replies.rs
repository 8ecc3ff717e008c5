//! What Redis itself answers with an error, and values that are none of ours.

use super::*;

fn send(server: &RedisServer, command: &[&str]) {
    let mut cmd = redis::cmd(command[0]);
    for argument in &command[1..] {
        cmd.arg(*argument);
    }
    let _: redis::Value = cmd.query(&mut connection(server)).unwrap();
}

/// How many connections the server has got so far.
fn connections(server: &RedisServer) -> u64 {
    let mut info = redis::cmd("INFO");
    let info: String = info.arg("stats").query(&mut connection(server)).unwrap();
    let mut lines = info.lines();
    let count = lines.find_map(|line| line.strip_prefix("total_connections_received:"));
    count.unwrap().parse().unwrap()
}

/// How often the server was sent this command.
fn calls(server: &RedisServer, command: &str) -> u64 {
    let mut info = redis::cmd("INFO");
    let info: String = info
        .arg("commandstats")
        .query(&mut connection(server))
        .unwrap();
    let name = format!("cmdstat_{command}:");
    let Some(line) = info.lines().find_map(|line| line.strip_prefix(&name)) else {
        return 0;
    };
    let number = |name: &str| -> u64 {
        let fields = line.split(',');
        let mut values = fields.filter_map(|field| field.strip_prefix(name));
        values.next().map_or(0, |value| value.parse().unwrap())
    };
    number("calls=") + number("rejected_calls=")
}

#[tokio::test]
async fn what_is_not_going_to_work_is_not_transient_and_says_why() {
    let Some(server) = server() else { return };
    let key = key("token:a");
    let shown_of = async |url: &str| {
        let store = RedisStore::connect(url).unwrap();
        let error = store.get(&key).await.unwrap_err();
        assert!(!error.is_transient(), "{error}");
        error.to_string()
    };
    let wrong_database = shown_of(&format!("{}/99", server.url())).await;
    assert!(wrong_database.contains("no database"), "{wrong_database}");

    send(
        &server,
        &[
            "ACL", "SETUSER", "reader", "on", ">pass", "~*", "+get", "+info", "+client", "+ping",
        ],
    );
    let port = server.port();
    let store = RedisStore::connect(&format!("redis://reader:pass@127.0.0.1:{port}")).unwrap();
    assert_eq!(get(&store, "token:a").await, None);
    let error = store.try_lock(&key, "me", MINUTE).await.unwrap_err();
    assert!(!error.is_transient());
    assert!(error.to_string().contains("NOPERM"), "{error}");

    let wrong = shown_of(&format!("redis://reader:wrong@127.0.0.1:{port}")).await;
    assert!(wrong.contains("authentication failed"), "{wrong}");
    send(&server, &["CONFIG", "SET", "requirepass", PLANTED]);
    let without = shown_of(&server.url()).await;
    assert!(without.contains("NOAUTH"), "{without}");
    assert!(without.contains("password"), "{without}");
}

#[tokio::test]
async fn where_scripts_are_not_permitted_no_lock_is_taken_that_would_not_be_given_back() {
    let Some(server) = server() else { return };
    send(
        &server,
        &[
            "ACL",
            "SETUSER",
            "limited",
            "on",
            ">pass",
            "~*",
            "+@all",
            "-@scripting",
        ],
    );
    let url = format!("redis://limited:pass@127.0.0.1:{}", server.port());
    let store = RedisStore::connect(&url).unwrap();
    store
        .try_lock(&key("token:a"), "me", MINUTE)
        .await
        .unwrap_err();
    let keys: Vec<String> = connection(&server).keys("*").unwrap();
    assert_eq!(keys, Vec::<String>::new());
}

#[tokio::test]
async fn an_error_that_redis_answers_with_neither_ends_the_connection_nor_is_asked_for_again() {
    let Some(server) = server() else { return };
    let store = RedisStore::connect(&server.url()).unwrap();
    let key = key("token:a");
    assert_eq!(get(&store, "token:a").await, None);
    send(&server, &["ACL", "SETUSER", "default", "-evalsha", "-get"]);
    let before = connections(&server);
    for round in 1..=5 {
        store.get(&key).await.unwrap_err();
        store.try_lock(&key, "me", MINUTE).await.unwrap_err();
        // Each was sent once.
        assert_eq!(calls(&server, "evalsha"), round);
    }
    send(&server, &["ACL", "SETUSER", "default", "+evalsha", "+get"]);
    assert_eq!(get(&store, "token:a").await, None);
    // All of them are the test's own: five looks at the calls, a change of the permissions, and the look at this number.
    assert_eq!(connections(&server) - before, 5 + 1 + 1);
}

#[tokio::test]
async fn a_value_of_another_type_is_no_entry_and_is_replaced() {
    let Some(server) = server() else { return };
    let store = RedisStore::connect(&server.url()).unwrap();
    let (key, a) = (key("token:a"), text("a"));
    let places = ["ctp:entry:token:a", "ctp:lock:token:a"];
    let plant = || {
        for place in places {
            send(&server, &["DEL", place]);
            send(&server, &["RPUSH", place, "poison"]);
        }
    };
    plant();
    assert_eq!(get(&store, "token:a").await, None);
    assert!(!store.replace(&key, Some(&a), None, MINUTE).await.unwrap());
    plant();
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));
    assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
    assert!(store.extend_lock(&key, "me", MINUTE).await.unwrap());
    plant();
    assert!(!store.extend_lock(&key, "me", MINUTE).await.unwrap());
    plant();
    store.unlock(&key, "me").await.unwrap();
    assert!(store.try_lock(&key, "you", MINUTE).await.unwrap());
}

#[tokio::test]
async fn the_commands_that_are_documented_are_enough() {
    let Some(server) = server() else { return };
    let commands = [
        "+get",
        "+evalsha",
        "+script|load",
        "+info",
        "+set",
        "+del",
        "+pexpire",
        "+type",
    ];
    let user = ["ACL", "SETUSER", "store", "on", ">a-password", "~ctp:*"];
    send(&server, &[&user[..], &commands[..]].concat());
    let url = server
        .url()
        .replace("redis://", "redis://store:a-password@");
    let store = RedisStore::connect(&url).unwrap();
    let (key, a) = (key("token:a"), text("a"));
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));
    assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
    assert!(store.extend_lock(&key, "me", MINUTE).await.unwrap());
    store.unlock(&key, "me").await.unwrap();
    assert!(store.try_lock(&key, "you", MINUTE).await.unwrap());
    assert!(store.replace(&key, Some(&a), None, MINUTE).await.unwrap());
    send(&server, &["RPUSH", "ctp:entry:token:a", "poison"]);
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
}

#[tokio::test]
async fn a_lock_that_is_extended_lasts_for_longer_and_no_other_one_does() {
    let Some(server) = server() else { return };
    let store = RedisStore::connect(&server.url()).unwrap();
    let key = key("token:a");
    let left = || -> i64 {
        let mut ask = redis::cmd("PTTL");
        let asked = ask.arg("ctp:lock:token:a").query(&mut connection(&server));
        asked.unwrap()
    };
    assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
    assert!(store.extend_lock(&key, "me", 60 * MINUTE).await.unwrap());
    assert!(left() > 59 * 60 * 1_000, "{}", left());
    assert!(!store.extend_lock(&key, "you", 600 * MINUTE).await.unwrap());
    assert!(left() <= 60 * 60 * 1_000, "{}", left());
}

#[tokio::test]
async fn a_value_that_is_no_text_is_no_entry_and_is_replaced() {
    let Some(server) = server() else { return };
    let store = RedisStore::connect(&server.url()).unwrap();
    let (key, a) = (key("token:a"), text("a"));
    let plant = || {
        let place = "ctp:entry:token:a";
        let set = redis::cmd("SET")
            .arg(place)
            .arg(b"\xff\xfe")
            .exec(&mut connection(&server));
        set.unwrap();
    };
    plant();
    assert_eq!(get(&store, "token:a").await, None);
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));
    // Also where nobody has looked before.
    plant();
    assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
    assert_eq!(get(&store, "token:a").await.as_deref(), Some("a"));
}

#[test]
fn a_url_that_turns_the_check_of_certificates_off_is_refused_at_once() {
    for url in [
        "rediss://127.0.0.1/#insecure",
        "redis://127.0.0.1/#anything",
    ] {
        let error = RedisStore::connect(url).unwrap_err();
        assert!(!error.is_transient());
        let told = told(&error);
        assert!(told.contains("certificates are always checked"), "{told}");
    }
}

#[tokio::test]
async fn a_client_that_was_configured_elsewhere_is_used() {
    let Some(server) = server() else { return };
    send(&server, &["CONFIG", "SET", "requirepass", PLANTED]);
    let address = redis::ConnectionAddr::Tcp("127.0.0.1".to_owned(), server.port());
    let settings = redis::RedisConnectionInfo::default().set_password(PLANTED);
    let info: redis::ConnectionInfo =
        redis::IntoConnectionInfo::into_connection_info(address).unwrap();
    let client = redis::Client::open(info.set_redis_settings(settings)).unwrap();
    let store = RedisStore::from_client(client);
    assert_entries_are_hidden(&store).await;
}
