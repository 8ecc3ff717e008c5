//! The clock of the tests keeps what it says.

use std::future::pending;
use std::pin::pin;
use std::sync::mpsc;

use tokio::task::JoinSet;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// Polls once, with a waker that does nothing. What tests wait for is to be good for tasks, so it is `Send`.
fn poll<F: Future + Send + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn time_passes_only_by_advancing() {
    let clock = ManualClock::new();
    assert_eq!(clock.now(), ManualClock::START);
    clock.clone().advance(SECOND);
    assert_eq!(clock.now(), ManualClock::START + SECOND);
}

#[test]
fn no_time_is_waited_for_at_once() {
    let clock = ManualClock::new();
    assert!(poll(clock.sleep(Duration::ZERO).as_mut()).is_ready());
    assert!(poll(pin!(clock.next_sleep())).is_pending());
}

#[test]
fn a_sleep_is_over_at_its_deadline_and_not_before() {
    let clock = ManualClock::new();
    let mut sleep = clock.sleep(2 * SECOND);
    assert!(poll(sleep.as_mut()).is_pending());
    clock.advance(SECOND);
    assert!(poll(sleep.as_mut()).is_pending());
    assert_eq!(clock.pending(), [SECOND]);
    clock.advance(SECOND);
    assert_eq!(clock.pending(), [Duration::ZERO; 0]);
    assert!(poll(sleep.as_mut()).is_ready());
}

#[test]
fn a_sleep_begins_when_it_is_first_polled() {
    let clock = ManualClock::new();
    let mut sleep = clock.sleep(SECOND);
    assert_eq!(clock.pending(), [Duration::ZERO; 0]);
    clock.advance(SECOND);
    assert!(poll(sleep.as_mut()).is_pending());
    assert_eq!(clock.pending(), [SECOND]);
}

#[test]
fn a_sleep_without_end_is_not_over() {
    let clock = ManualClock::new();
    let mut sleep = clock.sleep(Duration::MAX);
    assert!(poll(sleep.as_mut()).is_pending());
    clock.advance(1_000_000 * SECOND);
    assert!(poll(sleep.as_mut()).is_pending());
}

#[test]
fn a_dropped_sleep_is_neither_pending_nor_given() {
    let clock = ManualClock::new();
    let (mut kept, mut dropped) = (clock.sleep(2 * SECOND), clock.sleep(SECOND));
    assert!(poll(dropped.as_mut()).is_pending());
    assert!(poll(kept.as_mut()).is_pending());
    assert_eq!(clock.pending(), [SECOND, 2 * SECOND]);
    drop(dropped);
    assert_eq!(clock.pending(), [2 * SECOND]);
    let given = poll(pin!(clock.next_sleep()));
    assert_eq!(given, Poll::Ready(2 * SECOND));
}

#[test]
fn each_sleep_is_given_once_and_in_its_turn() {
    let clock = ManualClock::new();
    let mut sleeps: Vec<_> = [3, 1, 2].map(|n| clock.sleep(n * SECOND)).into();
    for sleep in &mut sleeps {
        assert!(poll(sleep.as_mut()).is_pending());
        // A second poll is not a second sleep.
        assert!(poll(sleep.as_mut()).is_pending());
    }
    for expected in [3, 1, 2] {
        let given = poll(pin!(clock.next_sleep()));
        assert_eq!(given, Poll::Ready(expected * SECOND));
    }
    assert!(poll(pin!(clock.next_sleep())).is_pending());
    // What was given is pending still.
    assert_eq!(clock.pending(), [1, 2, 3].map(|n| n * SECOND));
}

#[test]
fn a_sleep_that_is_over_is_not_given() {
    let clock = ManualClock::new();
    let mut sleep = clock.sleep(SECOND);
    assert!(poll(sleep.as_mut()).is_pending());
    clock.advance(SECOND);
    assert!(poll(pin!(clock.next_sleep())).is_pending());
}

