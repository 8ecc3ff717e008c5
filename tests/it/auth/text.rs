//! Parsing texts in the form of the wire.

/// What base64 stands for ([RFC 4648, section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)); `None` if it is none.
pub(crate) fn base64_decoded(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = ALPHABET.iter().position(|present| *present == digit)?;
        buffer = (buffer << 6 | u32::try_from(value).ok()?) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits & 0xFF) as u8);
        }
    }
    Some(bytes)
}

#[test]
fn base64_is_read_as_the_standard_says() {
    for (text, bytes) in [
        ("", ""),
        ("Zg==", "f"),
        ("Zm8=", "fo"),
        ("Zm9v", "foo"),
        ("Zm9vYg==", "foob"),
        ("Zm9vYmFy", "foobar"),
    ] {
        assert_eq!(base64_decoded(text).unwrap(), bytes.as_bytes());
    }
    assert_eq!(base64_decoded("Zg="), None);
    assert_eq!(base64_decoded("Zm9-"), None);
}
