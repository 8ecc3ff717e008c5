#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;
use std::fmt::{Debug, Display};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, civil};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Asserts that the text goes out as it came in, both as plain text and as JSON.
#[track_caller]
fn assert_kept<T>(text: &str)
where
    T: FromStr<Err = ParseError> + Display + Debug + Serialize + DeserializeOwned,
{
    let value: T = text.parse().unwrap();
    assert_eq!(value.to_string(), text);
    assert_eq!(format!("{value:?}"), text);
    let json = format!("\"{text}\"");
    let value: T = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
}

#[track_caller]
fn assert_refused<T: FromStr<Err = ParseError> + Debug + DeserializeOwned>(text: &str) {
    let error = text.parse::<T>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("{text:?} is not a ")),
        "{error}"
    );
    let json = serde_json::to_string(text).unwrap();
    assert!(serde_json::from_str::<T>(&json).is_err(), "{text}");
}

#[test]
fn a_moment_goes_out_as_it_came_in() {
    for text in [
        "2024-01-31T12:00:00.100Z",
        "2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00.0Z",
        "2024-01-31T12:00:00.123456789Z",
        "2024-01-31T12:00:00.000000000+00:00",
        "2024-01-31T12:00:00.05+02:00",
        "2024-01-31T12:00:00.5-00:00",
        "2024-01-31T12:00:00-05:30",
        "2024-01-31T00:30:00+23:59",
        "2024-02-29T23:59:59.999-23:59",
        "0000-01-01T00:00:00Z",
        "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59.999999999-23:59",
        "-000044-03-15T12:00:00Z",
        "2024-01-31t12:00:00.100z",
        "2024-01-31t12:00:00Z",
        "2024-01-31T12:00:00z",
        "2024-01-31t12:00:00+02:00",
    ] {
        assert_kept::<DateTime>(text);
    }
}

#[test]
fn a_text_that_is_no_moment_is_refused() {
    for text in [
        "",
        "2024-01-31",
        "2024-01-31T12:00:00",
        "2024-01-31T12:00Z",
        "2024-01-31 12:00:00Z",
        "2024-01-31T12:00:00.Z",
        "2024-01-31T12:00:00,5Z",
        "2024-01-31T12:00:00.1234567890Z",
        "2024-01-31T12:00:00+0200",
        "2024-01-31T12:00:00+02",
        "2024-01-31T12:00:00+24:00",
        "2024-01-31T12:00:00+02:60",
        "2024-01-31T12:00:00Z ",
        " 2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00Z[Europe/Berlin]",
        "2024-02-30T12:00:00Z",
        "2024-13-01T12:00:00Z",
        "2024-01-31T24:00:00Z",
        "2024-01-31T12:60:00Z",
        "2024-01-31T12:00:61Z",
        "-000000-01-01T00:00:00Z",
        "+002024-01-31T12:00:00Z",
        "２024-01-31T12:00:00Z",
        "2024-01-31T12:00:00é",
        "\"\n",
    ] {
        assert_refused::<DateTime>(text);
    }
}

#[test]
fn a_leap_second_is_the_second_before_it() {
    let leap: DateTime = "2016-12-31T23:59:60Z".parse().unwrap();
    let by_jiff: Timestamp = "2016-12-31T23:59:60Z".parse().unwrap();
    assert_eq!(leap.timestamp(), by_jiff);
    assert_eq!(leap.to_string(), "2016-12-31T23:59:59Z");
}

#[test]
fn moments_compare_by_the_moment_alone() {
    let utc: DateTime = "2024-01-31T12:00:00Z".parse().unwrap();
    for same in [
        "2024-01-31T12:00:00.000Z",
        "2024-01-31T12:00:00+00:00",
        "2024-01-31T12:00:00-00:00",
        "2024-01-31T14:00:00+02:00",
        "2024-01-31T06:30:00-05:30",
        "2024-02-01T00:00:00+12:00",
        "2024-01-31t12:00:00z",
    ] {
        let same: DateTime = same.parse().unwrap();
        assert_eq!(utc, same);
        assert_eq!(utc.cmp(&same), Ordering::Equal);
        assert_eq!(hash_of(utc), hash_of(same));
    }
    let later_but_earlier_on_the_clock: DateTime = "2024-01-31T11:30:00-01:00".parse().unwrap();
    assert!(utc < later_but_earlier_on_the_clock);
    let later: DateTime = "2024-01-31T12:00:00.000000001Z".parse().unwrap();
    assert!(utc < later);
}

