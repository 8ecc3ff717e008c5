//! Ways to damage a specification.

use std::path::PathBuf;

/// A file of a specification.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its path below the folder of the root.
    pub(super) path: PathBuf,
    /// What it holds, which need not be text any more.
    pub(super) bytes: Vec<u8>,
}

/// One damage: what is done, and two numbers that say where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Damage {
    kind: Kind,
    first: usize,
    second: usize,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    DeleteLines,
    DuplicateLine,
    SwapLines,
    CutAtByte,
    Insert,
    Indent,
    SwapSubtrees,
    MoveSubtree,
    IncludeItself,
    ReplaceWord,
    SwapValues,
    CopyValue,
    CopyKey,
}

/// The kinds, with those that mostly leave well-formed YAML more than once: they reach farther into the generator.
const KINDS: [Kind; 19] = [
    Kind::DeleteLines,
    Kind::DuplicateLine,
    Kind::SwapLines,
    Kind::CutAtByte,
    Kind::Insert,
    Kind::Indent,
    Kind::SwapSubtrees,
    Kind::MoveSubtree,
    Kind::IncludeItself,
    Kind::ReplaceWord,
    Kind::ReplaceWord,
    Kind::SwapValues,
    Kind::SwapValues,
    Kind::CopyValue,
    Kind::CopyValue,
    Kind::CopyValue,
    Kind::CopyKey,
    Kind::CopyKey,
    Kind::CopyKey,
];

/// What means something to YAML, to RAML or to a careless reader of bytes.
const SPECIAL: [&str; 34] = [
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!",
    "!include ",
    "!include api.raml",
    "!!binary ",
    "|",
    "|\n",
    ">-\n",
    "%",
    "@",
    "`",
    "<<",
    ">>",
    "<<x>>",
    "<<x | !singularize>>",
    "<<: *a\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{1f600}",
    "ä",
    "\r",
    "\r\n",
    "---\n",
    "...\n",
    "? ",
    ": ",
    "#",
    "(((((((((((((((((((((((((((((((((((((((((((((((((",
];

/// Words that name something everywhere.
const WORDS: [&str; 18] = [
    "object",
    "string[]",
    "type: ~",
    "properties",
    "discriminator",
    "enum",
    "1e999",
    "-1",
    "null",
    "true",
    "//",
    "/",
    "{id}",
    "<<item>>",
    "[]",
    "{}",
    "99999999999999999999",
    "Self",
];

impl From<(u8, u32, u32)> for Damage {
    fn from((kind, first, second): (u8, u32, u32)) -> Self {
        Self {
            kind: KINDS[usize::from(kind) % KINDS.len()],
            first: first as usize,
            second: second as usize,
        }
    }
}

impl Damage {
    /// Damages one of the files.
    pub(super) fn apply(self, files: &mut [Source]) {
        let count = files.len();
        let Some(file) = files.get_mut(self.second % count.max(1)) else {
            return;
        };
        if let Kind::CutAtByte = self.kind {
            // The cut may fall within a character.
            file.bytes.truncate(self.first % (file.bytes.len() + 1));
            return;
        }
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        file.bytes = self.damaged(&text).into_bytes();
    }

    fn damaged(self, text: &str) -> String {
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        if lines.is_empty() {
            return SPECIAL[self.first % SPECIAL.len()].to_owned();
        }
        let (here, there) = (self.first % lines.len(), self.second % lines.len());
        match self.kind {
            Kind::DeleteLines => {
                let end = (here + 1 + self.second % 3).min(lines.len());
                lines.drain(here..end);
            }
            Kind::DuplicateLine => {
                let line = lines[here].clone();
                lines.insert(there, line);
            }
            Kind::SwapLines => lines.swap(here, there),
            Kind::Indent => {
                let spaces = self.second % 5;
                let line = lines[here].trim_start_matches(' ').to_owned();
                lines[here] = format!("{}{line}", " ".repeat(spaces * 2));
            }
            Kind::SwapSubtrees => {
                let (left, right) = (
                    subtree(&lines, here.min(there)),
                    subtree(&lines, here.max(there)),
                );
                if left.end <= right.start {
                    let (first, second) =
                        (lines[left.clone()].to_vec(), lines[right.clone()].to_vec());
                    lines.splice(right, first);
                    lines.splice(left, second);
                }
            }
            Kind::MoveSubtree => {
                let from = subtree(&lines, here);
                let moved = lines[from.clone()].to_vec();
                let by =
                    indentation(&lines[there]) as isize + 2 - indentation(&lines[here]) as isize;
                let shifted = moved.iter().map(|line| shift(line, by));
                lines.splice((there + 1)..(there + 1), shifted.collect::<Vec<_>>());
            }
            Kind::IncludeItself => {
                let line = lines[here].clone();
                if let Some((key, _)) = line.split_once(':') {
                    lines[here] = format!(
                        "{key}: !include {}\n",
                        ["api.raml", "/api.raml", "../api.raml", ".", ""][self.second % 5]
                    );
                }
            }
            Kind::Insert => return insert(text, self.first, SPECIAL[self.second % SPECIAL.len()]),
            Kind::ReplaceWord => {
                let line = &lines[here];
                if let Some((key, _)) = line.split_once(": ") {
                    lines[here] = format!("{key}: {}\n", WORDS[self.second % WORDS.len()]);
                } else {
                    return insert(text, self.first, WORDS[self.second % WORDS.len()]);
                }
            }
            Kind::SwapValues | Kind::CopyValue | Kind::CopyKey => {
                let pairs: Vec<usize> = (0..lines.len())
                    .filter(|line| lines[*line].contains(": "))
                    .collect();
                if pairs.is_empty() {
                    return text.to_owned();
                }
                let (here, there) = (
                    pairs[self.first % pairs.len()],
                    pairs[self.second % pairs.len()],
                );
                let (key, value) = pair(&lines[here]);
                let (other_key, other_value) = pair(&lines[there]);
                let indentation = " ".repeat(indentation(&lines[here]));
                let line = if matches!(self.kind, Kind::CopyKey) {
                    format!("{indentation}{}: {value}", other_key.trim_start())
                } else {
                    format!("{key}: {other_value}")
                };
                let other_line = if matches!(self.kind, Kind::SwapValues) {
                    format!("{other_key}: {value}")
                } else {
                    lines[there].clone()
                };
                lines[here] = line;
                if here != there {
                    lines[there] = other_line;
                }
            }
            Kind::CutAtByte => {}
        }
        lines.concat()
    }
}

/// The text with something more at a place that is a boundary of characters.
fn insert(text: &str, at: usize, what: &str) -> String {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    format!("{}{what}{}", &text[..at], &text[at..])
}

/// The key and the value of a line that has both.
fn pair(line: &str) -> (String, String) {
    let (key, value) = line.split_once(": ").unwrap_or((line, "\n"));
    (key.to_owned(), value.to_owned())
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A line with all that stands deeper below it.
fn subtree(lines: &[String], from: usize) -> std::ops::Range<usize> {
    let own = indentation(&lines[from]);
    let deeper = lines[from + 1..]
        .iter()
        .take_while(|line| indentation(line) > own)
        .count();
    from..from + 1 + deeper
}

fn shift(line: &str, by: isize) -> String {
    let spaces = indentation(line).saturating_add_signed(by);
    format!("{}{}", " ".repeat(spaces), line.trim_start_matches(' '))
}
