//! A chart as lines in a coordinate system, for SVG.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::reports::{Chart, Series};

/// The rectangle in which lines are drawn.
const LEFT: u32 = 48;
const TOP: u32 = 16;
const WIDTH: u32 = 664;
const HEIGHT: u32 = 264;

/// Names that fit below the axis.
const MOST_NAMES: usize = 9;

/// Parts that the height is divided into at most.
const MOST_PARTS: u32 = 5;

/// How lines are told apart without and with colours: as people say it, the
/// dashes, and a colour that contrasts with white.
const LOOKS: [(&str, &str, &str); 2] =
    [("dashed line", "8 5", "#4c6272"), ("solid line", "none", "#005a9c")];

/// What a page draws.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Drawing {
    /// Heights with their values, from zero on.
    pub(super) heights: Vec<Mark>,
    /// Names below the axis.
    pub(super) names: Vec<Mark>,
    pub(super) lines: Vec<Line>,
}

/// Something written at a place of an axis.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) at: String,
    pub(super) text: String,
}

/// A line through points.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) name: &'static str,
    /// How people know it from others.
    pub(super) looks: &'static str,
    pub(super) dashes: &'static str,
    pub(super) colour: &'static str,
    pub(super) points: Vec<Point>,
}

/// A point in the units of the drawing, which grow to the right and downward.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) x: String,
    pub(super) y: String,
}

impl Line {
    /// The points as SVG wants them.
    pub(super) fn path(&self) -> String {
        let points = self.points.iter().map(|Point { x, y }| format!("{x},{y}"));
        points.collect::<Vec<_>>().join(" ")
    }
}

impl Drawing {
    /// The lines of a chart, from zero to a round number above all of them.
    pub(super) fn of(chart: &Chart) -> Self {
        let values = chart.series.iter().flat_map(|series| &series.values);
        let (step, parts) = scale(values.max().copied().unwrap_or_default());
        let most = step * Decimal::from(parts);
        let heights = (0..=parts).map(|part| {
            let value = step * Decimal::from(part);
            Mark { at: y(value, most), text: value.normalize().to_string() }
        });
        let count = chart.labels.len();
        let every = count.div_ceil(MOST_NAMES).max(1);
        let names = chart.labels.iter().enumerate().step_by(every);
        let lines = chart.series.iter().zip(LOOKS);
        Self {
            heights: heights.collect(),
            names: names.map(|(at, name)| Mark { at: x(at, count), text: name.clone() }).collect(),
            lines: lines.map(|(series, looks)| line(series, looks, most)).collect(),
        }
    }
}

fn line(
    series: &Series,
    (looks, dashes, colour): (&'static str, &'static str, &'static str),
    most: Decimal,
) -> Line {
    let count = series.values.len();
    let points = series.values.iter().enumerate();
    let points = points.map(|(at, value)| Point { x: x(at, count), y: y(*value, most) });
    Line { name: series.name, looks, dashes, colour, points: points.collect() }
}

/// A whole step, and how many of them reach at least this high: one or more.
fn scale(most: Decimal) -> (Decimal, u32) {
    let step = (most / Decimal::from(MOST_PARTS)).ceil().max(Decimal::ONE);
    let parts = (most / step).ceil().to_u32().unwrap_or_default();
    (step, parts.max(1))
}

/// Where a place of `count` is: they are spread over the whole width, and one
/// alone is in the middle.
fn x(at: usize, count: usize) -> String {
    let last = Decimal::from(count.saturating_sub(1));
    let part = Decimal::from(at).checked_div(last).unwrap_or(Decimal::new(5, 1));
    place(Decimal::from(LEFT) + Decimal::from(WIDTH) * part)
}

/// How far down a value is, of the most that there is room for.
fn y(value: Decimal, most: Decimal) -> String {
    let part = value.checked_div(most).unwrap_or_default();
    place(Decimal::from(TOP) + Decimal::from(HEIGHT) * (Decimal::ONE - part))
}

fn place(at: Decimal) -> String {
    at.round_dp(1).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::testing::decimal;

    fn chart(values: &[&str]) -> Chart {
        let of = |name| Series { name, values: values.iter().map(|of| decimal(of)).collect() };
        Chart {
            labels: (1..=values.len()).map(|week| format!("W{week}")).collect(),
            series: vec![of("All"), of("Available")],
        }
    }

    fn texts(marks: &[Mark]) -> Vec<&str> {
        marks.iter().map(|mark| mark.text.as_str()).collect()
    }

    #[test]
    fn a_line_goes_from_end_to_end() {
        let drawing = Drawing::of(&chart(&["0", "1.5", "2"]));
        assert_eq!(texts(&drawing.heights), ["0", "1", "2"]);
        assert_eq!(texts(&drawing.names), ["W1", "W2", "W3"]);
        assert_eq!(drawing.lines[0].path(), "48,280 380,82 712,16");
        assert_ne!(drawing.lines[0].dashes, drawing.lines[1].dashes);
        let marks: Vec<&str> = drawing.heights.iter().map(|mark| mark.at.as_str()).collect();
        assert_eq!(marks, ["280", "148", "16"]);
    }

    #[test]
    fn little_can_be_drawn_too() {
        assert_eq!(Drawing::of(&chart(&["0"])).lines[1].path(), "380,280");
        let nothing = Drawing::of(&Chart::default());
        assert!(nothing.lines.is_empty() && nothing.names.is_empty());
        assert_eq!(texts(&nothing.heights), ["0", "1"]);
    }

    #[test]
    fn a_year_has_few_names() {
        let drawing = Drawing::of(&chart(&["3"; 53]));
        assert_eq!(texts(&drawing.names)[..3], ["W1", "W7", "W13"]);
        assert_eq!(drawing.names.len(), MOST_NAMES);
    }

    proptest! {
        #[test]
        fn a_scale_reaches_the_most_in_few_whole_steps(hundredths in 0..1_000_000_i64) {
            let most = Decimal::new(hundredths, 2);
            let (step, parts) = scale(most);
            prop_assert!((1..=MOST_PARTS).contains(&parts));
            prop_assert!(step.fract().is_zero());
            let height = step * Decimal::from(parts);
            prop_assert!(most <= height);
            prop_assert!(height - most < step || parts == 1, "{step} {parts}");
        }
    }
}
