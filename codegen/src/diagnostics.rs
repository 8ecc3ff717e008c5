//! What is wrong with a specification: collected over a whole run, shown together, each with its place.

use std::{collections::HashSet, error::Error, fmt, io::IsTerminal, rc::Rc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use indexmap::IndexMap;

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

    /// What problems of one kind share: their message without the names in it.
    fn kind(&self) -> String {
        let parts = self.message.split('`').enumerate();
        let words = parts.map(|(position, part)| if position % 2 == 0 { part } else { "" });
        words.collect::<Vec<&str>>().join("`")
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
    warnings: HashSet<Diagnostic>,
}

impl Diagnostics {
    /// Adds what a reader should know and what does not keep the specification from being used.
    pub fn warn(&mut self, diagnostic: Diagnostic) {
        self.warnings.insert(diagnostic);
    }

    /// Adds a problem; the same problem at the same place is kept once.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.found.insert(diagnostic);
    }

    /// Whether there is no problem; there may be warnings.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems and warnings with the files they were found in, ready to be shown.
    pub fn into_report(self, sources: Rc<Sources>) -> Report {
        Report {
            found: sorted(self.found),
            warnings: sorted(self.warnings),
            sources,
        }
    }
}

fn sorted(found: HashSet<Diagnostic>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = found.into_iter().collect();
    found.sort_by(|left, right| left.order().cmp(&right.order()));
    found
}

/// How many problems are shown: beyond, a reader mends the first ones and runs again.
const MOST_SHOWN: usize = 200;

/// So many problems of one kind are shown one by one. Of more, the first is shown, and the places of the others are listed.
const OF_ONE_KIND: usize = 10;
/// The same for warnings: they are read less often.
const WARNINGS_OF_ONE_KIND: usize = 3;
/// How many places are listed.
const PLACES: usize = 8;

/// All problems and warnings of a run. `Display` shows each with file, line, column and snippet; many of one kind are
/// grouped.
pub struct Report {
    found: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
    sources: Rc<Sources>,
}

impl Report {
    /// The problems, in the order of their places.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The warnings, in the order of their places.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
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
        let mut shown = self.grouped(&self.found, &Level::ERROR, OF_ONE_KIND, renderer);
        shown.extend(self.grouped(
            &self.warnings,
            &Level::WARNING,
            WARNINGS_OF_ONE_KIND,
            renderer,
        ));
        let mut counts = Vec::new();
        if !self.found.is_empty() {
            counts.push(counted(self.found.len(), "problem"));
        }
        if !self.warnings.is_empty() {
            counts.push(counted(self.warnings.len(), "warning"));
        }
        if !counts.is_empty() {
            shown.push(format!("{} in the specification", counts.join(" and ")));
        }
        shown.join("\n\n")
    }

    /// Each diagnostic, or for many of one kind the first with the places of the others.
    fn grouped(
        &self,
        diagnostics: &[Diagnostic],
        level: &Level<'static>,
        single: usize,
        renderer: &Renderer,
    ) -> Vec<String> {
        let mut kinds: IndexMap<String, Vec<&Diagnostic>> = IndexMap::new();
        for diagnostic in diagnostics {
            kinds.entry(diagnostic.kind()).or_default().push(diagnostic);
        }
        let mut shown: Vec<(Option<(FileId, u32, u32)>, String)> = Vec::new();
        for of_kind in kinds.values() {
            let is_grouped = of_kind.len() > single;
            let count = if is_grouped { 1 } else { of_kind.len() };
            for (position, diagnostic) in of_kind.iter().take(count).enumerate() {
                let mut text = render(diagnostic, level, &self.sources, renderer);
                if is_grouped && position == 0 {
                    text.push_str(&self.others(of_kind.get(1..).unwrap_or_default()));
                }
                let (place, _, _) = diagnostic.order();
                shown.push((place, text));
            }
        }
        shown.sort_by_key(|(place, _)| *place);
        let hidden = shown.len().saturating_sub(MOST_SHOWN);
        shown.truncate(MOST_SHOWN);
        let mut shown: Vec<String> = shown.into_iter().map(|(_, text)| text).collect();
        if hidden > 0 {
            shown.push(format!("and {hidden} others, which are not shown"));
        }
        shown
    }

    /// The places of further diagnostics of one kind, with what they name.
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

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
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

fn render(
    diagnostic: &Diagnostic,
    level: &Level<'static>,
    sources: &Sources,
    renderer: &Renderer,
) -> String {
    let mut group = level
        .clone()
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
