//! Type expressions: `Cart`, `common.Money`, `Cart[]`, `A | B`, `(A | B)[]`, `A?`, which is `A | nil`.

/// A parsed type expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A name, perhaps with the alias of a library.
    Name(String),
    /// `X[]`.
    Array(Box<Self>),
    /// `A | B | …`, flattened.
    Union(Vec<Self>),
}

/// How deep an expression may nest.
const DEEPEST: usize = 32;

/// Parses a type expression.
///
/// # Errors
///
/// Says what is wrong with the text.
pub fn parse(text: &str) -> Result<Expression, String> {
    let mut rest = text.trim();
    let expression = union(&mut rest, 0)?;
    if rest.is_empty() {
        Ok(expression)
    } else {
        let shown: String = rest.chars().take(40).collect();
        Err(format!("`{shown}` is left over after the type"))
    }
}

fn union(rest: &mut &str, depth: usize) -> Result<Expression, String> {
    if depth > DEEPEST {
        return Err("the type nests too deep".to_owned());
    }
    let mut members = Vec::new();
    loop {
        match array(rest, depth)? {
            Expression::Union(more) => members.extend(more),
            member => members.push(member),
        }
        *rest = rest.trim_start();
        match rest.strip_prefix('|') {
            Some(behind) => *rest = behind,
            None => break,
        }
    }
    Ok(if members.len() == 1 {
        members.remove(0)
    } else {
        Expression::Union(members)
    })
}

fn array(rest: &mut &str, depth: usize) -> Result<Expression, String> {
    *rest = rest.trim_start();
    let mut expression = match rest.strip_prefix('(') {
        Some(behind) => {
            *rest = behind;
            let inner = union(rest, depth + 1)?;
            *rest = rest.trim_start();
            *rest = rest.strip_prefix(')').ok_or("a `)` is missing")?;
            inner
        }
        None => Expression::Name(name(rest)?),
    };
    let mut brackets = 0;
    loop {
        *rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix('?') {
            *rest = behind;
            brackets += 1;
            if brackets > DEEPEST {
                return Err("the type nests too deep".to_owned());
            }
            expression = match expression {
                Expression::Union(mut members) => {
                    members.push(nil());
                    Expression::Union(members)
                }
                other => Expression::Union(vec![other, nil()]),
            };
            continue;
        }
        let Some(behind) = rest.strip_prefix('[') else {
            break;
        };
        *rest = behind
            .trim_start()
            .strip_prefix(']')
            .ok_or("a `]` is missing")?;
        brackets += 1;
        if brackets > DEEPEST {
            return Err("the type nests too deep".to_owned());
        }
        expression = Expression::Array(Box::new(expression));
    }
    Ok(expression)
}

fn nil() -> Expression {
    Expression::Name("nil".to_owned())
}

fn name(rest: &mut &str) -> Result<String, String> {
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    if name.is_empty() {
        return Err(match rest.chars().next() {
            None => "the name of a type is missing".to_owned(),
            Some(other) => format!("`{other}` stands where the name of a type belongs"),
        });
    }
    *rest = behind;
    Ok(name.to_owned())
}
