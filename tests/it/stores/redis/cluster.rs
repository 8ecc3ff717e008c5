//! A Redis Cluster.

use std::collections::BTreeSet;

use ctp_auth::redis::cluster::ClusterClient;
use emulator::RedisCluster;

use super::*;

fn cluster() -> Option<RedisCluster> {
    let cluster = RedisCluster::start().unwrap();
    if cluster.is_none() {
        crate::skip::say("redis-server is not installed");
    }
    cluster
}

fn store(cluster: &RedisCluster) -> RedisStore {
    let client = ClusterClient::new(cluster.urls()).unwrap();
    with_long_timeouts(RedisStore::from_cluster_client(client))
}

/// The keys of all nodes.
fn keys(cluster: &RedisCluster) -> Vec<BTreeSet<String>> {
    let of_node = |url: String| {
        let client = redis::Client::open(url).unwrap();
        let mut connection = client.get_connection().unwrap();
        let keys: Vec<String> = connection.keys("*").unwrap();
        keys.into_iter().collect()
    };
    cluster.urls().into_iter().map(of_node).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_keeps_what_a_single_redis_would() {
    let Some(cluster) = cluster() else { return };
    let handles: [Arc<dyn TokenStore>; 2] = [Arc::new(store(&cluster)), Arc::new(store(&cluster))];
    let pass = async |lifetime: std::time::Duration| {
        let lifetime = i64::try_from(lifetime.as_millis()).unwrap();
        for (url, keys) in cluster.urls().into_iter().zip(keys(&cluster)) {
            let client = redis::Client::open(url).unwrap();
            let mut connection = client.get_connection().unwrap();
            for key in keys {
                let remaining: i64 = connection.pttl(&key).unwrap();
                assert!(0 < remaining && remaining <= lifetime, "{key}: {remaining}");
                let () = connection.pexpire(&key, 0).unwrap();
            }
        }
    };
    assert_conforms(handles, pass).await;
}

#[tokio::test]
async fn the_entries_of_many_sessions_are_on_all_nodes_and_none_fails() {
    let Some(cluster) = cluster() else { return };
    let store = store(&cluster);
    for number in 0..60 {
        let key = key(&format!("session:{number}"));
        let a = text(&format!("text {number}"));
        assert!(store.replace(&key, None, Some(&a), MINUTE).await.unwrap());
        assert!(store.try_lock(&key, "me", MINUTE).await.unwrap());
        let found = get(&store, key.as_str()).await;
        assert_eq!(found, Some(format!("text {number}")));
        store.unlock(&key, "me").await.unwrap();
    }
    let keys = keys(&cluster);
    assert!(keys.iter().all(|keys| !keys.is_empty()), "{keys:?}");
    assert_eq!(keys.iter().map(BTreeSet::len).sum::<usize>(), 60);
}

#[tokio::test]
async fn a_url_of_one_node_is_an_error_each_time_that_says_what_to_use() {
    let Some(cluster) = cluster() else { return };
    let store = RedisStore::connect(&cluster.urls()[0]).unwrap();
    for number in 0..60 {
        let key = key(&format!("session:{number}"));
        let error = store.get(&key).await.unwrap_err();
        assert!(!error.is_transient());
        let shown = error.to_string();
        assert!(shown.contains("is a node of a cluster"), "{shown}");
        assert!(shown.contains("from_cluster_client"), "{shown}");
    }
}

#[tokio::test]
async fn a_node_that_is_down_is_a_failure_that_may_pass_and_the_others_serve() {
    let Some(mut cluster) = cluster() else { return };
    let client = ClusterClient::new(cluster.urls()).unwrap();
    let store = RedisStore::from_cluster_client(client);
    let keys: Vec<_> = (0..30)
        .map(|number| key(&format!("session:{number}")))
        .collect();
    let a = text("a");
    for key in &keys {
        assert!(store.replace(key, None, Some(&a), MINUTE).await.unwrap());
    }
    cluster.stop_first().unwrap();
    let (mut served, mut failed) = (0, 0);
    for key in &keys {
        match store.get(key).await {
            Ok(entry) => {
                assert!(entry.is_some());
                served += 1;
            }
            Err(error) => {
                assert!(error.is_transient(), "{error}");
                failed += 1;
            }
        }
    }
    assert!(served > 0 && failed > 0, "{served} {failed}");
    cluster.restart_first().unwrap();
    emulator::in_time("all nodes serve", async {
        for key in &keys {
            while let Err(error) = store.get(key).await {
                assert!(error.is_transient(), "{error}");
            }
        }
    })
    .await;
}
