//! Checks a query against the schema, and makes the steps of its execution from it.

use std::collections::HashSet;

use graphql_parser::Pos;
use graphql_parser::query::{
    Directive, Field as Selected, Selection, SelectionSet, TypeCondition, Value as Literal,
};
use serde_json::Value;

use super::argument::{Argument, InputType, Scalar, literal};
use super::document::{Document, directive};
use super::field::{self, Field, Shape, Source};
use super::problem::{invalid, not_emulated};
use super::variable::Variables;
use crate::kind::Object;
use crate::project::Project;
use crate::refusal::Refusal;

/// A query with more selections, which fragments can multiply, or deeper ones is refused.
const MOST_SELECTIONS: usize = 20_000;
const DEEPEST: usize = 100;

/// A field of the response.
pub(super) struct Step<'a> {
    /// Its name in the response: the alias, or the name of the field.
    pub(super) key: &'a str,
    pub(super) at: Pos,
    pub(super) source: Source,
    /// The values of the arguments that are given.
    pub(super) arguments: Object,
    /// The name of the type on which the field is.
    pub(super) type_name: Option<String>,
    /// The fields of the value; none if it is a scalar.
    pub(super) inner: Vec<Step<'a>>,
}

/// The steps of a query.
pub(super) fn plan<'q>(
    project: &Project,
    document: &Document<'q>,
    variables: &Variables<'q>,
) -> Result<Vec<Step<'q>>, Refusal> {
    let mut planner = Planner {
        project,
        document,
        variables,
        selections: 0,
        used_fragments: HashSet::new(),
        used_variables: HashSet::new(),
    };
    let steps = planner.steps(&[document.selection], Shape::Query, 0)?;
    let mut fragments = document.fragments.values();
    if let Some(of) = fragments.find(|of| !planner.used_fragments.contains(of.name)) {
        let message = format!("Fragment '{}' is not used.", of.name);
        return Err(invalid(message, Some(of.position)));
    }
    match variables.other_than(&planner.used_variables) {
        None => Ok(steps),
        Some(name) => Err(invalid(format!("Variable '${name}' is not used."), None)),
    }
}

struct Planner<'q, 'd> {
    project: &'d Project,
    document: &'d Document<'q>,
    variables: &'d Variables<'q>,
    selections: usize,
    used_fragments: HashSet<&'q str>,
    used_variables: HashSet<&'q str>,
}

type Set<'q> = &'q SelectionSet<'q, &'q str>;
type Chosen<'q> = &'q Selected<'q, &'q str>;

