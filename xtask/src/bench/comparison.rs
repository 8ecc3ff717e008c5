//! What is compared with what: the rows of a group, made of the samples of all runs.

use std::collections::HashMap;

use indexmap::IndexSet;

use crate::{
    Failure,
    measuring::figure::{Spread, Unit},
};

/// Ways to do the same job, and which of them are compared.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    /// What is measured, for the reader of BENCHMARKS.md.
    pub(crate) about: String,
    pub(crate) ways: Vec<Way>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) comparisons: Vec<Comparison>,
    /// What cannot be measured here, and why.
    pub(crate) left_out: Vec<String>,
    /// What else is measured, with its version.
    pub(crate) versions: Vec<String>,
}

/// One way to do a job.
pub(crate) struct Way {
    pub(crate) name: String,
    /// Does it once, and gives what was measured. The number is that of the run.
    pub(crate) run: Box<dyn Fn(u16) -> Result<Vec<Reading>, Failure>>,
}

/// A number that a way has in one run.
pub(crate) struct Reading {
    /// What it was measured with, such as a number of tasks.
    pub(crate) case: String,
    /// The name of the measure.
    pub(crate) measure: String,
    pub(crate) number: f64,
}

/// Something that is measured.
pub(crate) struct Measure {
    pub(crate) name: &'static str,
    /// How its rows are called.
    pub(crate) title: &'static str,
    pub(crate) unit: Unit,
}

/// Two ways that are compared in all cases that both have.
pub(crate) struct Comparison {
    pub(crate) ours: &'static str,
    pub(crate) beside: &'static str,
    /// What is to be reached, by the names of the measures.
    pub(crate) goals: Vec<(&'static str, Goal)>,
}

impl Comparison {
    pub(crate) fn new(
        ours: &'static str,
        beside: &'static str,
        goals: Vec<(&'static str, Goal)>,
    ) -> Self {
        Self {
            ours,
            beside,
            goals,
        }
    }
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// At most so many times what the other one has.
    Ratio(f64),
    /// At most this number.
    Figure(f64),
}

/// The numbers of all runs, by way, case and measure.
#[derive(Default)]
pub(crate) struct Samples {
    numbers: HashMap<(String, String, String), Vec<f64>>,
    cases: IndexSet<String>,
}

/// A row of the table.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) group: &'static str,
    pub(crate) case: String,
    pub(crate) title: &'static str,
    pub(crate) unit: Unit,
    pub(crate) ours: Side,
    pub(crate) beside: Side,
    /// For each run, ours divided by the other one.
    pub(crate) ratios: Vec<f64>,
    pub(crate) ratio: Spread,
    pub(crate) goal: Option<Goal>,
}

/// One of two ways in a row.
#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) runs: Vec<f64>,
    pub(crate) spread: Spread,
}

impl Group {
    /// The rows, in the order of comparisons, cases and measures.
    pub(crate) fn rows(&self, samples: &Samples) -> Vec<Row> {
        let mut rows = Vec::new();
        for comparison in &self.comparisons {
            for case in &samples.cases {
                let of_case = self.measures.iter();
                rows.extend(of_case.filter_map(|it| self.row(samples, comparison, case, it)));
            }
        }
        rows
    }

    fn row(
        &self,
        samples: &Samples,
        comparison: &Comparison,
        case: &str,
        measure: &Measure,
    ) -> Option<Row> {
        let ours = samples.side(comparison.ours, case, measure)?;
        let beside = samples.side(comparison.beside, case, measure)?;
        // Both took turns, so that the numbers of one run were measured on the same machine, busy or not.
        let pairs = ours.runs.iter().zip(&beside.runs);
        let ratios: Vec<f64> = pairs.map(|(ours, beside)| ours / beside).collect();
        let goals = &comparison.goals;
        let goal = goals.iter().find(|(name, _)| *name == measure.name);
        Some(Row {
            group: self.name,
            case: case.to_owned(),
            title: measure.title,
            unit: measure.unit,
            ratio: Spread::of(&ratios)?,
            ours,
            beside,
            ratios,
            goal: goal.map(|(_, goal)| *goal),
        })
    }
}

impl Samples {
    /// Takes down what a way has in one run.
    pub(crate) fn add(&mut self, way: &str, readings: Vec<Reading>) {
        for reading in readings {
            self.cases.insert(reading.case.clone());
            let place = (way.to_owned(), reading.case, reading.measure);
            self.numbers.entry(place).or_default().push(reading.number);
        }
    }

