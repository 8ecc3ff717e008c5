//! Deliveries of subscriptions: an order is placed, and its message arrives as a push of Pub/Sub and in a batch of SQS.
//!
//! ```sh
//! cargo run -p ctp-sdk --example subscription_deliveries --features events
//! ```
//!
//! It always uses an emulator in this process, because a project of the platform delivers to a queue or a topic of a cloud
//! provider. The content of the envelopes is what the platform sends.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ctp_emulator::{CATALOGUE, Emulator};
use ctp_sdk::CtpClient;
use ctp_sdk::events::{
    Deduplicator, Delivery, Envelope, Handled, MemorySeenStore, PushService, SeenError,
    batch_item_failures,
};
use ctp_sdk::models::{
    AddressDraft, CartDraft, CartResourceIdentifier, LineItemDraft, Message, Order,
    OrderFromCartDraft, SubscriptionNotification,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type BoxError = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let emulator = Emulator::start().await?;
    emulator.seed(CATALOGUE)?;
    let client = emulator.client(emulator.all_scopes()?)?;
    let arrived = run(&emulator, &client).await?;
    println!("\nThe orders that arrived: {:?}", arrived.orders);
    println!("The report for SQS: {}", arrived.report);
    Ok(())
}

/// The result.
pub struct Arrived {
    /// The id of the order that was placed.
    pub placed: String,
    /// The ids of the orders whose message was handled.
    pub orders: Vec<String>,
    /// The number of pushes, of two, that were handled for the first time.
    pub first_pushes: usize,
    /// The response of a Lambda function to a batch with an unreadable record.
    pub report: Value,
}

/// Places an order, and handles its message from two destinations.
pub async fn run(emulator: &Emulator, client: &CtpClient) -> Result<Arrived, BoxError> {
    let mut subscription = emulator.subscribe();
    let order = place_order(client).await?;
    println!("the order {} is placed", order.id);
    let payload = loop {
        let payload = subscription.next_delivery().await?;
        let delivery = Delivery::from_payload(&payload)?;
        if matches!(delivery.message(), Some(Message::OrderCreated(_))) {
            break payload;
        }
    };

    // Pub/Sub pushes to an HTTP endpoint. It may push the same message twice.
    let handler = Handler::default();
    let url = serve(handler.clone()).await?;
    for _ in 0..2 {
        let status = push(&url, &payload).await?;
        println!("the push was answered with {status}");
    }
    let first_pushes = handler.orders().len();

    // A Lambda function reads the queue, which contains a record of another program.
    let report = on_queue(client, &batch_of(&payload)).await?;
    Ok(Arrived {
        placed: order.id,
        orders: handler.orders(),
        first_pushes,
        report,
    })
}

/// The deliveries of a shop.
#[derive(Clone)]
struct Handler {
    deduplicator: Arc<Deduplicator>,
    orders: Arc<Mutex<Vec<String>>>,
}

impl Default for Handler {
    fn default() -> Self {
        Self {
            deduplicator: Arc::new(Deduplicator::new(MemorySeenStore::new(10_000))),
            orders: Arc::default(),
        }
    }
}

impl Handler {
    async fn handle(self, delivery: Delivery) -> Result<(), BoxError> {
        let handled = self.deduplicator.once(&delivery, async || {
            if let Some(Message::OrderCreated(created)) = delivery.message() {
                println!("a push: the order {} was created", created.order.id);
                let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
                orders.push(created.order.id.clone());
            }
            Ok::<(), SeenError>(())
        });
        match handled.await? {
            Handled::Done(()) => Ok(()),
            Handled::Duplicate => {
                println!("a push: it was handled before");
                Ok(())
            }
            // It is not acknowledged, so it is pushed again.
            Handled::InProgress => Err("another copy of it is being handled".into()),
        }
    }

    fn orders(&self) -> Vec<String> {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.clone()
    }
}

/// Serves the endpoint that Pub/Sub pushes to. The URL contains a secret, because everybody can send requests.
async fn serve(handler: Handler) -> Result<String, BoxError> {
    let service = PushService::new(Envelope::PubSub, move |delivery| {
        handler.clone().handle(delivery)
    });
    let service = service.verify(|request| async move {
        match request.uri().query() {
            Some("token=a-long-secret") => Ok(()),
            _ => Err("the secret is missing"),
        }
    });
    let router = Router::new().route_service("/deliveries", service);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/deliveries", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// Sends a push like Pub/Sub.
async fn push(url: &str, payload: &[u8]) -> Result<u16, BoxError> {
    let body = json!({
        "message": {"data": STANDARD.encode(payload), "messageId": "1", "attributes": {}},
        "subscription": "projects/shop/subscriptions/orders",
    });
    let request = ctp_sdk::reqwest::Client::new().post(format!("{url}?token=a-long-secret"));
    let answer = request.body(body.to_string()).send().await?;
    Ok(answer.status().as_u16())
}

/// The input of a Lambda function for a queue.
fn batch_of(payload: &[u8]) -> String {
    let record = |id: &str, body: &str| json!({"messageId": id, "body": body});
    let batch = json!({"Records": [
        record("record-1", &String::from_utf8_lossy(payload)),
        record("record-2", "something of another program"),
    ]});
    batch.to_string()
}

/// The Lambda function.
async fn on_queue(client: &CtpClient, event: &str) -> Result<Value, BoxError> {
    let api = client.integration_api_root();
    let mut failed = Vec::new();
    for received in Delivery::from_sqs(event)? {
        let mut delivery = match received.delivery {
            Ok(delivery) => delivery,
            Err(error) => {
                println!("the queue: {:?}: {error}", received.id);
                failed.push(received.id);
                continue;
            }
        };
        // Fetches a message that was too large for the queue.
        delivery.complete(&api).await?;
        match &delivery.notification {
            SubscriptionNotification::Message(message) => {
                let order: Option<Order> = delivery.fetch_resource(&api).await?;
                let state = order.map(|order| order.order_state);
                println!(
                    "the queue: message {} of the order, which is {state:?} now",
                    message.sequence_number
                );
            }
            other => println!("the queue: {other:?}"),
        }
    }
    Ok(batch_item_failures(failed))
}

async fn place_order(client: &CtpClient) -> ctp_sdk::Result<Order> {
    let api = client.integration_api_root();
    let cart = CartDraft::new("EUR")
        .country("DE")
        .shipping_address(AddressDraft::new("DE").city("Berlin"))
        .line_items([LineItemDraft::new().sku("boot-42").quantity(1)]);
    let cart = api.carts().post(cart).send().await?;
    let order =
        OrderFromCartDraft::new(cart.version).cart(CartResourceIdentifier::new().id(&cart.id));
    api.orders().post(order).send().await
}
