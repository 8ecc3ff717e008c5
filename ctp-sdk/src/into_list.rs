//! Lists as arguments.

use std::collections::{BTreeSet, HashSet, VecDeque};

/// A list of `T` as an argument: several values that can be turned into `T`.
///
/// | what | for |
/// | --- | --- |
/// | `[]` | an empty list |
/// | `[a, b]`, up to 64 elements | values of one type |
/// | `(a, b)`, up to twelve elements | values of different types |
/// | a `Vec`, a slice, a set, an `Option` | values of one type |
/// | an iterator | values of one type: for other collections and longer arrays, call `into_iter()` |
///
/// `By` is inferred: it only keeps the implementations apart.
///
/// ```
/// # #[cfg(feature = "carts")]
/// # {
/// use ctp_sdk::models::{
///     CartAddDiscountCodeAction, CartRecalculateAction, CartRemoveLineItemAction, CartUpdate,
/// };
///
/// let nothing = CartUpdate::new(7, []);
/// let one = CartUpdate::new(7, [CartRecalculateAction::new()]);
/// let different = CartUpdate::new(7, (CartAddDiscountCodeAction::new("SUMMER"), CartRecalculateAction::new()));
/// let each = ["line-1", "line-2"].map(|id| CartRemoveLineItemAction::new().line_item_id(id));
/// let chained = CartUpdate::new(7, each).action(CartRecalculateAction::new());
/// # assert_eq!([nothing, one, different, chained].map(|update| update.actions.len()), [0, 1, 2, 3]);
/// # }
/// ```
///
/// An empty `vec![]` leaves the type of its elements open, which the compiler asks for; `[]` does not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of `{T}`",
    note = "a list is an array of up to 64 elements, a `Vec`, a slice, a set, an `Option` or an iterator of values of one type that converts into `{T}`, or a tuple of values of different types",
    note = "call `.into_iter()` on other collections and longer arrays"
)]
pub trait IntoList<T, By> {
    /// The elements, in their order.
    fn into_list(self) -> Vec<T>;
}

/// What tells apart the implementation for iterators.
#[derive(Debug)]
pub enum Iterated {}

/// What tells apart the implementations for collections: the compiler cannot know that they never become iterators.
#[derive(Debug)]
pub enum Collected {}

impl<T, I: Iterator<Item: Into<T>>> IntoList<T, Iterated> for I {
    fn into_list(self) -> Vec<T> {
        self.map(Into::into).collect()
    }
}

/// The only one that fits `[]`, so that the compiler knows the type of the elements that are not there.
impl<T> IntoList<T, Collected> for [T; 0] {
    fn into_list(self) -> Vec<T> {
        Vec::new()
    }
}

impl<T, E: Into<T>, const N: usize> IntoList<T, Collected> for [E; N]
where
    Length<N>: NotZero,
{
    fn into_list(self) -> Vec<T> {
        self.into_iter().into_list()
    }
}

/// The length of an array.
#[derive(Debug)]
pub enum Length<const N: usize> {}

/// The lengths of arrays that have elements. Rust has no bound that says only that a length is not zero.
pub trait NotZero {}

macro_rules! not_zero {
    ($($length:literal)+) => {
        $(impl NotZero for Length<$length> {})+
    };
}

not_zero! {
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32
    33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64
}

macro_rules! collections {
    ($([$($generics:tt)*] $element:ty, $collection:ty;)+) => {
        $(impl<$($generics)*> IntoList<T, Collected> for $collection
        where
            $element: Into<T>,
        {
            fn into_list(self) -> Vec<T> {
                self.into_iter().into_list()
            }
        })+
    };
}

collections! {
    [T, E] E, Vec<E>;
    [T, E] E, Option<E>;
    [T, E] E, VecDeque<E>;
    [T, E] E, BTreeSet<E>;
    [T, E, S] E, HashSet<E, S>;
    ['a, T, E] &'a E, &'a [E];
    ['a, T, E] &'a E, &'a Vec<E>;
    ['a, T, E, const N: usize] &'a E, &'a [E; N];
}

macro_rules! tuples {
    ($($(($name:ident $position:tt))+;)*) => {
        $(impl<T, $($name: Into<T>),+> IntoList<T, Collected> for ($($name,)+) {
            fn into_list(self) -> Vec<T> {
                vec![$(self.$position.into()),+]
            }
        })*
    };
}

tuples! {
    (A 0);
    (A 0) (B 1);
    (A 0) (B 1) (C 2);
    (A 0) (B 1) (C 2) (D 3);
    (A 0) (B 1) (C 2) (D 3) (E 4);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9) (K 10);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9) (K 10) (L 11);
}
