//! The figures, one a line.

use std::time::Duration;

/// One figure with what it is held against.
pub struct Line {
    pub what: String,
    pub p50: String,
    pub p95: String,
    /// How long the floor took, and how many times that the figure is.
    pub floor: String,
    pub ratio: String,
    pub goal: String,
}

/// The time within which that share of them was done.
pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let place = (times.len() * percent).div_ceil(100).max(1) - 1;
    times.get(place).copied().unwrap_or_default()
}

pub fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

impl Line {
    /// A figure that was taken several times.
    pub fn of_times(what: &str, times: &mut [Duration], floor: Duration, goal: &str) -> Self {
        let (p50, p95) = (percentile(times, 50), percentile(times, 95));
        Self {
            what: what.to_owned(),
            p50: ms(p50),
            p95: ms(p95),
            floor: ms(floor),
            ratio: format!("{:.2}", p95.as_secs_f64() / floor.as_secs_f64().max(1e-9)),
            goal: goal.to_owned(),
        }
    }

    /// A figure that is no time.
    pub fn plain(what: &str, figure: String, goal: &str) -> Self {
        let none = String::new;
        Self { what: what.to_owned(), p50: figure, p95: none(), floor: none(), ratio: none(), goal: goal.to_owned() }
    }
}

/// As a table that a document can hold as it is.
pub fn text(lines: &[Line]) -> String {
    let mut text = "| Figure | p50 | p95 | Floor | p95 / floor | Goal |\n|---|---:|---:|---:|---:|---|\n".to_owned();
    for line in lines {
        let Line { what, p50, p95, floor, ratio, goal } = line;
        text += &format!("| {what} | {p50} | {p95} | {floor} | {ratio} | {goal} |\n");
    }
    text
}

pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let mut times: Vec<Duration> = (1..=20).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut times, 50), Duration::from_millis(10));
        assert_eq!(percentile(&mut times, 95), Duration::from_millis(19));
        assert_eq!(percentile(&mut times[..1], 95), Duration::from_millis(1));
    }

    #[test]
    fn thousands_are_parted_by_commas() {
        assert_eq!([0, 999, 1_000, 1_300_000].map(thousands), ["0", "999", "1,000", "1,300,000"]);
    }
}
