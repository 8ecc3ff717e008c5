//! The problems of a specification: collected over a whole run, shown together, each with its place.

use std::{collections::HashSet, error::Error, fmt, io::IsTerminal, rc::Rc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use indexmap::IndexMap;

use crate::source::{FileId, Sources, Span};

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The specification is read anyway.
    Warning,
}

/// One problem in the specification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The problem, in one sentence.
    pub message: String,
    /// The place; `None` only if no file could be read.
    pub span: Option<Span>,
    /// What was expected, shown below the snippet.
    pub label: String,
    /// Related places.
    pub related: Vec<(Span, String)>,
    /// A suggestion.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place; `label` says what was expected there.
    pub fn new(span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
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
            severity: Severity::Error,
            message: message.into(),
            span: None,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// The problem as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Adds another place that belongs to the problem.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// The sort key of problems: their places, then their messages.
    fn order(&self) -> (Option<(FileId, u32, u32)>, &str, &str) {
        (
            self.span.map(|span| (span.file, span.start, span.end)),
            &self.message,
            &self.label,
        )
    }

    /// The key of the kind of a problem: its message without the names in it.
    fn kind(&self) -> String {
        let parts = self.message.split('`').enumerate();
        let words = parts.map(|(position, part)| if position % 2 == 0 { part } else { "" });
        words.collect::<Vec<&str>>().join("`")
    }

    /// Adds a suggestion.
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

    /// Adds a problem as a warning, which does not prevent the use of the specification.
    pub fn warn(&mut self, diagnostic: Diagnostic) {
        self.add(diagnostic.as_warning());
    }

    /// Adds all problems of another collection.
    pub fn extend(&mut self, more: Self) {
        self.found.extend(more.found);
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The problems with the files they were found in, ready to be shown. If there are errors, warnings are left out,
    /// because they often have the same cause.
    pub fn into_report(self, sources: Rc<Sources>) -> Report {
        let has_errors = self.has_errors();
        let mut found: Vec<Diagnostic> = self
            .found
            .into_iter()
            .filter(|diagnostic| !has_errors || diagnostic.severity == Severity::Error)
            .collect();
        found.sort_by(|left, right| left.order().cmp(&right.order()));
        Report { found, sources }
    }
}

/// The maximum number of errors that are shown: a reader corrects the first ones and runs again.
const MOST_ERRORS: usize = 200;

/// The maximum number of warnings that are shown, unless all are requested.
const MOST_WARNINGS: usize = 10;

/// Up to this number, errors of one kind are shown one by one. Of more, the first is shown, and the places of the others
/// are listed.
const ERRORS_OF_ONE_KIND: usize = 10;

/// The same for warnings.
const WARNINGS_OF_ONE_KIND: usize = 3;

/// The maximum number of listed places.
const PLACES: usize = 8;

/// All problems of a run: its errors, or its warnings if there are no errors. `Display` shows each with file, line,
/// column and snippet; many of one kind are grouped.
#[derive(Default)]
pub struct Report {
    found: Vec<Diagnostic>,
    sources: Rc<Sources>,
}

impl Report {
    /// The problems, in the order of their places.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Whether there are no problems.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The warnings as errors, for a strict run.
    #[must_use]
    pub fn denied(mut self) -> Self {
        for diagnostic in &mut self.found {
            diagnostic.severity = Severity::Error;
        }
        self
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
        let are_errors = self
            .found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        let (what, most, single) = match are_errors {
            true => ("problem", MOST_ERRORS, ERRORS_OF_ONE_KIND),
            false => ("warning", MOST_WARNINGS, WARNINGS_OF_ONE_KIND),
        };
        let groups = self.groups(single);
        let mut shown: Vec<String> = groups
            .iter()
            .take(most)
            .filter_map(|group| {
                let (first, others) = group.split_first()?;
                let mut text = render(first, &self.sources, renderer);
                if !others.is_empty() {
                    text.push_str(&self.others(others));
                }
                Some(text)
            })
            .collect();
        let count = self.found.len();
        let plural = if count == 1 { "" } else { "s" };
        let mut total = format!("{count} {what}{plural} in the specification");
        if groups.len() > most {
            total.push_str(&format!(", the first {most} of which are shown"));
        }
        shown.push(total);
        shown.join("\n\n")
    }

    /// The diagnostics in the order of their places: separately, or grouped by kind if there are many of a kind.
    fn groups(&self, single: usize) -> Vec<Vec<&Diagnostic>> {
        let mut kinds: IndexMap<String, Vec<&Diagnostic>> = IndexMap::new();
        for diagnostic in &self.found {
            kinds.entry(diagnostic.kind()).or_default().push(diagnostic);
        }
        let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
        for of_kind in kinds.into_values() {
            if of_kind.len() > single {
                groups.push(of_kind);
            } else {
                groups.extend(of_kind.into_iter().map(|diagnostic| vec![diagnostic]));
            }
        }
        groups.sort_by(|left, right| {
            let order = |group: &[&'_ Diagnostic]| group.first().map(|first| first.order().0);
            order(left).cmp(&order(right))
        });
        groups
    }

    /// The places of further diagnostics of one kind, with the names in their messages.
    fn others(&self, others: &[&Diagnostic]) -> String {
        let mut text = format!("\n  and {} others like it:", others.len());
        for diagnostic in others.iter().take(PLACES) {
            let place = diagnostic.span.map(|span| self.place(span));
            let names: Vec<&str> = diagnostic.message.split('`').skip(1).step_by(2).collect();
            text.push_str(&format!(
                "\n    {} {}",
                place.unwrap_or_default(),
                names.join(", ")
            ));
        }
        if others.len() > PLACES {
            text.push_str("\n    …");
        }
        text
    }

    fn place(&self, span: Span) -> String {
        let text = self.sources.text(span.file);
        let start = boundary(&text, span.start as usize);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |line| line.chars().count())
            + 1;
        let path = self
            .sources
            .get(span.file)
            .map(|file| file.path.to_string_lossy().into_owned())
            .unwrap_or_default();
        format!("{path}:{line}:{column}")
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
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
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

/// A span that the renderer accepts: within the text, on character boundaries, on one line.
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
