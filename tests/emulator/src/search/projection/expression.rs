//! The language of filters and facets: `variants.attributes.size:range (40 to 42), (44 to *) as size counting products`.

use serde_json::Value;

use crate::contract::Contract;
use crate::refusal::Refusal;
use crate::search::field::Field;

/// A filter or a facet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    /// The path as it was written.
    pub(super) path: String,
    pub(super) field: Field,
    pub(super) condition: Option<Condition>,
    alias: Option<String>,
    pub(super) counts_products: bool,
}

/// The condition for the values of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// One of them is one of these.
    IsOneOf(Vec<Term>),
    /// One of them is in one of these ranges.
    IsIn(Vec<Range>),
    Exists,
    IsMissing,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    Is(Value),
    /// A category with this id, or a descendant.
    Subtree(String),
}

/// A range; `None` is an open end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) from: Option<Value>,
    pub(super) to: Option<Value>,
}

impl Expression {
    /// Parses a filter; `parameter` is its place.
    pub(super) fn filter(
        contract: &Contract,
        parameter: &str,
        text: &str,
    ) -> Result<Self, Refusal> {
        let filter = read(contract, parameter, text, false)?;
        match filter.condition {
            Some(_) => Ok(filter),
            None => {
                let why = malformed(text, text.chars().count() + 1, "':' was expected");
                Err(Refusal::parameter(parameter, &why))
            }
        }
    }

    /// Reads a facet.
    pub(super) fn facet(contract: &Contract, text: &str) -> Result<Self, Refusal> {
        read(contract, "facet", text, true)
    }

    /// The name of a facet in the response.
    pub(super) fn name(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.path)
    }
}

fn read(
    contract: &Contract,
    parameter: &str,
    text: &str,
    is_facet: bool,
) -> Result<Expression, Refusal> {
    let mut parser = Parser {
        letters: text.chars().collect(),
        place: 0,
    };
    let expression = parser.expression(is_facet);
    let expression = expression
        .map_err(|(column, why)| Refusal::parameter(parameter, &malformed(text, column, &why)))?;
    let is_known =
        expression.field.is_known(contract) && !expression.path.starts_with("attributes");
    match is_known || is_special(&expression.path) {
        true => Ok(expression),
        false => {
            let why = format!("'{text}': there is no field '{}'", expression.path);
            Err(Refusal::parameter(parameter, &why))
        }
    }
}

/// Aliases of fields.
fn is_special(path: &str) -> bool {
    path == "variants.availability.isOnStockInChannels" || path.starts_with("variants.price.")
}

fn malformed(text: &str, column: usize, why: &str) -> String {
    format!("Syntax error while parsing '{text}': {why} (line 1, column {column}).")
}

type Parsed<T> = Result<T, (usize, String)>;

struct Parser {
    letters: Vec<char>,
    place: usize,
}

impl Parser {
    fn expression(&mut self, is_facet: bool) -> Parsed<Expression> {
        self.skip_spaces();
        let path = self.path()?;
        self.skip_spaces();
        let condition = match self.take(':') {
            true => Some(self.condition()?),
            false => None,
        };
        self.skip_spaces();
        let mut alias = None;
        let mut counts_products = false;
        if is_facet && self.take_word("as") {
            self.skip_spaces();
            alias = Some(self.path()?.trim_matches('`').to_owned());
            self.skip_spaces();
        }
        if is_facet && self.take_word("counting") {
            self.skip_spaces();
            if !self.take_word("products") {
                return self.fail("'products' was expected");
            }
            counts_products = true;
            self.skip_spaces();
        }
        match self.place == self.letters.len() {
            true => Ok(Expression {
                field: Field::at(&path),
                path,
                condition,
                alias,
                counts_products,
            }),
            false => self.fail("the end was expected"),
        }
    }

