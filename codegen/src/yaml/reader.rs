//! Reads YAML text: the events of the parser become the tree.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    source::{FileId, Span},
};

use super::{
    Entry, Kind, Node, Scalar, ScopeId,
    correction::{self, Corrected, Correction},
    offsets::Offsets,
    size,
};

/// How deep a document may nest. The official specification needs 16; the limit prevents a stack overflow.
pub const DEEPEST: usize = 96;

/// The key whose value is merged into the map: YAML 1.1 has it, and tools for YAML 1.2 take it too.
const MERGE: &str = "<<";

/// How many nodes one file may have once its aliases are unfolded.
const MOST_NODES: usize = 2_000_000;

/// How many quoted texts of a file are corrected.
const MOST_CORRECTIONS: usize = 64;

/// Reads one YAML document, or JSON, which is YAML except for its surrogate pairs. All problems are reported; a document
/// that cannot be read at all is `None`.
pub fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut corrected = None;
    if correction::is_json(text) && text.contains("\\u") {
        let mut json = Corrected::new(text);
        if let Some(half) = json.join_surrogates() {
            diagnostics.warn(Correction::Surrogate.warning(half, file));
        }
        corrected = Some(json);
    }
    for _ in 0..=MOST_CORRECTIONS {
        let read_text = corrected.as_ref().map_or(text, Corrected::text);
        let mut reader = Reader {
            offsets: match &corrected {
                None => Offsets::new(text),
                Some(corrected) => Offsets::of(corrected, text),
            },
            file,
            anchors: Vec::new(),
            nodes: 0,
            diagnostics,
        };
        let mut parser = Parser::new_from_str(read_text);
        let problem = match reader.document(&mut parser) {
            Ok(node) => return Some(node),
            Err(problem) => problem,
        };
        let offsets = reader.offsets;
        if let Problem::Scan(error) = &problem {
            let at = error.marker().index();
            let mut next = corrected.unwrap_or_else(|| Corrected::new(text));
            let place = next.place(at);
            if let (Some(correction), Some(place)) = (next.correct_quoted(at), place) {
                diagnostics.warn(correction.warning(place, file));
                corrected = Some(next);
                continue;
            }
        }
        diagnostics.add(problem.into_diagnostic(&offsets, file));
        return None;
    }
    let start = Span {
        file,
        start: 0,
        end: 0,
    };
    diagnostics.add(Diagnostic::new(
        start,
        "this is not well-formed YAML",
        format!("at most {MOST_CORRECTIONS} quoted texts of a file are corrected"),
    ));
    None
}

/// Why a document could not be read to its end.
enum Problem {
    Scan(ScanError),
    At(Box<Diagnostic>),
}

impl From<ScanError> for Problem {
    fn from(error: ScanError) -> Self {
        Self::Scan(error)
    }
}

impl Problem {
    fn into_diagnostic(self, offsets: &Offsets, file: FileId) -> Diagnostic {
        match self {
            Self::At(diagnostic) => *diagnostic,
            Self::Scan(error) => {
                let at = offsets.byte(error.marker().index());
                let span = Span {
                    file,
                    start: at,
                    end: at.saturating_add(1),
                };
                Diagnostic::new(
                    span,
                    "this is not well-formed YAML",
                    error.info().to_owned(),
                )
            }
        }
    }
}

struct Reader<'a> {
    offsets: Offsets,
    file: FileId,
    /// The nodes behind YAML anchors, by their number.
    anchors: Vec<(usize, Node)>,
    nodes: usize,
    diagnostics: &'a mut Diagnostics,
}

type Events<'input> = Parser<'input, saphyr_parser::StrInput<'input>>;

