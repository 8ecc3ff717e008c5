//! The times of recurring orders.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde_json::Value;

use crate::object::whole;

const DAY_IN_SECONDS: i64 = 24 * 60 * 60;

/// The first time of a schedule starting at `start` that is not before `from`; `None` if it is out of range. In months
/// without the day, it is the last day.
pub(super) fn first(schedule: &Value, start: Timestamp, from: Timestamp) -> Option<Timestamp> {
    match schedule.get("type")?.as_str()? {
        "standard" => standard(schedule, start, from),
        "dayOfMonth" => on_day(schedule, start, from),
        _ => None,
    }
}

fn standard(schedule: &Value, start: Timestamp, from: Timestamp) -> Option<Timestamp> {
    let value = whole(schedule.get("value")?).filter(|value| *value > 0)?;
    let unit = schedule.get("intervalUnit")?.as_str()?;
    let (span, most_days): (fn(i64) -> Option<Span>, i64) = match unit {
        "Days" => (|days| Span::new().try_days(days).ok(), 1),
        "Weeks" => (|weeks| Span::new().try_weeks(weeks).ok(), 7),
        "Months" => (|months| Span::new().try_months(months).ok(), 31),
        _ => return None,
    };
    let longest = value.checked_mul(most_days)?.checked_mul(DAY_IN_SECONDS)?;
    let passed = from.as_second().saturating_sub(start.as_second()).max(0);
    let start = start.to_zoned(TimeZone::UTC);
    // At least this number has passed, and a few more if months are shorter than the longest one.
    let mut number = passed / longest;
    loop {
        let time = start.checked_add(span(number.checked_mul(value)?)?).ok()?;
        if time.timestamp() >= from {
            return Some(time.timestamp());
        }
        number = number.checked_add(1)?;
    }
}

/// On a day of each month, at the time of day of the start.
fn on_day(schedule: &Value, start: Timestamp, from: Timestamp) -> Option<Timestamp> {
    let day = i8::try_from(whole(schedule.get("day")?)?).ok()?;
    let time_of_day = start.to_zoned(TimeZone::UTC).time();
    let mut month: Date = from.to_zoned(TimeZone::UTC).date().first_of_month();
    loop {
        let date = month.with().day(day.clamp(1, month.days_in_month()));
        let time = date.build().ok()?.to_datetime(time_of_day);
        let time = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
        if time >= from {
            return Some(time);
        }
        month = month.checked_add(1.month()).ok()?;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn next(schedule: &Value, start: &str, from: &str) -> Option<String> {
        let time = |text: &str| text.parse().unwrap();
        first(schedule, time(start), time(from)).map(|time| time.to_string())
    }

    #[test]
    fn intervals_are_counted_from_the_beginning() {
        let start = "2026-01-31T10:00:00Z";
        for (value, unit, from, expected) in [
            (1, "Days", start, start),
            (10, "Days", "2026-02-01T00:00:00Z", "2026-02-10T10:00:00Z"),
            (2, "Weeks", "2026-01-31T10:00:01Z", "2026-02-14T10:00:00Z"),
            // The end of February, and then the 31st again.
            (1, "Months", "2026-02-01T00:00:00Z", "2026-02-28T10:00:00Z"),
            (1, "Months", "2026-03-01T00:00:00Z", "2026-03-31T10:00:00Z"),
            (3, "Months", "2126-03-01T00:00:00Z", "2126-04-30T10:00:00Z"),
        ] {
            let schedule = json!({"type": "standard", "value": value, "intervalUnit": unit});
            let next = next(&schedule, start, from);
            assert_eq!(next.as_deref(), Some(expected), "{value} {unit} {from}");
        }
    }

    #[test]
    fn a_day_of_the_month_is_the_last_one_of_shorter_months() {
        let start = "2026-01-15T10:00:00Z";
        for (day, from, expected) in [
            (31, start, "2026-01-31T10:00:00Z"),
            (31, "2026-01-31T10:00:00.001Z", "2026-02-28T10:00:00Z"),
            (15, start, start),
            (1, start, "2026-02-01T10:00:00Z"),
            (14, "2026-12-20T00:00:00Z", "2027-01-14T10:00:00Z"),
        ] {
            let schedule = json!({"type": "dayOfMonth", "day": day});
            let next = next(&schedule, start, from);
            assert_eq!(next.as_deref(), Some(expected), "{day} {from}");
        }
    }

    #[test]
    fn what_no_schedule_can_be_has_no_time() {
        let start = "2026-01-31T10:00:00Z";
        for schedule in [
            json!({"type": "standard", "value": 0, "intervalUnit": "Days"}),
            json!({"type": "standard", "value": -1, "intervalUnit": "Months"}),
            json!({"type": "standard", "value": i64::MAX, "intervalUnit": "Weeks"}),
            json!({"type": "standard"}),
            json!({"type": "dayOfMonth"}),
            json!({"type": "sometimes"}),
        ] {
            assert_eq!(next(&schedule, start, "2026-02-01T00:00:00Z"), None);
        }
        let yearly = json!({"type": "standard", "value": 12, "intervalUnit": "Months"});
        assert_eq!(next(&yearly, start, "9999-12-30T00:00:00Z"), None);
    }
}
