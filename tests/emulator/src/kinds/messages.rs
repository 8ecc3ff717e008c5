//! Messages, which are read-only; changes write them.

use crate::kind::Row;
use crate::message::PATH;

pub(crate) const ROW: Row = Row {
    unique: &[],
    ..Row::of(PATH)
};
