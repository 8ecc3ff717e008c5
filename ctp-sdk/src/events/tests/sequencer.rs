//! The order of the messages of a resource.

use super::*;
use crate::events::{SequencePlace, Sequenced, Sequencer};

use SequencePlace::{AfterGap, First, Late, Next, Unsequenced};

fn of(resource: &str, number: i64) -> Delivery {
    let mut payload = message(&format!("{resource}-{number}"), number);
    payload["resource"]["id"] = json!(resource);
    delivery(&payload)
}

fn out(sequenced: Vec<Sequenced>) -> Vec<(i64, SequencePlace)> {
    let place = |one: Sequenced| {
        (
            one.delivery.sequence_number().unwrap_or_default(),
            one.place,
        )
    };
    sequenced.into_iter().map(place).collect()
}

fn sequencer() -> (Sequencer, ManualClock) {
    let clock = ManualClock::default();
    let sequencer = Sequencer::new()
        .wait(Duration::from_secs(5))
        .clock(clock.clone());
    (sequencer, clock)
}

#[test]
fn a_message_before_its_turn_waits_for_the_others() {
    let (mut sequencer, _) = sequencer();
    assert_eq!(out(sequencer.push(of("a", 3), ())), []);
    assert_eq!(out(sequencer.push(of("a", 2), ())), []);
    assert_eq!(out(sequencer.push(of("b", 1), ())), [(1, Next)]);
    assert_eq!(sequencer.waiting(), 2);
    let all = [(1, Next), (2, Next), (3, Next)];
    assert_eq!(out(sequencer.push(of("a", 1), ())), all);
    assert_eq!((sequencer.waiting(), sequencer.due_in()), (0, None));
    assert_eq!(sequencer.position("shop/order/a"), Some(3));
}

#[test]
fn a_gap_is_given_up_after_the_wait_and_what_comes_then_is_late() {
    let (mut sequencer, clock) = sequencer();
    sequencer.push(of("a", 1), ());
    assert_eq!(out(sequencer.push(of("a", 4), ())), []);
    clock.advance(2);
    assert_eq!(out(sequencer.push(of("a", 5), ())), []);
    assert_eq!(sequencer.due_in(), Some(Duration::from_secs(3)));
    assert_eq!(out(sequencer.take_overdue()), []);
    clock.advance(3);
    let given_up = [(4, AfterGap { missing: 2 }), (5, Next)];
    assert_eq!(out(sequencer.take_overdue()), given_up);
    assert_eq!(out(sequencer.push(of("a", 2), ())), [(2, Late)]);
    assert_eq!(out(sequencer.push(of("a", 6), ())), [(6, Next)]);
}

#[test]
fn the_first_of_a_resource_waits_unless_the_position_is_known() {
    let (mut sequencer, clock) = sequencer();
    assert_eq!(out(sequencer.push(of("a", 8), ())), []);
    clock.advance(5);
    assert_eq!(out(sequencer.take_overdue()), [(8, First)]);
    assert_eq!(out(sequencer.push(of("a", 9), ())), [(9, Next)]);
    sequencer.set_position("shop/order/b", 7);
    assert_eq!(out(sequencer.push(of("b", 8), ())), [(8, Next)]);
}

#[test]
fn a_position_that_is_set_while_messages_wait_counts_for_them() {
    let (mut sequencer, clock) = sequencer();
    sequencer.push(of("a", 5), ());
    sequencer.push(of("a", 6), ());
    sequencer.push(of("a", 9), ());
    sequencer.set_position("shop/order/a", 5);
    // Nothing has to be waited for any more.
    assert_eq!(sequencer.due_in(), Some(Duration::ZERO));
    assert_eq!(out(sequencer.take_overdue()), [(5, Late), (6, Next)]);
    assert_eq!(sequencer.position("shop/order/a"), Some(6));
    assert_eq!(sequencer.due_in(), Some(Duration::from_secs(5)));
    clock.advance(5);
    assert_eq!(
        out(sequencer.take_overdue()),
        [(9, AfterGap { missing: 2 })]
    );

    // What is ready comes out by the other ways as well.
    sequencer.push(of("b", 2), ());
    sequencer.set_position("shop/order/b", 4);
    assert_eq!(out(sequencer.take_all()), [(2, Late)]);
    assert_eq!(sequencer.position("shop/order/b"), Some(4));
    sequencer.push(of("c", 2), ());
    sequencer.set_position("shop/order/c", 1);
    assert_eq!(out(sequencer.push(of("d", 1), ())), [(1, Next)]);
    assert_eq!(out(sequencer.push(of("c", 3), ())), [(2, Next), (3, Next)]);
}

