//! What was measured, as a table of Markdown: medians, spreads and ratios.

use std::fmt::Write;

use indexmap::IndexMap;

use super::rows::{Figure, Row};

/// The rows by their names, with the figures of every run.
pub(crate) struct Table {
    /// How many columns of figures there are.
    columns: usize,
    /// Of a row, of a column, of a run.
    rows: IndexMap<String, Vec<Vec<Vec<Figure>>>>,
}

impl Table {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            columns,
            rows: IndexMap::new(),
        }
    }

    /// Takes down what one run has measured of a task in a column.
    pub(crate) fn add(&mut self, task: &str, column: usize, rows: Vec<Row>) {
        for Row { detail, figures } in rows {
            let name = if detail.is_empty() {
                task.to_owned()
            } else {
                format!("{task}: {detail}")
            };
            let columns = || vec![Vec::new(); self.columns];
            if let Some(runs) = self
                .rows
                .entry(name)
                .or_insert_with(columns)
                .get_mut(column)
            {
                runs.push(figures);
            }
        }
    }

    /// The table, with the names of the columns. The last column is beside the first one.
    pub(crate) fn to_markdown(&self, names: &[&str]) -> String {
        let mut text = String::from("| what |");
        for name in names {
            let _ = write!(text, " {name} |");
        }
        if let ([first, .., last], true) = (names, self.columns > 1) {
            let _ = write!(text, " {last} of {first} |");
        }
        text.push_str("\n|");
        text.push_str(&" --- |".repeat(text.matches('|').count() - 2));
        for (name, columns) in &self.rows {
            let columns: Vec<Vec<Spread>> = columns.iter().map(|runs| spreads(runs)).collect();
            let _ = write!(text, "\n| {name} |");
            for column in &columns {
                let shown: Vec<String> = column.iter().map(Spread::show).collect();
                let _ = write!(text, " {} |", shown.join(", "));
            }
            if let [first, .., last] = columns.as_slice() {
                let ratios = first.iter().zip(last);
                let ratios = ratios.map(|(first, last)| percent(last.median, first.median));
                let _ = write!(text, " {} |", ratios.collect::<Vec<String>>().join(", "));
            }
        }
        text.push('\n');
        text
    }
}

/// The figures of all runs in one place.
struct Spread {
    least: Figure,
    median: Figure,
    most: Figure,
}

/// For each figure of a row, what the runs have.
fn spreads(runs: &[Vec<Figure>]) -> Vec<Spread> {
    let count = runs.first().map_or(0, Vec::len);
    (0..count)
        .filter_map(|position| {
            let mut figures: Vec<Figure> = runs
                .iter()
                .filter_map(|run| run.get(position).copied())
                .collect();
            figures.sort_by(|one, other| one.number().total_cmp(&other.number()));
            Some(Spread {
                least: *figures.first()?,
                median: *figures.get(figures.len() / 2)?,
                most: *figures.last()?,
            })
        })
        .collect()
}

impl Spread {
    fn show(&self) -> String {
        let (least, median, most) = (self.least.show(), self.median.show(), self.most.show());
        if least == most {
            return median;
        }
        format!("{median} ({least} to {most})")
    }
}

impl Figure {
    fn number(self) -> f64 {
        match self {
            Self::Seconds(number)
            | Self::Milliseconds(number)
            | Self::Bytes(number)
            | Self::Allocations(number) => number,
        }
    }

    /// The number with its unit, such as `15.2 s`.
    pub(crate) fn show(self) -> String {
        match self {
            Self::Seconds(number) => format!("{number:.2} s"),
            Self::Milliseconds(number) => format!("{number:.1} ms"),
            Self::Bytes(number) => format!("{:.1} MB", number / 1e6),
            Self::Allocations(number) => format!("{:.0} k allocations", number / 1e3),
        }
    }
}

fn percent(of: Figure, beside: Figure) -> String {
    format!("{:.0} %", of.number() / beside.number() * 100.0)
}
