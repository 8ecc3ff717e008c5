//! Parses a predicate.

use super::token::{Token, Word, tokens};
use super::{Comparison, Condition, Operand, Predicate};
use crate::refusal::Refusal;

/// The maximum nesting of parentheses, because each level uses stack space.
const DEEPEST: usize = 64;

/// Parses a predicate in `place`; `variables` returns the values of a variable by its name.
pub(crate) fn parse(
    place: &str,
    text: &str,
    variables: &dyn Fn(&str) -> Vec<String>,
) -> Result<Predicate, Refusal> {
    let malformed = |(column, found): (usize, String)| {
        let why =
            format!("Syntax error while parsing '{text}': {found} (line 1, column {column}).");
        Refusal::parameter(place, &why)
    };
    let tokens = tokens(text).map_err(malformed)?;
    let mut parser = Parser {
        end: text.len() + 1,
        tokens: tokens.into_iter().peekable(),
        variables,
        depth: 0,
    };
    let predicate = parser.any().map_err(malformed)?;
    match parser.tokens.next() {
        None => Ok(predicate),
        Some(token) => Err(malformed((token.column, "the end was expected".to_owned()))),
    }
}

struct Parser<'v> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    /// The column after the last character.
    end: usize,
    variables: &'v dyn Fn(&str) -> Vec<String>,
    depth: usize,
}

type Parsed<T> = Result<T, (usize, String)>;

