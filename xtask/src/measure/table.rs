//! The measurements as a table of Markdown: medians, spreads and ratios.

use indexmap::IndexMap;

use super::rows::Row;
use crate::measuring::figure::{Figure, Spread, Unit};

/// The rows by their names, with the figures of every run.
pub(crate) struct Table {
    /// How many columns of figures there are.
    columns: usize,
    /// For each row and column, the results of all runs.
    rows: IndexMap<String, Vec<Vec<Vec<Figure>>>>,
}

impl Table {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            columns,
            rows: IndexMap::new(),
        }
    }

    /// Adds the measurements of one run to a column.
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

    /// The table, with the names of the columns. The last column is compared with the first.
    pub(crate) fn to_markdown(&self, names: &[&str]) -> String {
        let mut head: Vec<String> = vec!["what".to_owned()];
        head.extend(names.iter().map(|name| (*name).to_owned()));
        if let [first, .., last] = names {
            head.push(format!("{last} of {first}"));
        }
        let mut lines = vec![line(&head), line(&vec!["---".to_owned(); head.len()])];
        for (name, columns) in &self.rows {
            let columns: Vec<Vec<(Unit, Spread)>> =
                columns.iter().map(|runs| spreads(runs)).collect();
            let mut cells = vec![name.clone()];
            cells.extend(columns.iter().map(|column| list(column.iter().map(show))));
            if let [first, .., last] = columns.as_slice() {
                let pairs = first.iter().zip(last);
                cells.push(list(
                    pairs.map(|((_, first), (_, last))| percent(last.median, first.median)),
                ));
            }
            lines.push(line(&cells));
        }
        lines.join("\n")
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

fn list(shown: impl Iterator<Item = String>) -> String {
    shown.collect::<Vec<String>>().join(", ")
}

/// For each figure of a row, the spread of all runs.
fn spreads(runs: &[Vec<Figure>]) -> Vec<(Unit, Spread)> {
    let first = runs.first().map_or(&[][..], Vec::as_slice);
    let units = first.iter().map(|figure| figure.unit).enumerate();
    units
        .filter_map(|(position, unit)| {
            let figures = runs.iter().filter_map(|run| run.get(position));
            let numbers: Vec<f64> = figures.map(|figure| figure.number).collect();
            Some((unit, Spread::of(&numbers)?))
        })
        .collect()
}

fn show((unit, spread): &(Unit, Spread)) -> String {
    spread.show(|number| unit.of(number).show())
}

fn percent(of: f64, beside: f64) -> String {
    format!("{:.0} %", of / beside * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(detail: &str, seconds: f64, bytes: f64) -> Vec<Row> {
        vec![Row {
            detail: detail.to_owned(),
            figures: vec![Unit::Seconds.of(seconds), Unit::Bytes.of(bytes)],
        }]
    }

    #[test]
    fn the_median_stands_with_its_spread_and_beside_the_first_column() {
        let mut table = Table::new(2);
        for (run, seconds) in [3.0, 1.0, 2.0].into_iter().enumerate() {
            table.add("a check", 0, row("", seconds, 4e6));
            table.add("a check", 1, row("", 1.5, 1e6));
            table.add("reading", run % 2, row("a page", seconds, 1e6));
        }
        assert_eq!(
            table.to_markdown(&["before", "now"]),
            "\
| what | before | now | now of before |
| --- | --- | --- | --- |
| a check | 2.00 s (1.00 s to 3.00 s), 4.0 MB | 1.50 s, 1.0 MB | 75 %, 25 % |
| reading: a page | 3.00 s (2.00 s to 3.00 s), 1.0 MB | 1.00 s, 1.0 MB | 33 %, 100 % |"
        );
    }
}
