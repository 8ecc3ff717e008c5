//! The forms of dates and times.

/// `2015-05-23`.
pub fn is_date(text: &str) -> bool {
    let [year, month, day] = match numbers(text, '-', [4, 2, 2]) {
        Some(parts) => parts,
        None => return false,
    };
    (1..=12).contains(&month) && (1..=days(year, month)).contains(&day)
}

/// `12:30:00`, with or without a fraction of a second.
pub fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    // A leap second is the 61st of its minute.
    numbers(clock, ':', [2, 2, 2])
        .is_some_and(|[hour, minute, second]| hour < 24 && minute < 60 && second <= 60)
        && is_fraction
}

/// `2015-07-04T21:00:00`.
pub fn is_date_time_only(text: &str) -> bool {
    text.split_once('T')
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `2016-02-28T16:41:41.090Z`, or with an offset: RFC 3339.
pub fn is_rfc_3339(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    if let Some(rest) = text.strip_suffix('Z') {
        return is_date_time_only(rest);
    }
    let Some((rest, offset)) = text.split_at_checked(text.len().saturating_sub(6)) else {
        return false;
    };
    let is_offset = offset
        .strip_prefix(['+', '-'])
        .and_then(|offset| numbers(offset, ':', [2, 2]))
        .is_some_and(|[hour, minute]| hour < 24 && minute < 60);
    is_offset && is_date_time_only(rest)
}

/// `Sun, 28 Feb 2016 16:41:41 GMT`: the first form of RFC 2616, section 3.3.1, which HTTP sends.
pub fn is_rfc_2616(text: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let parts: Vec<&str> = text.split(' ').collect();
    let [weekday, day, month, year, time, "GMT"] = parts.as_slice() else {
        return false;
    };
    let Some(month) = MONTHS.iter().position(|known| known == month) else {
        return false;
    };
    weekday
        .strip_suffix(',')
        .is_some_and(|weekday| DAYS.contains(&weekday))
        && is_date(&format!("{year}-{:02}-{day}", month + 1))
        && is_time(time)
        && !time.contains('.')
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The numbers of a text, each of so many digits.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u32; N]> {
    let mut found = [0; N];
    let mut parts = text.split(between);
    for (slot, digits) in found.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}
