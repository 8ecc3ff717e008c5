//! The document of a request, and the operation in it that is executed.

use std::collections::HashMap;

use graphql_parser::Pos;
use graphql_parser::query::{
    self, Definition, FragmentDefinition, OperationDefinition, Query, SelectionSet,
    VariableDefinition,
};

use super::problem::{invalid, not_emulated};
use crate::refusal::Refusal;

/// A query of a document with the fragments that it can use.
pub(super) struct Document<'q> {
    pub(super) selection: &'q SelectionSet<'q, &'q str>,
    pub(super) variables: &'q [VariableDefinition<'q, &'q str>],
    pub(super) fragments: HashMap<&'q str, &'q FragmentDefinition<'q, &'q str>>,
}

/// Parses a document. The parser limits how deeply selections are nested.
pub(super) fn parse(text: &str) -> Result<query::Document<'_, &str>, Refusal> {
    graphql_parser::parse_query(text).map_err(|error| {
        let message = format!("Syntax error while parsing GraphQL query: {error}");
        invalid(message.trim_end(), None)
    })
}

impl<'q> Document<'q> {
    /// The operation with this name; without a name, the only one.
    pub(super) fn of(
        parsed: &'q query::Document<'q, &'q str>,
        name: Option<&str>,
    ) -> Result<Self, Refusal> {
        let mut fragments = HashMap::new();
        let mut operations = Vec::new();
        for definition in &parsed.definitions {
            match definition {
                Definition::Operation(of) => operations.push(of),
                Definition::Fragment(of) => {
                    if fragments.insert(of.name, of).is_some() {
                        let message =
                            format!("There can be only one fragment named '{}'.", of.name);
                        return Err(invalid(message, Some(of.position)));
                    }
                }
            }
        }
        let (selection, variables) = queried(chosen(&operations, name)?)?;
        Ok(Self {
            selection,
            variables,
            fragments,
        })
    }
}

type Operation<'q> = OperationDefinition<'q, &'q str>;

fn chosen<'q>(
    operations: &[&'q Operation<'q>],
    name: Option<&str>,
) -> Result<&'q Operation<'q>, Refusal> {
    match (operations, name) {
        ([], _) => Err(invalid("The document contains no operation.", None)),
        ([only], None) => Ok(only),
        (_, None) => {
            let message =
                "Must provide an operation name: the document contains several operations.";
            Err(invalid(message, None))
        }
        (_, Some(name)) => {
            let mut found = operations.iter().filter(|of| self::name(of) == Some(name));
            match (found.next(), found.next()) {
                (Some(of), None) => Ok(of),
                (None, _) => Err(invalid(format!("Unknown operation named '{name}'."), None)),
                (Some(_), Some(_)) => {
                    let message = format!("There can be only one operation named '{name}'.");
                    Err(invalid(message, None))
                }
            }
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

type Queried<'q> = (
    &'q SelectionSet<'q, &'q str>,
    &'q [VariableDefinition<'q, &'q str>],
);

fn queried<'q>(operation: &'q Operation<'q>) -> Result<Queried<'q>, Refusal> {
    match operation {
        OperationDefinition::SelectionSet(selection) => Ok((selection, &[])),
        OperationDefinition::Query(Query {
            selection_set,
            variable_definitions,
            directives,
            ..
        }) => match directives.first() {
            None => Ok((selection_set, variable_definitions)),
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
