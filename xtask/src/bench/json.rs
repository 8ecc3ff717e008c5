//! Rows as JSON, with the numbers of every run.

use serde_json::{Value, json};

use super::comparison::{Goal, Row, Side};
use crate::measuring::figure::{Spread, Unit};

/// The document. Seconds, bytes and ratios are plain numbers.
pub(crate) fn document(about: &str, command: &str, rows: &[Row]) -> String {
    let rows: Vec<Value> = rows.iter().map(row).collect();
    let document = json!({ "about": about, "command": command, "rows": rows });
    format!("{document:#}\n")
}

fn row(row: &Row) -> Value {
    let goal = row.goal.map(|goal| match goal {
        Goal::Ratio(most) => json!({ "ratio": most, "met": row.missed_by().is_none() }),
        Goal::Figure(most) => json!({ "ours": most, "met": row.missed_by().is_none() }),
    });
    json!({
        "group": row.group,
        "case": row.case,
        "measure": row.title,
        "unit": unit(row.unit),
        "ours": side(&row.ours),
        "beside": side(&row.beside),
        "ratio": spread(&row.ratio, &row.ratios),
        "goal": goal,
    })
}

fn side(side: &Side) -> Value {
    let mut value = spread(&side.spread, &side.runs);
    if let Value::Object(members) = &mut value {
        members.insert("name".to_owned(), side.name.into());
    }
    value
}

fn spread(spread: &Spread, runs: &[f64]) -> Value {
    json!({ "median": spread.median, "least": spread.least, "most": spread.most, "runs": runs })
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "seconds",
        Unit::Bytes => "bytes",
        Unit::Allocations => "allocations",
        Unit::PerSecond => "per second",
        Unit::Times => "times",
    }
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::{super::comparison::tests::rows, *};

    #[test]
    fn a_row_keeps_the_numbers_of_every_run() {
        let text = document("a machine", "cargo xtask bench", &rows());
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["about"], "a machine");
        assert_eq!(document["command"], "cargo xtask bench");
        let allocations = &document["rows"][1];
        assert_eq!(
            *allocations,
            json!({
                "group": "request",
                "case": "1 task",
                "measure": "allocations of a request",
                "unit": "allocations",
                "ours": { "name": "ctp-sdk", "median": 150.0, "least": 150.0, "most": 150.0, "runs": [150.0, 150.0, 150.0] },
                "beside": { "name": "reqwest", "median": 100.0, "least": 100.0, "most": 100.0, "runs": [100.0, 100.0, 100.0] },
                "ratio": { "median": 1.5, "least": 1.5, "most": 1.5, "runs": [1.5, 1.5, 1.5] },
                "goal": { "ours": 190.0, "met": true },
            })
        );
        assert_eq!(document["rows"][2]["goal"], Value::Null);
        assert_eq!(document["rows"].as_array().unwrap().len(), 3);
    }
}