    fn side(&self, way: &'static str, case: &str, measure: &Measure) -> Option<Side> {
        let place = (way.to_owned(), case.to_owned(), measure.name.to_owned());
        let runs = self.numbers.get(&place)?.clone();
        Some(Side {
            name: way,
            spread: Spread::of(&runs)?,
            runs,
        })
    }
}

impl Row {
    /// What the row is about, such as `16 tasks: CPU of a request`.
    pub(crate) fn what(&self) -> String {
        if self.case.is_empty() {
            return self.title.to_owned();
        }
        format!("{}: {}", self.case, self.title)
    }

    /// How far the goal is missed, as a fraction of it; `None` if it is met.
    pub(crate) fn missed_by(&self) -> Option<f64> {
        let (reached, goal) = match self.goal? {
            Goal::Ratio(goal) => (self.ratio.median, goal),
            Goal::Figure(goal) => (self.ours.spread.median, goal),
        };
        (reached > goal).then(|| reached / goal - 1.0)
    }

    /// In how many runs the goal is met, and of how many; `None` without a goal.
    pub(crate) fn runs_that_meet_the_goal(&self) -> Option<(usize, usize)> {
        let (runs, goal) = match self.goal? {
            Goal::Ratio(goal) => (&self.ratios, goal),
            Goal::Figure(goal) => (&self.ours.runs, goal),
        };
        let met = runs.iter().filter(|reached| **reached <= goal).count();
        Some((met, runs.len()))
    }
}

#[cfg(test)]
#[allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
pub(crate) mod tests {
    use super::*;

    /// The rows of two ways with two cases, of which the other way has one, in three runs.
    pub(crate) fn rows() -> Vec<Row> {
        let group = Group {
            name: "request",
            about: String::new(),
            ways: Vec::new(),
            measures: vec![
                Measure {
                    name: "cpu",
                    title: "CPU of a request",
                    unit: Unit::Seconds,
                },
                Measure {
                    name: "allocations",
                    title: "allocations of a request",
                    unit: Unit::Allocations,
                },
                Measure {
                    name: "rate",
                    title: "requests",
                    unit: Unit::PerSecond,
                },
            ],
            comparisons: vec![Comparison {
                ours: "ctp-sdk",
                beside: "reqwest",
                goals: vec![
                    ("cpu", Goal::Ratio(1.1)),
                    ("allocations", Goal::Figure(190.0)),
                ],
            }],
            left_out: Vec::new(),
            versions: Vec::new(),
        };
        let reading = |case: &str, measure: &str, number: f64| Reading {
            case: case.to_owned(),
            measure: measure.to_owned(),
            number,
        };
        let mut samples = Samples::default();
        for (ours, beside) in [(60e-6, 40e-6), (50e-6, 40e-6), (80e-6, 80e-6)] {
            samples.add("ctp-sdk", vec![reading("1 task", "cpu", ours)]);
            samples.add("ctp-sdk", vec![reading("1 task", "allocations", 150.0)]);
            samples.add("ctp-sdk", vec![reading("1 task", "rate", 9_000.0)]);
            samples.add("ctp-sdk", vec![reading("16 tasks", "cpu", ours)]);
            samples.add("reqwest", vec![reading("1 task", "cpu", beside)]);
            samples.add("reqwest", vec![reading("1 task", "allocations", 100.0)]);
            samples.add("reqwest", vec![reading("1 task", "rate", 10_000.0)]);
        }
        group.rows(&samples)
    }

    #[test]
    fn a_ratio_is_that_of_two_ways_in_the_same_run() {
        let rows = rows();
        // What only one of both has is no row.
        assert_eq!(rows.len(), 3);
        let cpu = rows.first().unwrap();
        assert_eq!(cpu.what(), "1 task: CPU of a request");
        assert_eq!(cpu.ours.spread.median, 60e-6);
        assert_eq!(cpu.beside.spread.median, 40e-6);
        // The ratio of the medians would be 1.5.
        assert!((cpu.ratio.median - 1.25).abs() < 1e-9);
        assert!((cpu.ratio.least - 1.0).abs() < 1e-9);
        assert!((cpu.ratio.most - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_goal_is_missed_by_the_median_of_the_ratios_or_by_our_own_number() {
        let missed: Vec<Option<f64>> = rows().iter().map(Row::missed_by).collect();
        let [Some(cpu), None, None] = missed.as_slice() else {
            panic!("{missed:?}");
        };
        assert!((cpu - (1.25 / 1.1 - 1.0)).abs() < 1e-9);
    }
}
