//! What is wrong with a specification: collected over a whole run, shown together, each with its place.

use std::{collections::HashSet, error::Error, fmt, io::IsTerminal, rc::Rc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::source::{FileId, Sources, Span};

/// One problem in the specification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where it is wrong; `None` only where no file could be read at all.
    pub span: Option<Span>,
    /// What was expected, written below the snippet.
    pub label: String,
    /// Other places that belong to the problem.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place; `label` says what was expected there.
    pub fn new(span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: Some(span),
            label: label.into(),
            related: Vec::new(),
            help: None,
        }
    }

    /// A problem without a place, such as a root file that cannot be read.
    pub fn without_place(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// Adds another place that belongs to the problem.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// What problems are ordered by: their places, then their words.
    fn order(&self) -> (Option<(FileId, u32, u32)>, &str, &str) {
        (
            self.span.map(|span| (span.file, span.start, span.end)),
            &self.message,
            &self.label,
        )
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    found: HashSet<Diagnostic>,
}

impl Diagnostics {
    /// Adds a problem; the same problem at the same place is kept once.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.found.insert(diagnostic);
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems with the files they were found in, ready to be shown.
    pub fn into_report(self, sources: Rc<Sources>) -> Report {
        let mut found: Vec<Diagnostic> = self.found.into_iter().collect();
        found.sort_by(|left, right| left.order().cmp(&right.order()));
        Report { found, sources }
    }
}

/// How many problems are shown: beyond, a reader mends the first ones and runs again.
const MOST_SHOWN: usize = 200;

/// All problems of a run. `Display` shows each with file, line, column and snippet.
pub struct Report {
    found: Vec<Diagnostic>,
    sources: Rc<Sources>,
}

impl Report {
    /// The problems, in the order of their places.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The report with terminal colours where standard error is a terminal.
    pub fn render(&self) -> String {
        let renderer = if std::io::stderr().is_terminal() {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        self.render_with(&renderer)
    }

    fn render_with(&self, renderer: &Renderer) -> String {
        let mut shown: Vec<String> = self
            .found
            .iter()
            .take(MOST_SHOWN)
            .map(|diagnostic| render(diagnostic, &self.sources, renderer))
            .collect();
        let problems = match self.found.len() {
            1 => "1 problem in the specification".to_owned(),
            count if count > MOST_SHOWN => format!(
                "{count} problems in the specification, the first {MOST_SHOWN} of which are shown"
            ),
            count => format!("{count} problems in the specification"),
        };
        shown.push(problems);
        shown.join("\n\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render_with(&Renderer::plain()))
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Report {}

fn render(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let mut group = Level::ERROR
        .primary_title(diagnostic.message.as_str())
        .elements(Vec::<annotate_snippets::Message<'_>>::new());
    let mut places: Vec<Place> = Vec::new();
    if let Some(span) = diagnostic.span {
        places.push(Place::new(sources, span, &diagnostic.label));
    }
    for (span, label) in &diagnostic.related {
        places.push(Place::new(sources, *span, label));
    }
    for (position, place) in places.iter().enumerate() {
        let kind = if position == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        group = group.element(
            Snippet::source(place.text.as_ref())
                .path(place.path.as_str())
                .annotation(kind.span(place.start..place.end).label(place.label)),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// A span made fit for the renderer: within the text, on character boundaries, on one line.
struct Place<'a> {
    path: String,
    text: Rc<str>,
    start: usize,
    end: usize,
    label: &'a str,
}

impl<'a> Place<'a> {
    fn new(sources: &Sources, span: Span, label: &'a str) -> Self {
        let text = sources.text(span.file);
        let start = boundary(&text, span.start as usize);
        let line_end = text
            .get(start..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |length| start + length);
        let end = boundary(&text, span.end as usize).clamp(start, line_end.max(start));
        Self {
            path: sources
                .get(span.file)
                .map(|file| file.path.to_string_lossy().into_owned())
                .unwrap_or_default(),
            text,
            start,
            end,
            label,
        }
    }
}

fn boundary(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