#[test]
fn a_moment_converts_from_and_to_jiff() {
    let berlin: DateTime = "2024-01-31T13:00:00.250+01:00".parse().unwrap();
    let expected: Timestamp = "2024-01-31T12:00:00.25Z".parse().unwrap();
    assert_eq!(berlin.timestamp(), expected);
    assert_eq!(Timestamp::try_from(berlin).unwrap(), expected);
    assert_eq!(berlin.offset(), jiff::tz::offset(1));
    assert_eq!(
        berlin.civil(),
        civil::date(2024, 1, 31).at(13, 0, 0, 250_000_000)
    );
    assert_eq!(DateTime::from(expected), berlin);
}

#[test]
fn a_moment_of_ones_own_is_written_as_the_api_does() {
    for (nanosecond, written) in [
        (0, "1970-01-01T00:00:00.000Z"),
        (100_000_000, "1970-01-01T00:00:00.100Z"),
        (1_000, "1970-01-01T00:00:00.000001Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
    ] {
        let timestamp = Timestamp::new(0, nanosecond).unwrap();
        assert_eq!(DateTime::from(timestamp).to_string(), written);
    }
    let clock = civil::date(2024, 1, 31).at(12, 0, 0, 0);
    let offset = Offset::from_seconds(-(5 * 3600 + 30 * 60 + 15)).unwrap();
    let moment = DateTime::with_offset(clock, offset);
    assert_eq!(moment.to_string(), "2024-01-31T12:00:00.000-05:30");
    assert_eq!(moment.offset().seconds(), -(5 * 3600 + 30 * 60));
}

#[test]
fn a_moment_beyond_the_last_timestamp_is_kept_and_gives_the_last_one() {
    let for_ever: DateTime = "9999-12-31T23:59:59Z".parse().unwrap();
    assert_eq!(for_ever.timestamp(), Timestamp::MAX);
    assert!(Timestamp::try_from(for_ever).is_err());
    assert!(for_ever > DateTime::from(Timestamp::MAX));
    let first = DateTime::with_offset(civil::DateTime::MIN, Offset::MAX);
    assert_eq!(first.timestamp(), Timestamp::MIN);
    assert!(first < for_ever);
}

#[test]
fn dates_and_times_go_out_as_they_came_in() {
    for text in [
        "2024-01-31",
        "0000-01-01",
        "9999-12-31",
        "-000044-03-15",
        "-009999-01-01",
    ] {
        assert_kept::<Date>(text);
    }
    for text in [
        "14:00:00",
        "14:00:00.0",
        "14:00:00.000",
        "23:59:59.999999999",
        "00:00:00",
    ] {
        assert_kept::<Time>(text);
    }
    for text in [
        "2024-01-31T14:00:00",
        "2024-01-31T14:00:00.120",
        "2024-01-31t14:00:00",
        "2024-01-31t14:00:00.120",
    ] {
        assert_kept::<LocalDateTime>(text);
    }
}

#[test]
fn a_text_that_is_no_date_or_time_is_refused() {
    for text in [
        "",
        "2024-1-31",
        "2024-01-31T00:00:00",
        "20240131",
        "2023-02-29",
        "2024-01-31 ",
    ] {
        assert_refused::<Date>(text);
    }
    for text in [
        "",
        "14:00",
        "24:00:00",
        "14:00:00Z",
        "14:00:00.",
        "14:00:00.1234567890",
        "4:00:00",
    ] {
        assert_refused::<Time>(text);
    }
    for text in [
        "",
        "2024-01-31",
        "2024-01-31T14:00:00Z",
        "2024-01-31t14:00:00z",
        "2024-01-31 14:00:00",
        "2024-01-31T14:00",
    ] {
        assert_refused::<LocalDateTime>(text);
    }
}

#[test]
fn dates_and_times_convert_from_and_to_jiff() {
    let date = civil::date(2024, 1, 31);
    assert_eq!(Date::from(date).to_string(), "2024-01-31");
    assert_eq!(civil::Date::from(Date::from(date)), date);
    let time = civil::time(14, 0, 0, 500_000);
    assert_eq!(Time::from(time).to_string(), "14:00:00.000500");
    assert_eq!(civil::Time::from(Time::from(time)), time);
    let both = date.to_datetime(time);
    assert_eq!(
        LocalDateTime::from(both).to_string(),
        "2024-01-31T14:00:00.000500"
    );
    assert_eq!(civil::DateTime::from(LocalDateTime::from(both)), both);
}

#[test]
fn the_number_of_fraction_digits_does_not_count() {
    let short: Time = "14:00:00".parse().unwrap();
    let long: Time = "14:00:00.000".parse().unwrap();
    assert_eq!(short, long);
    assert_eq!(hash_of(short), hash_of(long));
    let lower: LocalDateTime = "2024-01-31t14:00:00.5".parse().unwrap();
    let short: LocalDateTime = "2024-01-31T14:00:00.5".parse().unwrap();
    let long: LocalDateTime = "2024-01-31T14:00:00.500".parse().unwrap();
    assert_eq!(short, long);
    assert_eq!(short, lower);
    assert_eq!(hash_of(short), hash_of(lower));
    assert!(long < "2024-01-31T14:00:00.501".parse().unwrap());
}

#[test]
fn a_long_text_is_cut_in_the_error() {
    let error = "é".repeat(10_000).parse::<Date>().unwrap_err().to_string();
    assert!(error.chars().count() < 150, "{error}");
}

#[test]
fn a_number_is_not_a_date() {
    let error = serde_json::from_str::<Date>("20240131").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("expected a date such as 2024-01-31"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_back(text in r"-?[0-9]{4,6}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{0,10})?(Z|z|[+-][0-2][0-9]:[0-5][0-9])") {
        if let Ok(moment) = text.parse::<DateTime>() && !text.contains(":60") {
            prop_assert_eq!(moment.to_string(), text);
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = text.parse::<DateTime>();
        let _ = text.parse::<LocalDateTime>();
        let _ = text.parse::<Date>();
        let _ = text.parse::<Time>();
    }

    #[test]
    fn every_timestamp_survives(second in Timestamp::MIN.as_second()..Timestamp::MAX.as_second(), nanosecond in 0..1_000_000_000_i64) {
        let timestamp = Timestamp::new(second, 0).unwrap() + SignedDuration::from_nanos(nanosecond);
        let moment = DateTime::from(timestamp);
        prop_assert_eq!(moment.timestamp(), timestamp);
        prop_assert_eq!(moment.to_string().parse::<DateTime>().unwrap(), moment);
    }

    #[test]
    fn moments_are_ordered_as_timestamps(a in any::<i32>(), b in any::<i32>(), offset in -86_000..86_000) {
        let (a, b) = (Timestamp::from_second(a.into()).unwrap(), Timestamp::from_second(b.into()).unwrap());
        let offset = Offset::from_seconds(offset / 60 * 60).unwrap();
        let moved = DateTime::with_offset(offset.to_datetime(a), offset);
        prop_assert_eq!(moved.cmp(&DateTime::from(b)), a.cmp(&b));
        prop_assert_eq!(moved, DateTime::from(a));
    }
}

mod localized {
    use serde_json::json;

    use super::*;

    fn potato() -> Localized<String> {
        [
            ("en", "Potato"),
            ("de", "Kartoffel"),
            ("de-AT", "Erdäpfel"),
            ("zh-Hant", "馬鈴薯"),
        ]
        .into()
    }

    #[test]
    fn lookup_shortens_each_range_before_the_next() {
        let name = potato();
        for (ranges, expected) in [
            (vec!["de-AT"], Some("Erdäpfel")),
            (vec!["de-CH"], Some("Kartoffel")),
            (vec!["de-AT-1996"], Some("Erdäpfel")),
            (vec!["DE-at"], Some("Erdäpfel")),
            (vec!["zh-hant-tw"], Some("馬鈴薯")),
            (vec!["zh-Hans"], None),
            (vec!["zh"], None),
            (vec!["fr-CA", "de-CH", "en"], Some("Kartoffel")),
            (vec!["de-a-x", "en"], Some("Kartoffel")),
            (vec!["de-x-shop"], Some("Kartoffel")),
            (vec!["*"], None),
            (vec!["*", "en"], Some("Potato")),
            (vec!["de-*-AT"], Some("Erdäpfel")),
            (vec![""], None),
            (vec!["-"], None),
            (vec![], None),
        ] {
            assert_eq!(
                name.lookup(&ranges).map(String::as_str),
                expected,
                "{ranges:?}"
            );
        }
    }

    #[test]
    fn lookup_or_any_falls_back_to_the_first_locale() {
        assert_eq!(potato().lookup_or_any(["fr"]).unwrap(), "Kartoffel");
        assert_eq!(potato().lookup_or_any(["en-GB"]).unwrap(), "Potato");
        assert_eq!(Localized::<String>::new().lookup_or_any(["en"]), None);
    }

    #[test]
    fn a_filter_gives_the_range_and_what_is_more_special() {
        let name = potato();
        for (range, expected) in [
            ("de", vec!["de", "de-AT"]),
            ("DE-at", vec!["de-AT"]),
            ("de-AT-1996", vec![]),
            ("d", vec![]),
            ("zh", vec!["zh-Hant"]),
            ("de-", vec![]),
            ("*", vec!["de", "de-AT", "en", "zh-Hant"]),
            ("", vec![]),
            ("ü", vec![]),
        ] {
            let found: Vec<&str> = name.filter(range).map(|(locale, _)| locale).collect();
            assert_eq!(found, expected, "{range}");
        }
    }

    #[test]
    fn get_takes_the_locale_as_it_is() {
        assert_eq!(potato().get("de-AT").unwrap(), "Erdäpfel");
        assert_eq!(potato().get("de-at"), None);
        assert_eq!(potato().get("de-CH"), None);
    }

    #[test]
    fn text_is_the_best_one_or_empty() {
        assert_eq!(potato().text("de-AT"), "Erdäpfel");
        assert_eq!(potato().text("de-CH"), "Kartoffel");
        assert_eq!(potato().text("fr"), "");
        assert_eq!(Localized::<String>::new().text("en"), "");
    }

    #[test]
    fn values_go_in_and_come_out() {
        let mut name = Localized::<String>::new()
            .with("en", "Potatoe")
            .with("de", "Kartoffel");
        assert_eq!(name.insert("en", "Potato").as_deref(), Some("Potatoe"));
        assert_eq!(name.remove("de").as_deref(), Some("Kartoffel"));
        name.extend([("fr", "Pomme de terre")]);
        assert_eq!(name.len(), 2);
        assert!(!name.is_empty());
        let pairs: Vec<(&String, &String)> = (&name).into_iter().collect();
        assert_eq!(pairs, name.iter().collect::<Vec<_>>());
        let copy: Localized<String> = name.clone().into_iter().collect();
        assert_eq!(copy, name);
    }

    #[test]
    fn a_null_value_is_an_absent_one() {
        let name: Localized<String> =
            serde_json::from_value(json!({"en": "Potato", "de": null})).unwrap();
        assert_eq!(
            serde_json::to_value(&name).unwrap(),
            json!({"en": "Potato"})
        );
        let lists: Localized<Vec<i32>> =
            serde_json::from_value(json!({"en": [1], "de": null})).unwrap();
        assert_eq!(lists.len(), 1);
    }

    #[test]
    fn anything_but_an_object_is_refused() {
        for json in ["null", "1", "[]", r#"{"en":1}"#] {
            assert!(
                serde_json::from_str::<Localized<String>>(json).is_err(),
                "{json}"
            );
        }
    }
}

#[test]
fn values_by_locale_are_shown_as_a_map() {
    let name = Localized::<String>::new()
        .with("en", "Shoes")
        .with("de", "Schuhe");
    assert_eq!(format!("{name:?}"), r#"{"de": "Schuhe", "en": "Shoes"}"#);
}