#[test]
fn a_sleep_wakes_who_polled_it_last() {
    struct Told(mpsc::Sender<()>);
    impl std::task::Wake for Told {
        fn wake(self: Arc<Self>) {
            self.0.send(()).unwrap();
        }
    }
    let (tell, told) = mpsc::channel();
    let clock = ManualClock::new();
    let mut sleep = clock.sleep(SECOND);
    assert!(poll(sleep.as_mut()).is_pending());
    let waker = Waker::from(Arc::new(Told(tell)));
    let polled = sleep.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    assert!(told.try_recv().is_err());
    clock.advance(SECOND);
    assert!(told.try_recv().is_ok());
}

#[tokio::test]
async fn the_next_sleep_is_waited_for() {
    let clock = ManualClock::new();
    let sleeper = clock.clone();
    let task = tokio::spawn(async move {
        for n in 1..=3 {
            sleeper.sleep(n * SECOND).await;
        }
        sleeper.now()
    });
    for n in 1..=3 {
        assert_eq!(clock.next_sleep().await, n * SECOND);
        clock.advance(n * SECOND);
    }
    assert_eq!(task.await.unwrap(), ManualClock::START + 6 * SECOND);
}

#[tokio::test]
async fn an_aborted_task_sleeps_no_longer() {
    let clock = ManualClock::new();
    let sleeper = clock.clone();
    let task = tokio::spawn(async move { sleeper.sleep(SECOND).await });
    clock.next_sleep().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(clock.pending(), [Duration::ZERO; 0]);
}

#[tokio::test]
async fn the_time_passes_to_the_first_sleep_that_is_meant() {
    let clock = ManualClock::new();
    let sleeper = clock.clone();
    let (short, long) = (SECOND, 60 * SECOND);
    let task = tokio::spawn(async move {
        tokio::join!(
            sleeper.sleep(short),
            sleeper.sleep(long),
            sleeper.sleep(2 * long)
        )
    });
    assert_eq!(clock.next_sleep().await, short);
    clock.pass(|asked| asked >= long).await;
    assert_eq!(clock.now(), ManualClock::START + long);
    assert_eq!(clock.pending(), [long]);
    clock.pass(|asked| asked == 2 * long).await;
    assert_eq!(clock.now(), ManualClock::START + 2 * long);
    task.await.unwrap();
}

#[tokio::test]
async fn sleeps_that_are_not_meant_do_not_pass_the_time() {
    let clock = ManualClock::new();
    let sleeper = clock.clone();
    tokio::spawn(async move { sleeper.sleep(SECOND).await });
    clock.next_sleep().await;
    let mut pass = pin!(clock.pass(|asked| asked > SECOND));
    assert!(poll(pass.as_mut()).is_pending());
    assert_eq!(clock.now(), ManualClock::START);
    let sleeper = clock.clone();
    tokio::spawn(async move { sleeper.sleep(2 * SECOND).await });
    pass.await;
    assert_eq!(clock.now(), ManualClock::START + 2 * SECOND);
}

#[tokio::test]
async fn sleeps_end_in_the_order_of_their_deadlines() {
    let clock = ManualClock::new();
    let (tell, told) = mpsc::channel();
    for n in [3, 1, 2] {
        let (sleeper, tell) = (clock.clone(), tell.clone());
        tokio::spawn(async move {
            sleeper.sleep(n * SECOND).await;
            tell.send(n).unwrap();
            pending::<()>().await;
        });
        clock.next_sleep().await;
    }
    clock.advance(3 * SECOND);
    let mut ended = Vec::new();
    while ended.len() < 3 {
        tokio::task::yield_now().await;
        ended.extend(told.try_iter());
    }
    assert_eq!(ended, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_sleep_on_one_clock() {
    const COUNT: u32 = 5_000;
    let manual = ManualClock::new();
    let clock: Arc<dyn Clock> = Arc::new(manual.clone());
    let mut tasks = JoinSet::new();
    for n in 1..=COUNT {
        let clock = Arc::clone(&clock);
        tasks.spawn(async move { clock.sleep(n * SECOND).await });
    }
    let mut given = Vec::new();
    for _ in 0..COUNT {
        given.push(manual.next_sleep().await);
    }
    given.sort_unstable();
    assert_eq!(given, manual.pending());
    manual.advance(COUNT / 2 * SECOND);
    assert_eq!(manual.pending().len() as u32, COUNT / 2);
    manual.pass(|asked| asked == COUNT * SECOND).await;
    assert_eq!(tasks.join_all().await.len() as u32, COUNT);
}