    /// Names with dots between them, up to a colon or a space.
    fn path(&mut self) -> Parsed<String> {
        let mut path = String::new();
        let mut is_quoted = false;
        while let Some(letter) = self.peek() {
            let is_part = letter.is_alphanumeric() || "._-".contains(letter);
            match letter {
                '`' => is_quoted = !is_quoted,
                _ if is_quoted || is_part => {}
                _ => break,
            }
            path.push(letter);
            self.place += 1;
        }
        let is_whole = !path.is_empty() && !path.split('.').any(str::is_empty) && !is_quoted;
        match is_whole {
            true => Ok(path),
            false => self.fail("the path of a field was expected"),
        }
    }

    fn condition(&mut self) -> Parsed<Condition> {
        self.skip_spaces();
        if self.take_word("exists") {
            return Ok(Condition::Exists);
        }
        if self.take_word("missing") {
            return Ok(Condition::IsMissing);
        }
        if self.take_word("range") {
            let ranges = self.several(Self::range)?;
            return Ok(Condition::IsIn(ranges));
        }
        self.several(Self::term).map(Condition::IsOneOf)
    }

    fn several<T>(&mut self, one: fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = Vec::new();
        loop {
            self.skip_spaces();
            all.push(one(self)?);
            self.skip_spaces();
            if !self.take(',') {
                return Ok(all);
            }
        }
    }

    fn range(&mut self) -> Parsed<Range> {
        self.expect('(')?;
        let from = self.end()?;
        self.skip_spaces();
        if !self.take_word("to") {
            return self.fail("'to' was expected");
        }
        let to = self.end()?;
        self.skip_spaces();
        self.expect(')')?;
        Ok(Range { from, to })
    }

    fn end(&mut self) -> Parsed<Option<Value>> {
        self.skip_spaces();
        match self.take('*') {
            true => Ok(None),
            false => self.value().map(Some),
        }
    }

    fn term(&mut self) -> Parsed<Term> {
        if !self.take_word("subtree") {
            return self.value().map(Term::Is);
        }
        self.skip_spaces();
        self.expect('(')?;
        self.skip_spaces();
        let category = self.text()?;
        self.skip_spaces();
        self.expect(')')?;
        Ok(Term::Subtree(category))
    }

    fn value(&mut self) -> Parsed<Value> {
        if self.peek() == Some('"') {
            return self.text().map(Value::String);
        }
        let begin = self.place;
        let mut word = String::new();
        while let Some(letter) = self
            .peek()
            .filter(|of| of.is_alphanumeric() || "+-.".contains(*of))
        {
            word.push(letter);
            self.place += 1;
        }
        let value: Option<Value> = serde_json::from_str(&word).ok();
        let value = value.filter(|value| value.is_number() || value.is_boolean());
        value.ok_or_else(|| {
            (
                begin + 1,
                "a text in quotes, a number, true or false was expected".to_owned(),
            )
        })
    }

    fn text(&mut self) -> Parsed<String> {
        self.expect('"')?;
        let begin = self.place;
        let mut text = String::new();
        while let Some(letter) = self.peek() {
            self.place += 1;
            match letter {
                '"' => return Ok(text),
                '\\' => {
                    text.extend(self.peek());
                    self.place += 1;
                }
                letter => text.push(letter),
            }
        }
        Err((begin, "the text does not end".to_owned()))
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.place).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.place += 1;
        }
    }

    fn take(&mut self, sign: char) -> bool {
        let is_there = self.peek() == Some(sign);
        self.place += usize::from(is_there);
        is_there
    }

    /// Reads a word that is not followed by a letter.
    fn take_word(&mut self, word: &str) -> bool {
        let rest = self.letters.get(self.place..).unwrap_or_default();
        let length = word.chars().count();
        let is_there = rest.iter().take(length).copied().eq(word.chars())
            && !rest.get(length).is_some_and(|next| next.is_alphanumeric());
        self.place += if is_there { length } else { 0 };
        is_there
    }

    fn expect(&mut self, sign: char) -> Parsed<()> {
        match self.take(sign) {
            true => Ok(()),
            false => self.fail(&format!("'{sign}' was expected")),
        }
    }

    fn fail<T>(&self, why: &str) -> Parsed<T> {
        Err((self.place + 1, why.to_owned()))
    }
}