#[test]
fn duplicates_come_out_and_are_late() {
    let (mut sequencer, _) = sequencer();
    sequencer.push(of("a", 2), ());
    sequencer.push(of("a", 2), ());
    let all = [(1, Next), (2, Next), (2, Late)];
    assert_eq!(out(sequencer.push(of("a", 1), ())), all);
    assert_eq!(out(sequencer.push(of("a", 1), ())), [(1, Late)]);
}

#[test]
fn a_change_of_a_resource_does_not_wait() {
    let (mut sequencer, _) = sequencer();
    let changed = delivery(&change("ResourceUpdated", "order"));
    assert_eq!(out(sequencer.push(changed, ())), [(0, Unsequenced)]);
}

#[test]
fn what_waits_is_bounded_and_the_oldest_goes_first() {
    let (sequencer, _) = sequencer();
    let mut sequencer = sequencer.most_waiting(2);
    sequencer.set_position("shop/order/a", 0);
    assert_eq!(out(sequencer.push(of("a", 2), ())), []);
    assert_eq!(out(sequencer.push(of("b", 5), ())), []);
    assert_eq!(
        out(sequencer.push(of("b", 6), ())),
        [(2, AfterGap { missing: 1 })]
    );
    assert_eq!(sequencer.waiting(), 2);
    assert_eq!(out(sequencer.take_all()), [(5, First), (6, Next)]);
    assert_eq!(sequencer.waiting(), 0);
}

#[test]
fn positions_are_bounded() {
    let (sequencer, _) = sequencer();
    let mut sequencer = sequencer.most_resources(1);
    sequencer.push(of("a", 1), ());
    sequencer.push(of("b", 1), ());
    assert_eq!(sequencer.position("shop/order/a"), None);
    assert_eq!(sequencer.position("shop/order/b"), Some(1));
}

#[test]
fn the_ends_of_the_numbers_are_no_trouble() {
    let (mut sequencer, clock) = sequencer();
    for number in [i64::MAX, i64::MIN, 0, i64::MAX] {
        sequencer.push(of("a", number), ());
    }
    clock.advance(5);
    assert_eq!(sequencer.take_overdue().len(), 4);
    assert_eq!(sequencer.waiting(), 0);
}

/// Whatever the order in which they come, all come out, and each `Next` is right behind the one before it.
#[test]
fn nothing_is_lost_in_any_order() {
    let seed = std::env::var("CTP_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or(20_260_101);
    println!("CTP_SEED={seed}");
    let mut random = seed;
    let mut below = move |limit: usize| {
        // A linear congruential generator is random enough for a shuffle.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(random >> 33).unwrap() % limit
    };
    for _ in 0..200 {
        let (sequencer, clock) = sequencer();
        let mut sequencer = sequencer.most_waiting(1 + below(20));
        let mut numbers: Vec<i64> = (1..=30).filter(|_| below(10) > 0).collect();
        for place in (1..numbers.len()).rev() {
            numbers.swap(place, below(place + 1));
        }
        let mut all = Vec::new();
        for number in &numbers {
            all.extend(out(sequencer.push(of("a", *number), ())));
            clock.advance(below(3) as u64);
            all.extend(out(sequencer.take_overdue()));
        }
        all.extend(out(sequencer.take_all()));
        let mut highest = 0;
        for (number, place) in &all {
            match place {
                Next => assert_eq!(*number, highest + 1),
                Late => assert!(*number <= highest),
                First | AfterGap { .. } => assert!(*number > highest),
                other => panic!("{other:?}"),
            }
            highest = highest.max(*number);
        }
        let mut given: Vec<i64> = all.into_iter().map(|(number, _)| number).collect();
        given.sort_unstable();
        numbers.sort_unstable();
        assert_eq!(given, numbers);
    }
}
