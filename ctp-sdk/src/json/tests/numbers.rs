//! How numbers are read.

use std::fmt::Debug;

use serde::de::DeserializeOwned;

use super::{assert_refused, read, rewritten, ways};
use crate::json::{Read, from_slice};
use crate::runtime::{self, MissingFields};

/// Where the sequence of floats begins; another number is another test.
const SEED: u64 = 8;

macro_rules! number {
    ($($name:ident $of:ty)*) => {
        $(
            #[derive(Clone, Debug, PartialEq)]
            struct $name {
                n: $of,
            }

            runtime::exchanged! { $name { n: "n", } }
        )*
    };
}

number! { I8 i8 I16 i16 I32 i32 I64 i64 F64 f64 }

fn object(number: &str) -> String {
    format!(r#"{{"n":{number}}}"#)
}

#[test]
fn a_whole_number_may_be_written_as_any_number() {
    for (text, expected) in [
        ("5", 5),
        ("5.0", 5),
        ("5.000", 5),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1.5e1", 15),
        ("50e-1", 5),
        ("-5.0", -5),
        ("-0.0", 0),
        ("0e0", 0),
        ("4503599627370495.0", 4_503_599_627_370_495),
        ("-4503599627370495.0", -4_503_599_627_370_495),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(read::<I64>(&object(text)).n, expected, "{text}");
        assert_eq!(rewritten::<I64>(&object(text))["n"], expected, "{text}");
    }
}

/// What is read must not be another number, not even near the last whole number that a float tells from its neighbours.
#[test]
fn a_large_number_that_is_written_as_a_float_is_read_exactly_or_refused() {
    for number in [
        1_i64 << 50,
        (1 << 51) + 1,
        (1 << 52) - 1,
        (1 << 52) + 3,
        (1 << 53) - 2,
        (1 << 53) - 1,
    ] {
        for text in [
            format!("{number}.0"),
            format!("{number}.00"),
            format!("{number}0e-1"),
            format!("{number}e0"),
        ] {
            for (way, outcome) in ways::<I64>(&object(&text)) {
                assert!(
                    outcome.as_ref().map_or(true, |read| read.n == number),
                    "{way}: {text}: {outcome:?}"
                );
            }
        }
    }
}

#[test]
fn a_fraction_is_no_whole_number_and_neither_is_what_a_float_cannot_hold() {
    for text in [
        "5.5",
        "1e-1",
        "0.1",
        "1e20",
        "-1e20",
        "9007199254740993.0",
        "9007199254740992.0",
        "1e300",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        r#""5""#,
        "true",
        "[]",
        "{}",
        "null",
    ] {
        assert_refused::<I64>(&object(text), "n: invalid ");
    }
}

#[test]
fn a_number_has_the_range_of_its_type() {
    fn assert_range<T: Read + DeserializeOwned + PartialEq + Debug>(least: i64, most: i64) {
        for text in [
            least.to_string(),
            most.to_string(),
            format!("{most}.0"),
            format!("{least}.0"),
        ] {
            read::<T>(&object(&text));
        }
        for text in [least - 1, most + 1] {
            assert_refused::<T>(
                &object(&text.to_string()),
                "n: invalid value: integer, expected i",
            );
            assert_refused::<T>(
                &object(&format!("{text}.0")),
                "n: invalid value: integer, expected i",
            );
        }
    }
    assert_range::<I8>(i8::MIN.into(), i8::MAX.into());
    assert_range::<I16>(i16::MIN.into(), i16::MAX.into());
    assert_range::<I32>(i32::MIN.into(), i32::MAX.into());
}

#[test]
fn a_float_may_be_written_as_a_whole_number() {
    for (text, expected) in [
        ("5", 5.0),
        ("-7", -7.0),
        ("0.25", 0.25),
        ("1e20", 1e20),
        ("18446744073709551615", 18_446_744_073_709_551_615.0),
    ] {
        assert_eq!(read::<F64>(&object(text)), F64 { n: expected }, "{text}");
        assert_eq!(
            rewritten::<F64>(&object(text))["n"].as_f64(),
            Some(expected),
            "{text}"
        );
    }
    for text in [r#""5""#, "null", "true", "[]"] {
        assert_refused::<F64>(&object(text), "n: invalid type: ");
    }
}

/// What was read once is the same number when it is written and read again.
#[test]
fn a_float_survives_being_written() {
    println!("seed {SEED:#x}");
    let mut bits = SEED;
    for _ in 0..1000 {
        bits = bits
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Between 1 and 2, then up to some millions: prices, rates and weights.
        let float =
            f64::from_bits(0x3ff0_0000_0000_0000 | bits >> 12) * f64::from(1_u32 << (bits % 23));
        let read: F64 = read(&object(&float.to_string()));
        assert_eq!(read.n.to_bits(), float.to_bits(), "seed {SEED:#x}: {float}");
        rewritten::<F64>(&object(&float.to_string()));
    }
}

#[test]
fn a_number_beyond_all_floats_is_broken_json() {
    let failure = from_slice::<F64>(b"{\"n\":1e400}", MissingFields::Refuse).unwrap_err();
    assert_eq!(
        (failure.path(), failure.message()),
        ("n", "number out of range")
    );
}