impl<'q> Planner<'q, '_> {
    /// The fields of an object that selection sets name together.
    fn steps(
        &mut self,
        sets: &[Set<'q>],
        of: Shape,
        depth: usize,
    ) -> Result<Vec<Step<'q>>, Refusal> {
        let mut groups: Vec<Vec<Chosen<'q>>> = Vec::new();
        for set in sets {
            self.collect(set, of, &mut Vec::new(), depth, &mut groups)?;
        }
        let steps = groups.iter().map(|group| self.step(group, of, depth));
        steps.collect()
    }

    /// Groups the fields of a selection set and of its fragments by their names in the response.
    fn collect(
        &mut self,
        set: Set<'q>,
        of: Shape,
        within: &mut Vec<&'q str>,
        depth: usize,
        groups: &mut Vec<Vec<Chosen<'q>>>,
    ) -> Result<(), Refusal> {
        if depth + within.len() > DEEPEST {
            let message = format!("The query is deeper than {DEEPEST}.");
            return Err(invalid(message, Some(set.span.0)));
        }
        for selection in &set.items {
            self.selections += 1;
            if self.selections > MOST_SELECTIONS {
                let message = format!("The query has more than {MOST_SELECTIONS} fields.");
                return Err(invalid(message, Some(set.span.0)));
            }
            match selection {
                Selection::Field(field) => {
                    if self.is_left_out(&field.directives)? {
                        continue;
                    }
                    let key = key(field);
                    match groups
                        .iter_mut()
                        .find(|group| group.first().is_some_and(|first| self::key(first) == key))
                    {
                        Some(group) => group.push(field),
                        None => groups.push(vec![field]),
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let (name, at) = (spread.fragment_name, spread.position);
                    let Some(fragment) = self.document.fragments.get(name) else {
                        return Err(invalid(format!("Unknown fragment '{name}'."), Some(at)));
                    };
                    self.used_fragments.insert(name);
                    if within.contains(&name) {
                        let message = format!("Cannot spread fragment '{name}' within itself.");
                        return Err(invalid(message, Some(at)));
                    }
                    let TypeCondition::On(on) = fragment.type_condition;
                    self.check_condition(on, of, fragment.position)?;
                    let is_left_out = self.is_left_out(&spread.directives)?
                        | self.is_left_out(&fragment.directives)?;
                    if !is_left_out {
                        within.push(name);
                        self.collect(&fragment.selection_set, of, within, depth, groups)?;
                        within.pop();
                    }
                }
                Selection::InlineFragment(fragment) => {
                    if let Some(TypeCondition::On(on)) = fragment.type_condition {
                        self.check_condition(on, of, fragment.position)?;
                    }
                    if !self.is_left_out(&fragment.directives)? {
                        self.collect(&fragment.selection_set, of, within, depth, groups)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Fails if a fragment is not for exactly the type at its place.
    fn check_condition(&self, on: &str, of: Shape, at: Pos) -> Result<(), Refusal> {
        match of.name(self.project) {
            Some(name) if name == on => Ok(()),
            _ => {
                let what = format!("fragments on {on} within {}", of.title(self.project));
                Err(not_emulated(&what, at))
            }
        }
    }

    /// Whether `@skip` or `@include` leaves out a selection.
    fn is_left_out(&mut self, directives: &'q [Directive<'q, &'q str>]) -> Result<bool, Refusal> {
        const IF: Argument = Argument {
            name: "if",
            of: InputType::One(Scalar::Boolean),
        };
        let mut is_left_out = false;
        for of in directives {
            let expected = match of.name {
                "skip" => true,
                "include" => false,
                name => return Err(directive(name, of.position)),
            };
            let given = self.arguments(&of.arguments, &[IF], of.name, of.position)?;
            match given.get("if").and_then(Value::as_bool) {
                Some(condition) => is_left_out |= condition == expected,
                None => {
                    let message = format!("The argument 'if' of @{} is required.", of.name);
                    return Err(invalid(message, Some(of.position)));
                }
            }
        }
        Ok(is_left_out)
    }

    /// A field from all its selections.
    fn step(&mut self, group: &[Chosen<'q>], of: Shape, depth: usize) -> Result<Step<'q>, Refusal> {
        let [first, rest @ ..] = group else {
            return Err(invalid("The query selects nothing.", None));
        };
        let (key, name, at) = (key(first), first.name, first.position);
        let is_same =
            |other: &&Chosen<'q>| other.name == name && other.arguments == first.arguments;
        if let Some(other) = rest.iter().find(|other| !is_same(other)) {
            let message = format!(
                "Field '{key}' conflicts: it is selected with different names or arguments."
            );
            return Err(invalid(message, Some(other.position)));
        }
        let found = self.field(of, name, at)?;
        let arguments = self.arguments(&first.arguments, found.arguments, name, at)?;
        if matches!(found.source, Source::Localized(_)) && arguments.values().all(Value::is_null) {
            let what = format!("'{name}' without locale or acceptLanguage");
            return Err(not_emulated(&what, at));
        }
        let sets = group.iter().map(|field| &field.selection_set);
        let sets: Vec<Set<'q>> = sets.filter(|set| !set.items.is_empty()).collect();
        let inner = match (found.shape, sets.is_empty()) {
            (Shape::Leaf, true) => Vec::new(),
            (Shape::Leaf, false) => {
                let message = format!("Field '{name}' is a scalar, which has no fields.");
                return Err(invalid(message, Some(at)));
            }
            (_, true) => {
                let message = format!("Field '{name}' must have a selection of fields.");
                return Err(invalid(message, Some(at)));
            }
            (shape, false) => self.steps(&sets, shape, depth + 1)?,
        };
        Ok(Step {
            key,
            at,
            source: found.source,
            arguments,
            type_name: of.name(self.project),
            inner,
        })
    }

    /// The field of a type.
    fn field(&self, of: Shape, name: &str, at: Pos) -> Result<Field, Refusal> {
        let title = || of.title(self.project);
        if name == "__typename" && of.name(self.project).is_some() {
            return Ok(Field {
                source: Source::TypeName,
                shape: Shape::Leaf,
                arguments: &[],
            });
        }
        if name.starts_with("__") {
            return Err(not_emulated(&format!("{name} of {}", title()), at));
        }
        if let Some(found) = field::field(self.project, of, name) {
            return Ok(found);
        }
        let mut message = format!("Cannot query field '{name}' on type '{}'.", title());
        if !of.is_complete() {
            message.push_str(
                " If the platform has this field, then the emulator does not emulate it.",
            );
        }
        Err(invalid(message, Some(at)))
    }

    /// The given values of the arguments of a field.
    fn arguments(
        &mut self,
        given: &'q [(&'q str, Literal<'q, &'q str>)],
        known: &'static [Argument],
        field: &str,
        at: Pos,
    ) -> Result<Object, Refusal> {
        let mut arguments = Object::new();
        for (name, written) in given {
            let Some(argument) = known.iter().find(|of| of.name == *name) else {
                let what = format!("the argument '{name}' of '{field}'");
                return Err(not_emulated(&what, at));
            };
            let value = match written {
                Literal::Variable(variable) => self.variable(variable, argument, at)?,
                other => {
                    let value = literal(other).and_then(|value| argument.of.coerce(&value));
                    Some(value.ok_or_else(|| mismatch(argument, at))?)
                }
            };
            if let Some(value) = value
                && arguments.insert((*name).to_owned(), value).is_some()
            {
                let message = format!("There can be only one argument named '{name}'.");
                return Err(invalid(message, Some(at)));
            }
        }
        Ok(arguments)
    }

    /// The value of a variable, whose type must be that of the argument.
    fn variable(
        &mut self,
        name: &'q str,
        argument: &Argument,
        at: Pos,
    ) -> Result<Option<Value>, Refusal> {
        let Some(variable) = self.variables.get(name) else {
            return Err(invalid(
                format!("Variable '${name}' is not defined."),
                Some(at),
            ));
        };
        self.used_variables.insert(name);
        if variable.of != argument.of {
            let message = format!(
                "Variable '${name}' of type '{}' used in position expecting type '{}'.",
                variable.of.written(),
                argument.of.written()
            );
            return Err(invalid(message, Some(at)));
        }
        Ok(variable.value.clone())
    }
}

fn key<'q>(field: &Selected<'q, &'q str>) -> &'q str {
    field.alias.unwrap_or(field.name)
}

fn mismatch(argument: &Argument, at: Pos) -> Refusal {
    let message = format!(
        "The argument '{}' expects a value of type '{}'.",
        argument.name,
        argument.of.written()
    );
    invalid(message, Some(at))
}
