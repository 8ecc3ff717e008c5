//! Rows as a plot: the ratio of each with its spread, on a logarithmic scale.

use std::fmt::Write;

use super::{
    comparison::{Goal, Row},
    markdown::ratio,
};

const ROW: f64 = 22.0;
const TOP: f64 = 40.0;
/// Where the scale begins and ends; on its left is what the row is about, on its right the ratio in digits.
const LEFT: f64 = 620.0;
const RIGHT: f64 = 1120.0;
const WIDTH: f64 = 1260.0;

/// The document, in SVG.
pub(crate) fn document(rows: &[Row]) -> String {
    let scale = Scale::of(rows);
    let height = TOP + ROW * (rows.len() as f64 + 1.0);
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
<text x="{LEFT}" y="16" fill="#555">ours divided by the other one; the line is the spread, the tick the goal</text>
"##
    );
    for mark in scale.marks() {
        let x = scale.x(mark);
        let stroke = if mark == 1.0 { "#333" } else { "#ddd" };
        let bottom = height - ROW / 2.0;
        // A string that is written to never fails.
        let _ = writeln!(
            svg,
            r##"<line x1="{x:.1}" x2="{x:.1}" y1="{TOP}" y2="{bottom}" stroke="{stroke}"/><text x="{x:.1}" y="{}" text-anchor="middle" fill="#555">{mark}</text>"##,
            TOP - 6.0,
        );
    }
    for (place, row) in rows.iter().enumerate() {
        let y = TOP + ROW * (place as f64 + 0.7);
        svg.push_str(&line(row, &scale, y));
    }
    svg.push_str("</svg>\n");
    svg
}

fn line(row: &Row, scale: &Scale, y: f64) -> String {
    let label = format!(
        "{}, {}: {} beside {}",
        row.group,
        row.what(),
        row.ours.name,
        row.beside.name
    );
    let color = match (row.goal, row.missed_by()) {
        (None, _) => "#4878a8",
        (Some(_), None) => "#3a8a4d",
        (Some(_), Some(_)) => "#c0392b",
    };
    let (least, median, most) = (row.ratio.least, row.ratio.median, row.ratio.most);
    let mut svg = format!(
        r##"<text x="{}" y="{:.1}" text-anchor="end">{}</text>
<line x1="{:.1}" x2="{:.1}" y1="{y:.1}" y2="{y:.1}" stroke="{color}" stroke-width="3"/><circle cx="{:.1}" cy="{y:.1}" r="4" fill="{color}"/>
<text x="{}" y="{:.1}">{}</text>
"##,
        LEFT - 12.0,
        y + 4.0,
        escaped(&label),
        scale.x(least),
        scale.x(most),
        scale.x(median),
        RIGHT + 12.0,
        y + 4.0,
        row.ratio.show(ratio),
    );
    if let Some(Goal::Ratio(goal)) = row.goal {
        let x = scale.x(goal);
        let _ = writeln!(
            svg,
            r#"<line x1="{x:.1}" x2="{x:.1}" y1="{:.1}" y2="{:.1}" stroke="black" stroke-width="2"/>"#,
            y - 7.0,
            y + 7.0
        );
    }
    svg
}

/// What may stand between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Places on the logarithmic scale.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    /// From a power of two to another, with 1 and all ratios between them.
    fn of(rows: &[Row]) -> Self {
        let ends = rows
            .iter()
            .flat_map(|row| [row.ratio.least, row.ratio.most]);
        let ends = ends.filter(|ratio| ratio.is_normal());
        let (least, most) = ends.fold((0.5, 2.0), |(least, most): (f64, f64), ratio| {
            (least.min(ratio), most.max(ratio))
        });
        Self {
            least: least.log2().floor(),
            most: most.log2().ceil(),
        }
    }

    fn x(&self, ratio: f64) -> f64 {
        // A ratio of nothing has no logarithm; it is at the left end.
        let place = (ratio.log2() - self.least) / (self.most - self.least);
        LEFT + place.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    /// Powers of two, no more than fit beside each other.
    fn marks(&self) -> Vec<f64> {
        let (least, most) = (self.least as i32, self.most as i32);
        let step = (most - least) / 10 + 1;
        let exponents = (least..=most).filter(|exponent| exponent % step == 0);
        exponents.map(|exponent| 2_f64.powi(exponent)).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{super::comparison::tests::rows, *};

    #[test]
    fn each_row_has_its_median_its_spread_and_its_goal_on_the_same_scale() {
        let svg = document(&rows());
        // 0.5 to 2: the middle is 1, and each end is as far from it.
        let scale = Scale::of(&rows());
        assert_eq!(
            [0.5, 1.0, 2.0].map(|ratio| scale.x(ratio)),
            [620.0, 870.0, 1120.0]
        );
        assert_eq!(svg.matches("<circle ").count(), 3);
        assert!(svg.contains(r##"x1="870.0" x2="1016.2" y1="55.4" y2="55.4" stroke="#c0392b""##));
        assert!(svg.contains("request, 1 task: CPU of a request: ctp-sdk beside reqwest"));
        // The tick of the only goal that is a ratio.
        assert_eq!(svg.matches(r#"stroke="black""#).count(), 1);
    }

    #[test]
    fn a_ratio_of_nothing_and_one_of_a_thousand_are_within_the_plot() {
        let mut rows = rows();
        let row = rows.first_mut().unwrap();
        row.ratio.least = 0.0;
        row.ratio.most = 1000.0;
        row.case = "a < b & c".to_owned();
        let svg = document(&rows);
        let scale = Scale::of(&rows);
        assert_eq!(scale.x(0.0), LEFT);
        assert!(scale.x(1000.0) <= RIGHT);
        assert!(scale.marks().len() <= 12);
        assert!(svg.contains("a &lt; b &amp; c"));
    }
}