impl Parser<'_> {
    /// Predicates joined by `or`.
    fn any(&mut self) -> Parsed<Predicate> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("brackets are nested too deeply");
        }
        let mut all = vec![self.all()?];
        while self.take_keyword("or") {
            all.push(self.all()?);
        }
        self.depth -= 1;
        Ok(one_or(all, Predicate::Or))
    }

    fn all(&mut self) -> Parsed<Predicate> {
        let mut all = vec![self.one()?];
        while self.take_keyword("and") {
            all.push(self.one()?);
        }
        Ok(one_or(all, Predicate::And))
    }

    fn one(&mut self) -> Parsed<Predicate> {
        if self.take_sign("(") {
            return self.rest_of_brackets();
        }
        let token = self.next("a field")?;
        match token.word {
            Word::Name(name) if name.eq_ignore_ascii_case("not") && self.take_sign("(") => {
                Ok(Predicate::Not(Box::new(self.rest_of_brackets()?)))
            }
            Word::Name(name) | Word::QuotedName(name) => self.field(name),
            _ => Err((token.column, "a field was expected".to_owned())),
        }
    }

    /// The content of parentheses, including the closing one.
    fn rest_of_brackets(&mut self) -> Parsed<Predicate> {
        let inner = self.any()?;
        self.expect(")")?;
        Ok(inner)
    }

    /// `a.b = 1` is `a(b = 1)`.
    fn field(&mut self, name: String) -> Parsed<Predicate> {
        if self.take_sign(".") {
            let token = self.next("a field")?;
            let (Word::Name(inner) | Word::QuotedName(inner)) = token.word else {
                return Err((token.column, "a field was expected".to_owned()));
            };
            let inner = self.field(inner)?;
            return Ok(Predicate::At(name, Condition::Matches(Box::new(inner))));
        }
        Ok(Predicate::At(name, self.condition()?))
    }

    fn condition(&mut self) -> Parsed<Condition> {
        if self.take_sign("(") {
            return Ok(Condition::Matches(Box::new(self.rest_of_brackets()?)));
        }
        let token = self.next("a comparison")?;
        let comparison = match &token.word {
            Word::Sign("=") => Comparison::Equal,
            Word::Sign("<>" | "!=") => Comparison::NotEqual,
            Word::Sign("<") => Comparison::Less,
            Word::Sign("<=") => Comparison::LessOrEqual,
            Word::Sign(">") => Comparison::Greater,
            Word::Sign(">=") => Comparison::GreaterOrEqual,
            Word::Name(name) => return self.words(&name.to_ascii_lowercase(), token.column),
            _ => return Err((token.column, "a comparison was expected".to_owned())),
        };
        let column = self.column();
        let mut operands = self.operand()?;
        match (operands.pop(), operands.is_empty()) {
            (Some(operand), true) => Ok(Condition::Is(comparison, operand)),
            _ => Err((column, "one value was expected".to_owned())),
        }
    }

    /// A comparison with words.
    fn words(&mut self, first: &str, column: usize) -> Parsed<Condition> {
        match first {
            "in" => Ok(Condition::IsOneOf(self.operands()?)),
            "not" if self.take_keyword("in") => Ok(Condition::IsNoneOf(self.operands()?)),
            "contains" if self.take_keyword("all") => Ok(Condition::ContainsAll(self.operands()?)),
            "contains" if self.take_keyword("any") => Ok(Condition::ContainsAny(self.operands()?)),
            "is" => {
                let is_not = self.take_keyword("not");
                match (self.take_keyword("defined"), is_not) {
                    (true, false) => return Ok(Condition::IsDefined),
                    (true, true) => return Ok(Condition::IsNotDefined),
                    _ => {}
                }
                match (self.take_keyword("empty"), is_not) {
                    (true, false) => Ok(Condition::IsEmpty),
                    (true, true) => Ok(Condition::IsNotEmpty),
                    _ => self.fail("'defined' or 'empty' was expected"),
                }
            }
            "within" if self.take_keyword("circle") => {
                self.expect("(")?;
                let longitude = self.number()?;
                self.expect(",")?;
                let latitude = self.number()?;
                self.expect(",")?;
                let metres = self.number()?;
                self.expect(")")?;
                Ok(Condition::WithinCircle {
                    longitude,
                    latitude,
                    metres,
                })
            }
            _ => Err((column, "a comparison was expected".to_owned())),
        }
    }

    /// Values in parentheses, or a variable with several.
    fn operands(&mut self) -> Parsed<Vec<Operand>> {
        if !self.take_sign("(") {
            return self.operand();
        }
        let mut operands = self.operand()?;
        while self.take_sign(",") {
            operands.extend(self.operand()?);
        }
        self.expect(")")?;
        Ok(operands)
    }

    /// A value; the values of a variable.
    fn operand(&mut self) -> Parsed<Vec<Operand>> {
        let token = self.next("a value")?;
        let column = token.column;
        let operand = match token.word {
            Word::Text(text) => Operand::Text(text),
            Word::Number(number) => Operand::Number(number),
            Word::Name(name) if name == "true" => Operand::Bool(true),
            Word::Name(name) if name == "false" => Operand::Bool(false),
            Word::Sign(":") => {
                let token = self.next("the name of a variable")?;
                let Word::Name(name) = token.word else {
                    return Err((
                        token.column,
                        "the name of a variable was expected".to_owned(),
                    ));
                };
                let values = (self.variables)(&name);
                if values.is_empty() {
                    let message = format!("the variable '{name}' has no value in 'var.{name}'");
                    return Err((column, message));
                }
                return Ok(values.into_iter().map(Operand::Variable).collect());
            }
            _ => return Err((column, "a value was expected".to_owned())),
        };
        Ok(vec![operand])
    }

    fn number(&mut self) -> Parsed<f64> {
        let column = self.column();
        let mut operands = self.operand()?;
        let number = match operands.pop() {
            Some(Operand::Number(number)) => Some(number),
            Some(Operand::Variable(text)) => text.parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        number.ok_or_else(|| (column, "a number was expected".to_owned()))
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let is = |token: &Token| matches!(&token.word, Word::Name(name) if name.eq_ignore_ascii_case(keyword));
        self.tokens.next_if(is).is_some()
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is = |token: &Token| matches!(token.word, Word::Sign(found) if found == sign);
        self.tokens.next_if(is).is_some()
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        match self.take_sign(sign) {
            true => Ok(()),
            false => self.fail(&format!("'{sign}' was expected")),
        }
    }

    fn next(&mut self, what: &str) -> Parsed<Token> {
        let end = self.end;
        let token = self.tokens.next();
        token.ok_or_else(|| (end, format!("unexpected end, {what} was expected")))
    }

    fn column(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |token| token.column)
    }

    fn fail<T>(&mut self, message: &str) -> Parsed<T> {
        Err((self.column(), message.to_owned()))
    }
}

fn one_or(mut all: Vec<Predicate>, of: fn(Vec<Predicate>) -> Predicate) -> Predicate {
    match all.len() {
        1 => all.remove(0),
        _ => of(all),
    }
}