impl Reader<'_> {
    fn document(&mut self, events: &mut Events<'_>) -> Result<Node, Problem> {
        let mut document = None;
        while let Some(next) = events.next_event() {
            let (event, place) = next?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) => {
                    if document.is_some() {
                        let span = self.span(place);
                        return Err(problem(
                            span,
                            "a second YAML document in one file",
                            "one document per file is expected",
                        ));
                    }
                }
                other => document = Some(self.node(other, place, events, 0)?),
            }
        }
        let end = Span {
            file: self.file,
            start: 0,
            end: 0,
        };
        Ok(document.unwrap_or_else(|| Node::null(end)))
    }

    fn node(
        &mut self,
        event: Event<'_>,
        place: saphyr_parser::Span,
        events: &mut Events<'_>,
        depth: usize,
    ) -> Result<Node, Problem> {
        let mut span = self.span(place);
        if depth > DEEPEST {
            return Err(problem(
                span,
                "the document nests too deep",
                format!("at most {DEEPEST} levels are read"),
            ));
        }
        self.count(1, span)?;
        let (kind, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (self.scalar(&text, style, tag.as_deref(), span)?, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_tag(tag.as_deref(), span)?;
                (Kind::List(self.list(&mut span, events, depth)?), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_tag(tag.as_deref(), span)?;
                (Kind::Map(self.map(&mut span, events, depth)?), anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {
                return Err(problem(
                    span,
                    "this is not well-formed YAML",
                    "a value is expected here",
                ));
            }
        };
        let node = Node {
            span,
            scope: ScopeId::default(),
            kind,
        };
        if anchor != 0 {
            self.anchors.push((anchor, node.clone()));
        }
        Ok(node)
    }

    /// The elements of a sequence, up to its end, to which `span` is extended.
    fn list(
        &mut self,
        span: &mut Span,
        events: &mut Events<'_>,
        depth: usize,
    ) -> Result<Vec<Node>, Problem> {
        let mut elements = Vec::new();
        loop {
            let (event, place) = next(events, *span)?;
            if matches!(event, Event::SequenceEnd) {
                span.end = self.span(place).end.max(span.end);
                return Ok(elements);
            }
            elements.push(self.node(event, place, events, depth + 1)?);
        }
    }

    /// The entries of a mapping, up to its end, to which `span` is extended. Of a duplicate key the first one counts; entries
    /// of merge keys come after the others.
    fn map(
        &mut self,
        span: &mut Span,
        events: &mut Events<'_>,
        depth: usize,
    ) -> Result<Vec<Entry>, Problem> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known = Keys::default();
        let mut merged = Vec::new();
        loop {
            let (event, place) = next(events, *span)?;
            if matches!(event, Event::MappingEnd) {
                span.end = self.span(place).end.max(span.end);
                self.merge(merged, &mut entries)?;
                return Ok(entries);
            }
            let is_merge =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == MERGE);
            let (key, key_span) = self.key(event, place)?;
            let (event, place) = next(events, key_span)?;
            let mut value = self.node(event, place, events, depth + 1)?;
            if value.is_null() && value.span.start == value.span.end {
                // An empty value has no text: the key is the place to show.
                value.span = key_span;
            }
            if is_merge {
                merged.push(value);
                continue;
            }
            if let Some(first) = known.first(&entries, &key) {
                self.diagnostics.add(
                    Diagnostic::new(
                        key_span,
                        format!("`{key}` stands twice in one map"),
                        "each key is expected once",
                    )
                    .related(first, "first here"),
                );
                continue;
            }
            entries.push(Entry {
                key,
                key_span,
                value,
            });
            known.add_last(&entries);
        }
    }

    /// Adds the entries of the maps behind the merge keys of a map, but for those that it has itself. Of several maps, the
    /// first one with a key counts.
    fn merge(&mut self, merged: Vec<Node>, entries: &mut Vec<Entry>) -> Result<(), Problem> {
        if merged.is_empty() {
            return Ok(());
        }
        let mut known: HashSet<Rc<str>> =
            entries.iter().map(|entry| Rc::clone(&entry.key)).collect();
        for node in merged {
            let maps = match node.kind {
                Kind::List(elements) => elements,
                _ => vec![node],
            };
            for map in maps {
                let Kind::Map(others) = map.kind else {
                    return Err(problem(
                        map.span,
                        "a merge key with something other than a map",
                        "an alias of a map, or a list of them, is expected",
                    ));
                };
                for entry in others {
                    if known.insert(Rc::clone(&entry.key)) {
                        entries.push(entry);
                    }
                }
            }
        }
        Ok(())
    }

    /// The target of an alias.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node, Problem> {
        let known = self.anchors.iter().find(|(number, _)| *number == anchor);
        let Some((_, node)) = known else {
            return Err(problem(
                span,
                "this alias has no anchor before it",
                "an anchor `&name` is expected first",
            ));
        };
        let node = node.clone();
        self.count(size(&node), span)?;
        Ok(node)
    }

    fn key(
        &mut self,
        event: Event<'_>,
        place: saphyr_parser::Span,
    ) -> Result<(Rc<str>, Span), Problem> {
        let span = self.span(place);
        match event {
            Event::Scalar(text, _, _, None) => Ok((Rc::from(text.as_ref()), span)),
            _ => Err(problem(
                span,
                "a key that is not a text",
                "keys are expected to be plain texts",
            )),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Kind, Problem> {
        if let Some(tag) = tag {
            if tag.handle == "!" && tag.suffix == "include" {
                return Ok(Kind::Include(text.trim().into()));
            }
            self.refuse_tag(Some(tag), span)?;
        }
        let plain = matches!(style, ScalarStyle::Plain);
        if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return Ok(Kind::Null);
        }
        Ok(Kind::Scalar(Scalar {
            text: text.into(),
            plain,
        }))
    }

    fn refuse_tag(&self, tag: Option<&Tag>, span: Span) -> Result<(), Problem> {
        match tag {
            Some(tag) if !tag.is_yaml_core_schema() => Err(problem(
                span,
                format!("`{}{}` is not a tag of RAML", tag.handle, tag.suffix),
                "`!include` with a path is the only one expected",
            )),
            _ => Ok(()),
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MOST_NODES {
            return Err(problem(
                span,
                "the document is too large",
                format!("at most {MOST_NODES} nodes are read from one file"),
            ));
        }
        Ok(())
    }

    fn span(&self, place: saphyr_parser::Span) -> Span {
        Span {
            file: self.file,
            start: self.offsets.byte(place.start.index()),
            end: self.offsets.byte(place.end.index()),
        }
    }
}

/// The positions of the keys of a map, if it has too many for a linear search.
#[derive(Default)]
struct Keys(HashMap<Rc<str>, Span>);

impl Keys {
    /// The number of keys up to which the search is linear.
    const FEW: usize = 24;

    /// The position of a key among the entries so far.
    fn first(&self, entries: &[Entry], key: &str) -> Option<Span> {
        if entries.len() > Self::FEW {
            return self.0.get(key).copied();
        }
        let known = entries.iter().find(|entry| *entry.key == *key);
        known.map(|entry| entry.key_span)
    }

    /// Adds the key of the last entry.
    fn add_last(&mut self, entries: &[Entry]) {
        let new = match entries.len() {
            length if length <= Self::FEW => return,
            length if length == Self::FEW + 1 => entries,
            _ => entries.last().map(std::slice::from_ref).unwrap_or_default(),
        };
        let new = new.iter();
        self.0
            .extend(new.map(|entry| (Rc::clone(&entry.key), entry.key_span)));
    }
}

fn next<'input>(
    events: &mut Events<'input>,
    span: Span,
) -> Result<(Event<'input>, saphyr_parser::Span), Problem> {
    match events.next_event() {
        Some(event) => Ok(event?),
        None => Err(problem(
            span,
            "the document ends too early",
            "its end is expected after this",
        )),
    }
}

fn problem(span: Span, message: impl Into<String>, label: impl Into<String>) -> Problem {
    Problem::At(Box::new(Diagnostic::new(span, message, label)))
}
