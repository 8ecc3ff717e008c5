//! Rows as a table of Markdown.

use super::comparison::{Goal, Row};
use crate::measuring::figure::Figure;

/// The table.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut lines = vec![
        "| group | what | ours | beside | ratio | goal |".to_owned(),
        "| --- | --- | --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(rows.iter().map(line));
    lines.join("\n")
}

fn line(row: &Row) -> String {
    let show = |number| row.unit.of(number).show();
    let side =
        |side: &super::comparison::Side| format!("{}: {}", side.name, side.spread.show(show));
    let cells = [
        row.group.to_owned(),
        row.what(),
        side(&row.ours),
        side(&row.beside),
        row.ratio.show(ratio),
        goal(row),
    ];
    format!("| {} |", cells.join(" | "))
}

/// A ratio, with as many digits as it takes to see what it is.
pub(crate) fn ratio(ratio: f64) -> String {
    if ratio < 0.1 {
        return format!("{ratio:.4}");
    }
    format!("{ratio:.2}")
}

fn goal(row: &Row) -> String {
    let (Some(goal), Some((met, runs))) = (row.goal, row.runs_that_meet_the_goal()) else {
        return String::new();
    };
    let goal = match goal {
        Goal::Ratio(goal) => ratio(goal),
        Goal::Figure(number) => Figure {
            number,
            unit: row.unit,
        }
        .show(),
    };
    let in_some = match row.missed_by() {
        Some(_) if met > 0 => format!(", met in {met} of {runs} runs"),
        None if met < runs => format!(" by the median, in {met} of {runs} runs"),
        _ => String::new(),
    };
    match row.missed_by() {
        Some(by) if by < 0.005 => format!("{goal}: missed by less than 1 %{in_some}"),
        Some(by) => format!("{goal}: missed by {:.0} %{in_some}", by * 100.0),
        None => format!("{goal}: met{in_some}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::comparison::tests::rows, *};

    #[test]
    fn a_goal_that_is_missed_by_little_is_not_shown_as_met() {
        let mut row = rows().remove(0);
        row.goal = Some(Goal::Ratio(row.ratio.median / 1.001));
        let goal = goal(&row);
        assert!(
            goal.ends_with(": missed by less than 1 %, met in 1 of 3 runs"),
            "{goal}"
        );
    }

    #[test]
    fn a_goal_that_only_some_runs_meet_is_not_shown_as_met() {
        let mut row = rows().remove(0);
        row.goal = Some(Goal::Ratio(1.3));
        assert_eq!(goal(&row), "1.30: met by the median, in 2 of 3 runs");
        row.goal = Some(Goal::Ratio(1.5));
        assert_eq!(goal(&row), "1.50: met");
    }

    #[test]
    fn the_runs_of_a_figure_are_those_of_our_side() {
        let mut row = rows().remove(0);
        row.goal = Some(Goal::Figure(55e-6));
        // The other way was measured in one run only, so there is one ratio.
        row.ratios.truncate(1);
        assert_eq!(goal(&row), "55.0 µs: missed by 9 %, met in 1 of 3 runs");
    }

    #[test]
    fn a_row_has_both_sides_the_ratio_with_its_spread_and_the_goal() {
        assert_eq!(
            table(&rows()),
            "\
| group | what | ours | beside | ratio | goal |
| --- | --- | --- | --- | --- | --- |
| request | 1 task: CPU of a request | ctp-sdk: 60.0 µs (50.0 µs to 80.0 µs) | reqwest: 40.0 µs (40.0 µs to 80.0 µs) | 1.25 (1.00 to 1.50) | 1.10: missed by 14 %, met in 1 of 3 runs |
| request | 1 task: allocations of a request | ctp-sdk: 150 allocations | reqwest: 100 allocations | 1.50 | 190 allocations: met |
| request | 1 task: requests | ctp-sdk: 9000 a second | reqwest: 10000 a second | 0.90 |  |"
        );
    }
}
