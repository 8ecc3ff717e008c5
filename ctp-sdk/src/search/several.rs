//! Lists of expressions, of one type or of different types.

/// A list of expressions that convert to `T`: an array or a `Vec` of one type, or a tuple of up to twelve different types.
pub trait Several<T> {
    /// The expressions as a `Vec`.
    fn into_vec(self) -> Vec<T>;
}

impl<T, E: Into<T>, const N: usize> Several<T> for [E; N] {
    fn into_vec(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T, E: Into<T>> Several<T> for Vec<E> {
    fn into_vec(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! tuples {
    ($($(($name:ident $position:tt))+;)*) => {
        $(impl<T, $($name: Into<T>),+> Several<T> for ($($name,)+) {
            fn into_vec(self) -> Vec<T> {
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
