//! The tokens of a predicate.

/// A token, with the column where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) column: usize,
    pub(super) word: Word,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// A name or a keyword; the parser distinguishes them by position.
    Name(String),
    /// A name in backticks, which is not a keyword.
    QuotedName(String),
    Text(String),
    Number(f64),
    /// `=`, `<>`, `(`, `,` and so on.
    Sign(&'static str),
}

/// Longer operators come before those that they begin with.
const SIGNS: [&str; 12] = [
    "<>", "!=", "<=", ">=", "=", "<", ">", "(", ")", ",", ".", ":",
];

/// Splits a text into tokens; errors contain the column.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let column = text.len() - rest.len() + 1;
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        let (word, length) = match first {
            '"' => quoted(rest, '"')
                .map(|(text, length)| (Word::Text(text), length))
                .ok_or_else(|| (column, "a text that does not end".to_owned()))?,
            '`' => quoted(rest, '`')
                .map(|(text, length)| (Word::QuotedName(text), length))
                .ok_or_else(|| (column, "a name that does not end".to_owned()))?,
            first if first.is_ascii_digit() || first == '-' => number(rest)
                .ok_or_else(|| (column, format!("'{first}', which begins no number")))?,
            first if first.is_alphabetic() || first == '_' => {
                let length = rest.find(|letter: char| {
                    !letter.is_alphanumeric() && letter != '_' && letter != '-'
                });
                let (name, _) = rest.split_at(length.unwrap_or(rest.len()));
                (Word::Name(name.to_owned()), name.len())
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| (column, format!("'{first}'")))?;
                (Word::Sign(sign), sign.len())
            }
        };
        tokens.push(Token { column, word });
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The content of a quoted string, and its length with the quotes.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next()?.1 {
                'n' => inner.push('\n'),
                't' => inner.push('\t'),
                'r' => inner.push('\r'),
                'u' => inner.push(escaped(&mut letters)?),
                other => inner.push(other),
            },
            letter if letter == quote => return Some((inner, place + letter.len_utf8())),
            letter => inner.push(letter),
        }
    }
    None
}

/// The character after `\u`, which is two escapes outside of the basic multilingual plane.
fn escaped(letters: &mut impl Iterator<Item = (usize, char)>) -> Option<char> {
    let first = unit(letters)?;
    if let Some(Ok(letter)) = char::decode_utf16([first]).next() {
        return Some(letter);
    }
    let is_escape = letters.next()?.1 == '\\' && letters.next()?.1 == 'u';
    let second = unit(letters)?;
    let letter = char::decode_utf16([first, second]).next()?.ok();
    letter.filter(|_| is_escape)
}

/// Four hexadecimal digits.
fn unit(letters: &mut impl Iterator<Item = (usize, char)>) -> Option<u16> {
    let digits: String = letters.take(4).map(|(_, digit)| digit).collect();
    u16::from_str_radix(&digits, 16).ok()
}

fn number(text: &str) -> Option<(Word, usize)> {
    let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    let length = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let number = text.get(..length)?.parse().ok()?;
    Some((Word::Number(number), length))
}
