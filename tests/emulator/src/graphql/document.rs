//! The document of a request, and the operation in it that is executed.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::Pos;
use graphql_parser::query::{
    self, Definition, FragmentDefinition, OperationDefinition, SelectionSet, VariableDefinition,
};

use super::problem::{invalid, not_emulated};
use crate::refusal::Refusal;

/// A document, of whose operations one is executed.
pub(super) struct Document<'q> {
    pub(super) chosen: Query<'q>,
    /// The other operations, which have to be valid as well.
    pub(super) others: Vec<Query<'q>>,
    pub(super) fragments: BTreeMap<&'q str, &'q FragmentDefinition<'q, &'q str>>,
}

/// A query of a document.
#[derive(Clone, Copy)]
pub(super) struct Query<'q> {
    pub(super) selection: &'q SelectionSet<'q, &'q str>,
    pub(super) variables: &'q [VariableDefinition<'q, &'q str>],
}

/// Parses a document. The parser limits how deeply selections are nested.
pub(super) fn parse(text: &str) -> Result<query::Document<'_, &str>, Refusal> {
    graphql_parser::parse_query(text).map_err(|error| {
        let error = error.to_string();
        let message = format!("Syntax error while parsing GraphQL query: {error}");
        invalid(message.trim_end(), position(&error))
    })
}

/// The position in a message of the parser, which it does not give otherwise.
fn position(message: &str) -> Option<Pos> {
    let (_, rest) = message.split_once("Parse error at ")?;
    let (line, column) = rest.lines().next()?.split_once(':')?;
    Some(Pos {
        line: line.parse().ok()?,
        column: column.trim().parse().ok()?,
    })
}

impl<'q> Document<'q> {
    /// The operation with this name is executed; without a name, the only one.
    pub(super) fn of(
        parsed: &'q query::Document<'q, &'q str>,
        name: Option<&str>,
    ) -> Result<Self, Refusal> {
        let mut fragments = BTreeMap::new();
        let mut operations: Vec<&Operation<'q>> = Vec::new();
        for definition in &parsed.definitions {
            match definition {
                Definition::Operation(of) => operations.push(of),
                Definition::Fragment(of) => {
                    if let Some(directive) = of.directives.first() {
                        return Err(self::directive(directive.name, directive.position));
                    }
                    if fragments.insert(of.name, of).is_some() {
                        let message =
                            format!("There can be only one fragment named '{}'.", of.name);
                        return Err(invalid(message, Some(of.position)));
                    }
                }
            }
        }
        let place = chosen(&operations, name)?;
        let operations = operations.into_iter().map(queried);
        let mut operations = operations.collect::<Result<Vec<_>, _>>()?;
        let chosen = operations.remove(place);
        Ok(Self {
            chosen,
            others: operations,
            fragments,
        })
    }
}

type Operation<'q> = OperationDefinition<'q, &'q str>;

/// The place of the operation that is executed.
fn chosen(operations: &[&Operation<'_>], wanted: Option<&str>) -> Result<usize, Refusal> {
    let mut names = BTreeSet::new();
    for operation in operations {
        match name(operation) {
            None if operations.len() > 1 => {
                let message = "An operation without a name must be the only one.";
                return Err(invalid(message, None));
            }
            Some(name) if !names.insert(name) => {
                let message = format!("There can be only one operation named '{name}'.");
                return Err(invalid(message, None));
            }
            _ => {}
        }
    }
    let unknown = |wanted| invalid(format!("Unknown operation named '{wanted}'."), None);
    match (operations, wanted) {
        ([], _) => Err(invalid("The document contains no operation.", None)),
        ([_], None) => Ok(0),
        (_, None) => {
            let message =
                "Must provide an operation name: the document contains several operations.";
            Err(invalid(message, None))
        }
        (operations, Some(wanted)) => {
            let mut operations = operations.iter();
            let found = operations.position(|of| name(of) == Some(wanted));
            found.ok_or_else(|| unknown(wanted))
        }
    }
}

fn name<'q>(of: &Operation<'q>) -> Option<&'q str> {
    match of {
        OperationDefinition::SelectionSet(_) => None,
        OperationDefinition::Query(of) => of.name,
        OperationDefinition::Mutation(of) => of.name,
        OperationDefinition::Subscription(of) => of.name,
    }
}

fn queried<'q>(operation: &'q Operation<'q>) -> Result<Query<'q>, Refusal> {
    match operation {
        OperationDefinition::SelectionSet(selection) => Ok(Query {
            selection,
            variables: &[],
        }),
        OperationDefinition::Query(of) => match of.directives.first() {
            None => Ok(Query {
                selection: &of.selection_set,
                variables: &of.variable_definitions,
            }),
            Some(of) => Err(directive(of.name, of.position)),
        },
        OperationDefinition::Mutation(of) => Err(not_emulated("mutations", of.position)),
        OperationDefinition::Subscription(of) => Err(not_emulated("subscriptions", of.position)),
    }
}

/// A directive that the emulator does not know.
pub(super) fn directive(name: &str, at: Pos) -> Refusal {
    not_emulated(&format!("the directive @{name}"), at)
}
