//! The number of decimal digits of each currency.

/// The number of decimal digits of a currency: the minor unit of [ISO
/// 4217](https://www.iso.org/iso-4217-currency-codes.html).
///
/// `None` for codes that are not in ISO 4217, and for those without a minor unit, such as gold. Currencies that were
/// withdrawn since 2011 are included, because older bodies contain them.
pub(crate) fn minor_units(currency: &str) -> Option<u32> {
    let is_in = |codes: &[&str]| codes.binary_search(&currency).is_ok();
    // Most amounts are in one of the first.
    if is_in(TWO) {
        Some(2)
    } else if is_in(NONE) {
        Some(0)
    } else if is_in(THREE) {
        Some(3)
    } else if is_in(FOUR) {
        Some(4)
    } else {
        None
    }
}

const NONE: &[&str] = &[
    "BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
    "VND", "VUV", "XAF", "XOF", "XPF",
];

const TWO: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF",
    "CHE", "CHF", "CHW", "CNY", "COP", "COU", "CRC", "CUC", "CUP", "CVE", "CZK", "DKK", "DOP",
    "DZD", "EEK", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
    "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES",
    "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LTL", "LVL", "MAD",
    "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRO", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV",
    "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR",
    "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
    "SLL", "SOS", "SRD", "SSP", "STD", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP",
    "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "USN", "UYU", "UZS", "VED", "VEF", "VES", "WST",
    "XCD", "XCG", "YER", "ZAR", "ZMK", "ZMW", "ZWG", "ZWL",
];

const THREE: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

const FOUR: &[&str] = &["CLF", "UYW"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_have_the_digits_of_iso_4217() {
        for (currency, digits) in [
            ("EUR", 2),
            ("USD", 2),
            ("HUF", 2),
            ("HRK", 2),
            ("JPY", 0),
            ("KRW", 0),
            ("CLP", 0),
            ("ISK", 0),
            ("VND", 0),
            ("BHD", 3),
            ("KWD", 3),
            ("OMR", 3),
            ("TND", 3),
            ("JOD", 3),
            ("IQD", 3),
            ("LYD", 3),
            ("CLF", 4),
            ("UYW", 4),
        ] {
            assert_eq!(minor_units(currency), Some(digits), "{currency}");
        }
    }

    #[test]
    fn what_is_no_currency_has_no_digits() {
        for text in [
            "", "eur", "EURO", "EU", " ", "R U", "R\nU", "\u{20ac}", "XAU", "XTS", "XXX", "ZZZ",
        ] {
            assert_eq!(minor_units(text), None, "{text}");
        }
    }

    #[test]
    fn every_currency_is_listed_once_in_the_order_of_the_alphabet() {
        let lists = [NONE, TWO, THREE, FOUR];
        assert!(lists.iter().all(|codes| codes.is_sorted()));
        let mut all = lists.concat();
        assert!(
            all.iter()
                .all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
        );
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
