//! What is found to be wrong, and the named exceptions: what does not hold, and why.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

/// The rows of `tests/official_exceptions.md`, and the problems that none of them is about.
pub struct Exceptions {
    rows: Vec<Row>,
    /// The first problem of each check, subject and place.
    problems: RefCell<BTreeMap<[String; 3], String>>,
}

struct Row {
    check: String,
    subject: String,
    place: String,
    is_needed: Cell<bool>,
}

impl Exceptions {
    /// Reads the rows of the table: the check, its subject, the place and the reason.
    pub fn read(table: &str) -> Self {
        let rows = table
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
            // The head and the line below it.
            .skip(2)
            .map(|row| {
                let cells: Vec<&str> = row.splitn(4, '|').map(str::trim).collect();
                let [check, subject, place, reason] = cells[..] else {
                    panic!("a row has four cells: {row}");
                };
                assert!(!reason.is_empty(), "a row has a reason: {row}");
                Row {
                    check: check.to_owned(),
                    subject: subject.to_owned(),
                    place: place.to_owned(),
                    is_needed: Cell::new(false),
                }
            });
        Self {
            rows: rows.collect(),
            problems: RefCell::default(),
        }
    }

    /// Whether there is a row about this. It is one that is needed then.
    pub fn has(&self, check: &str, subject: &str, place: &str) -> bool {
        let is_about_this =
            |row: &&Row| row.check == check && row.subject == subject && row.place == place;
        let row = self.rows.iter().find(is_about_this);
        if let Some(row) = row {
            row.is_needed.set(true);
        }
        row.is_some()
    }

    /// Takes down what is wrong, where no row is about it.
    pub fn problem(&self, check: &str, subject: &str, place: &str, what: &str) {
        if !self.has(check, subject, place) {
            let about = [check, subject, place].map(str::to_owned);
            let mut problems = self.problems.borrow_mut();
            problems.entry(about).or_insert_with(|| what.to_owned());
        }
    }

    /// Everything that is wrong. A row that nothing needs any more is wrong as well.
    pub fn problems(&self) -> Vec<String> {
        let problems = self.problems.borrow();
        let found = problems.iter().map(|([check, subject, place], what)| {
            format!("| {check} | {subject} | {place} | {what} |")
        });
        let stale = self
            .rows
            .iter()
            .filter(|row| !row.is_needed.get())
            .map(|row| {
                let Row {
                    check,
                    subject,
                    place,
                    ..
                } = row;
                format!("| {check} | {subject} | {place} | this row is not needed any more |")
            });
        found.chain(stale).collect()
    }
}
