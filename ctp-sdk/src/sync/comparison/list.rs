//! Lists whose elements have an identity, such as a name or key.

use crate::sync::SyncError;

/// Which elements of what is there are which of the draft.
pub(in crate::sync) struct Pairing<'a, E, D> {
    /// In the order of the draft.
    pub(in crate::sync) kept: Vec<Kept<'a, E, D>>,
    pub(in crate::sync) removed: Vec<&'a E>,
    /// With their places in the draft.
    pub(in crate::sync) added: Vec<(usize, &'a D)>,
}

/// An element that is in both.
pub(in crate::sync) struct Kept<'a, E, D> {
    pub(in crate::sync) existing: &'a E,
    pub(in crate::sync) draft: &'a D,
    /// Its place in what is there.
    from: usize,
    /// Its place in the draft.
    pub(in crate::sync) to: usize,
}

/// Tells whether two elements are the same one, which may fail. It is given the place in the draft.
pub(in crate::sync) type Criterion<'c, E, D> = &'c dyn Fn(&E, &D, usize) -> Result<bool, SyncError>;

/// Pairs the elements by the first criterion, the rest by the second, and so on. Each element has one partner at most.
pub(in crate::sync) fn pair<'a, E, D>(
    existing: impl IntoIterator<Item = &'a E>,
    draft: impl IntoIterator<Item = &'a D>,
    criteria: &[Criterion<'_, E, D>],
) -> Result<Pairing<'a, E, D>, SyncError> {
    let mut existing: Vec<Option<(usize, &E)>> =
        existing.into_iter().enumerate().map(Some).collect();
    let mut added: Vec<(usize, &D)> = draft.into_iter().enumerate().collect();
    let mut kept = Vec::new();
    for is_same in criteria {
        let mut left = Vec::new();
        for (to, draft) in added {
            match take(&mut existing, |of| is_same(of, draft, to))? {
                Some((from, existing)) => kept.push(Kept {
                    existing,
                    draft,
                    from,
                    to,
                }),
                None => left.push((to, draft)),
            }
        }
        added = left;
    }
    kept.sort_by_key(|kept| kept.to);
    let removed = existing.into_iter().flatten().map(|(_, of)| of).collect();
    Ok(Pairing {
        kept,
        removed,
        added,
    })
}

/// Takes the first element that is wanted.
fn take<'a, E>(
    all: &mut [Option<(usize, &'a E)>],
    is_wanted: impl Fn(&E) -> Result<bool, SyncError>,
) -> Result<Option<(usize, &'a E)>, SyncError> {
    for place in all {
        if let Some((_, of)) = place
            && is_wanted(of)?
        {
            return Ok(place.take());
        }
    }
    Ok(None)
}

impl<'a, E, D> Pairing<'a, E, D> {
    /// Whether the kept elements change their order among each other.
    pub(in crate::sync) fn reorders_kept(&self) -> bool {
        !self.kept.is_sorted_by_key(|kept| kept.from)
    }

    /// The places in the draft that the elements have when the removed ones are gone and the added ones stand at the end.
    pub(in crate::sync) fn places(&self) -> Vec<usize> {
        let mut kept: Vec<&Kept<'a, E, D>> = self.kept.iter().collect();
        kept.sort_by_key(|kept| kept.from);
        let kept = kept.into_iter().map(|kept| kept.to);
        kept.chain(self.added.iter().map(|(to, _)| *to)).collect()
    }

    /// Whether the order has to be set where added elements stand at the end.
    pub(in crate::sync) fn reorders(&self) -> bool {
        !self.places().is_sorted()
    }
}

/// The moves that sort a list of different numbers, which count from zero: which one, and the place that it gets. Each is
/// taken out and put in again; there are as few of them as possible.
pub(in crate::sync) fn moves(mut list: Vec<usize>) -> Vec<(usize, usize)> {
    let stay = longest_ascending(&list);
    let mut moves = Vec::new();
    for wanted in 0..list.len() {
        if stay.contains(&wanted) {
            continue;
        }
        list.retain(|of| *of != wanted);
        // Behind the one that it follows, which is at its place among those that stay.
        let place = match wanted.checked_sub(1) {
            Some(before) => list
                .iter()
                .position(|of| *of == before)
                .map_or(0, |at| at + 1),
            None => 0,
        };
        list.insert(place, wanted);
        moves.push((wanted, place));
    }
    moves
}

/// The longest part of a list that ascends, not necessarily without gaps.
fn longest_ascending(list: &[usize]) -> Vec<usize> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for &of in list {
        let before = runs
            .iter()
            .filter(|run| run.last().is_some_and(|last| *last < of));
        let mut run = before
            .max_by_key(|run| run.len())
            .cloned()
            .unwrap_or_default();
        run.push(of);
        runs.push(run);
    }
    runs.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moves_sort_the_list_and_there_are_as_few_as_possible() {
        // Every order of five.
        let mut orders = vec![vec![]];
        for of in 0..5 {
            orders = orders
                .into_iter()
                .flat_map(|order: Vec<usize>| {
                    (0..=order.len()).map(move |place| {
                        let mut order = order.clone();
                        order.insert(place, of);
                        order
                    })
                })
                .collect();
        }
        assert_eq!(orders.len(), 120);
        for order in orders {
            let moves = moves(order.clone());
            let mut list = order.clone();
            for (of, place) in &moves {
                list.retain(|known| known != of);
                list.insert(*place, *of);
            }
            assert_eq!(list, [0, 1, 2, 3, 4], "{order:?} by {moves:?}");
            assert_eq!(moves.len(), 5 - longest_ascending(&order).len());
        }
        assert_eq!(moves(vec![1, 2, 3, 0]), [(0, 0)]);
        assert_eq!(moves(vec![3, 0, 1, 2]), [(3, 3)]);
    }
}
