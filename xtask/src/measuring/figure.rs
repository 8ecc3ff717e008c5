//! Numbers with their units, and the spread of the same figure in several runs.

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Bytes,
    Allocations,
    /// A rate per second.
    PerSecond,
    /// A count.
    Times,
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) number: f64,
    pub(crate) unit: Unit,
}

/// The median and the extremes of one figure in several runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
}

impl Unit {
    pub(crate) fn of(self, number: f64) -> Figure {
        Figure { number, unit: self }
    }
}

impl Figure {
    /// The number with its unit, such as `15.2 ms`.
    pub(crate) fn show(self) -> String {
        let number = self.number;
        match self.unit {
            Unit::Seconds if number >= 1.0 => format!("{number:.2} s"),
            Unit::Seconds if number >= 1e-3 => format!("{:.1} ms", number * 1e3),
            Unit::Seconds if number >= 1e-6 => format!("{:.1} µs", number * 1e6),
            Unit::Seconds => format!("{:.1} ns", number * 1e9),
            Unit::Bytes if number >= 1e5 => format!("{:.1} MB", number / 1e6),
            Unit::Bytes => format!("{:.1} kB", number / 1e3),
            Unit::Allocations if number >= 1e4 => format!("{:.0} k allocations", number / 1e3),
            Unit::Allocations => format!("{number:.0} allocations"),
            Unit::PerSecond => format!("{number:.0} a second"),
            Unit::Times if number == 1.0 => "once".to_owned(),
            Unit::Times => format!("{number:.0} times"),
        }
    }
}

impl Spread {
    /// The spread of the numbers of some runs; `None` without numbers.
    pub(crate) fn of(numbers: &[f64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            least: *sorted.first()?,
            median: *sorted.get(sorted.len() / 2)?,
            most: *sorted.last()?,
        })
    }

    /// The median, with the least and the most if they differ, each formatted by a function.
    pub(crate) fn show(&self, show: impl Fn(f64) -> String) -> String {
        let (least, median, most) = (show(self.least), show(self.median), show(self.most));
        if least == most {
            return median;
        }
        format!("{median} ({least} to {most})")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_in_the_unit_that_fits_its_size() {
        let shown = [
            Unit::Seconds.of(36.96),
            Unit::Seconds.of(0.0092),
            Unit::Seconds.of(0.000_045),
            Unit::Seconds.of(5.5e-8),
            Unit::Bytes.of(6_600_000.0),
            Unit::Bytes.of(2_048.0),
            Unit::Allocations.of(190.4),
            Unit::Allocations.of(48_000.0),
            Unit::PerSecond.of(12_345.6),
            Unit::Times.of(1.0),
            Unit::Times.of(1000.0),
        ]
        .map(Figure::show);
        assert_eq!(
            shown.join("; "),
            "36.96 s; 9.2 ms; 45.0 µs; 55.0 ns; 6.6 MB; 2.0 kB; 190 allocations; 48 k allocations; \
             12346 a second; once; 1000 times"
        );
    }

    #[test]
    fn a_spread_has_the_median_between_the_least_and_the_most() {
        let spread = Spread::of(&[3.0, 1.0, 2.0]).unwrap();
        assert_eq!(spread.show(|number| number.to_string()), "2 (1 to 3)");
        let same = Spread::of(&[2.0, 2.0]).unwrap();
        assert_eq!(same.show(|number| number.to_string()), "2");
        assert_eq!(Spread::of(&[]), None);
    }
}
