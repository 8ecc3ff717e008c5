//! Checks a document against the schema, and makes the steps of its execution from the chosen operation.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use graphql_parser::Pos;
use graphql_parser::query::{
    Directive, Field as Selected, Selection, SelectionSet, TypeCondition, Value as Literal,
};
use serde_json::Value;

use super::argument::{Argument, InputType, Scalar, literal};
use super::document::{Document, Query, directive};
use super::field::{self, Field, Shape, Source, TypeName};
use super::problem::{invalid, not_emulated};
use super::variable::Variables;
use crate::kind::Object;
use crate::project::Project;
use crate::refusal::Refusal;

/// A document with more selections, which fragments can multiply, or deeper ones is refused.
const MOST_SELECTIONS: usize = 20_000;
const DEEPEST: usize = 100;

/// A field of the response.
pub(super) struct Step<'a> {
    /// Its name in the response: the alias, or the name of the field.
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    pub(super) at: Pos,
    pub(super) source: Source,
    /// The values of the arguments that are given.
    pub(super) arguments: Object,
    /// How the name of the type on which the field is is found.
    pub(super) type_name: Option<TypeName>,
    pub(super) is_never_null: bool,
    /// The fields of the value; `None` if it is a scalar.
    pub(super) inner: Option<Vec<Step<'a>>>,
}

/// The steps of the chosen operation with these variables.
pub(super) fn plan<'q>(
    project: &Project,
    document: &Document<'q>,
    given: &Object,
) -> Result<Vec<Step<'q>>, Refusal> {
    let variables = Variables::read(document.chosen, Some(given))?;
    let mut used = Used::default();
    let steps = steps_of(project, document, document.chosen, &variables, &mut used)?;
    for other in &document.others {
        let variables = Variables::read(*other, None)?;
        steps_of(project, document, *other, &variables, &mut used)?;
    }
    let mut fragments = document.fragments.values();
    match fragments.find(|of| !used.fragments.contains(of.name)) {
        None => Ok(steps),
        Some(of) => {
            let message = format!("Fragment '{}' is not used.", of.name);
            Err(invalid(message, Some(of.position)))
        }
    }
}

/// What the operations of a document use together.
#[derive(Default)]
struct Used<'q> {
    selections: usize,
    fragments: BTreeSet<&'q str>,
}

/// The steps of an operation, whose variables must all be used.
fn steps_of<'q>(
    project: &Project,
    document: &Document<'q>,
    query: Query<'q>,
    variables: &Variables<'q>,
    used: &mut Used<'q>,
) -> Result<Vec<Step<'q>>, Refusal> {
    let mut planner = Planner {
        project,
        document,
        variables,
        used,
        used_variables: BTreeSet::new(),
    };
    let steps = planner.steps(&[query.selection], Shape::Query, 0)?;
    variables.check_used(&planner.used_variables)?;
    Ok(steps)
}

struct Planner<'q, 'd> {
    project: &'d Project,
    document: &'d Document<'q>,
    variables: &'d Variables<'q>,
    used: &'d mut Used<'q>,
    used_variables: BTreeSet<&'q str>,
}

type Set<'q> = &'q SelectionSet<'q, &'q str>;
type Chosen<'q> = &'q Selected<'q, &'q str>;

/// The selections of fields with the same names in the response.
#[derive(Default)]
struct Groups<'q> {
    groups: Vec<Vec<Chosen<'q>>>,
    places: HashMap<&'q str, usize>,
}

impl<'q> Groups<'q> {
    fn add(&mut self, field: Chosen<'q>) {
        let place = *self.places.entry(key(field)).or_insert_with(|| {
            self.groups.push(Vec::new());
            self.groups.len() - 1
        });
        if let Some(group) = self.groups.get_mut(place) {
            group.push(field);
        }
    }
}

/// The fields of an object: those of the response, and those that `@skip` and `@include` leave out, which have to be valid
/// as well.
#[derive(Default)]
struct Collected<'q> {
    kept: Groups<'q>,
    left_out: Groups<'q>,
}

/// Where a selection set is.
#[derive(Clone, Copy)]
struct Place {
    of: Shape,
    depth: usize,
    is_left_out: bool,
}

impl<'q> Planner<'q, '_> {
    /// The fields of an object that selection sets name together.
    fn steps(
        &mut self,
        sets: &[Set<'q>],
        of: Shape,
        depth: usize,
    ) -> Result<Vec<Step<'q>>, Refusal> {
        let mut collected = Collected::default();
        let place = Place {
            of,
            depth,
            is_left_out: false,
        };
        for set in sets {
            self.collect(set, place, &mut Vec::new(), &mut collected)?;
        }
        for group in &collected.left_out.groups {
            self.step(group, of, depth)?;
        }
        let groups = collected.kept.groups.iter();
        groups.map(|group| self.step(group, of, depth)).collect()
    }

    /// Groups the fields of a selection set and of its fragments.
    fn collect(
        &mut self,
        set: Set<'q>,
        place: Place,
        within: &mut Vec<&'q str>,
        collected: &mut Collected<'q>,
    ) -> Result<(), Refusal> {
        if place.depth + within.len() > DEEPEST {
            let message = format!("The query is deeper than {DEEPEST}.");
            return Err(invalid(message, Some(set.span.0)));
        }
        for selection in &set.items {
            self.used.selections += 1;
            if self.used.selections > MOST_SELECTIONS {
                let message = format!("The query has more than {MOST_SELECTIONS} fields.");
                return Err(invalid(message, Some(set.span.0)));
            }
            let directives = match selection {
                Selection::Field(of) => &of.directives,
                Selection::FragmentSpread(of) => &of.directives,
                Selection::InlineFragment(of) => &of.directives,
            };
            let is_left_out = self.is_left_out(directives)? || place.is_left_out;
            let place = Place {
                is_left_out,
                ..place
            };
            match selection {
                Selection::Field(field) if is_left_out => collected.left_out.add(field),
                Selection::Field(field) => collected.kept.add(field),
                Selection::FragmentSpread(spread) => {
                    let (name, at) = (spread.fragment_name, spread.position);
                    let Some(fragment) = self.document.fragments.get(name) else {
                        return Err(invalid(format!("Unknown fragment '{name}'."), Some(at)));
                    };
                    self.used.fragments.insert(name);
                    if within.contains(&name) {
                        let message = format!("Cannot spread fragment '{name}' within itself.");
                        return Err(invalid(message, Some(at)));
                    }
                    let TypeCondition::On(on) = fragment.type_condition;
                    self.check_condition(on, place.of, fragment.position)?;
                    within.push(name);
                    self.collect(&fragment.selection_set, place, within, collected)?;
                    within.pop();
                }
                Selection::InlineFragment(fragment) => {
                    if let Some(TypeCondition::On(on)) = fragment.type_condition {
                        self.check_condition(on, place.of, fragment.position)?;
                    }
                    self.collect(&fragment.selection_set, place, within, collected)?;
                }
            }
        }
        Ok(())
    }

    /// Fails if a fragment is not for exactly the type at its place.
    fn check_condition(&self, on: &str, of: Shape, at: Pos) -> Result<(), Refusal> {
        let name = of.type_name(self.project).and_then(TypeName::fixed);
        if name.as_deref() == Some(on) {
            return Ok(());
        }
        let what = format!("fragments on {on} within {}", of.title(self.project));
        Err(not_emulated(&what, at))
    }

    /// Whether `@skip` or `@include` leaves out a selection.
    fn is_left_out(&mut self, directives: &'q [Directive<'q, &'q str>]) -> Result<bool, Refusal> {
        const IF: &[Argument] = &[Argument::required("if", InputType::One(Scalar::Boolean))];
        let mut is_left_out = false;
        let mut names = BTreeSet::new();
        for of in directives {
            let expected = match of.name {
                "skip" => true,
                "include" => false,
                name => return Err(directive(name, of.position)),
            };
            if !names.insert(of.name) {
                let message = format!("The directive @{} can be used only once.", of.name);
                return Err(invalid(message, Some(of.position)));
            }
            let given = self.arguments(&of.arguments, IF, of.name, of.position)?;
            // It has no value in an operation that is not executed.
            is_left_out |= given.get("if").and_then(Value::as_bool) == Some(expected);
        }
        Ok(is_left_out)
    }

    /// A field from all its selections.
    fn step(&mut self, group: &[Chosen<'q>], of: Shape, depth: usize) -> Result<Step<'q>, Refusal> {
        let [first, rest @ ..] = group else {
            return Err(invalid("The query selects nothing.", None));
        };
        let (key, name, at) = (key(first), first.name, first.position);
        let arguments: BTreeMap<_, _> = pairs(first).collect();
        let is_same = |other: &&Chosen<'q>| {
            other.name == name
                && other.arguments.len() == first.arguments.len()
                && pairs(other).collect::<BTreeMap<_, _>>() == arguments
        };
        if let Some(other) = rest.iter().find(|other| !is_same(other)) {
            let message = format!(
                "Field '{key}' conflicts: it is selected with different names or arguments."
            );
            return Err(invalid(message, Some(other.position)));
        }
        let found = self.field(of, name, at)?;
        let arguments = self.arguments(&first.arguments, found.arguments, name, at)?;
        if matches!(found.source, Source::Localized(_)) && first.arguments.is_empty() {
            let what = format!("'{name}' without locale or acceptLanguage");
            return Err(not_emulated(&what, at));
        }
        let is_leaf = matches!(found.shape, Shape::Leaf);
        if let Some(wrong) = group.iter().find(|of| has_fields(of) == is_leaf) {
            let message = match is_leaf {
                true => format!("Field '{name}' is a scalar, which has no fields."),
                false => format!("Field '{name}' must have a selection of fields."),
            };
            return Err(invalid(message, Some(wrong.position)));
        }
        let sets: Vec<Set<'q>> = group.iter().map(|field| &field.selection_set).collect();
        let inner = (!is_leaf)
            .then(|| self.steps(&sets, found.shape, depth + 1))
            .transpose()?;
        Ok(Step {
            key,
            name,
            at,
            source: found.source,
            arguments,
            type_name: of.type_name(self.project),
            is_never_null: of.is_never_null(name),
            inner,
        })
    }

    /// The field of a type.
    fn field(&self, of: Shape, name: &str, at: Pos) -> Result<Field, Refusal> {
        let title = || of.title(self.project);
        if name == "__typename" && of.type_name(self.project).is_some() {
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

    /// The given values of the arguments of a field or of a directive.
    fn arguments(
        &mut self,
        given: &'q [(&'q str, Literal<'q, &'q str>)],
        known: &'static [Argument],
        of: &str,
        at: Pos,
    ) -> Result<Object, Refusal> {
        let mut arguments = Object::new();
        let mut names = BTreeSet::new();
        for (name, written) in given {
            let Some(argument) = known.iter().find(|of| of.name == *name) else {
                let what = format!("the argument '{name}' of '{of}'");
                return Err(not_emulated(&what, at));
            };
            if !names.insert(*name) {
                let message = format!("There can be only one argument named '{name}'.");
                return Err(invalid(message, Some(at)));
            }
            if let Some(value) = self.value(written, argument, at)? {
                arguments.insert((*name).to_owned(), value);
            }
        }
        let mut required = known.iter().filter(|argument| argument.is_required);
        match required.find(|argument| !names.contains(argument.name)) {
            None => Ok(arguments),
            Some(argument) => {
                let message = format!("The argument '{}' of '{of}' is required.", argument.name);
                Err(invalid(message, Some(at)))
            }
        }
    }

    /// The value of an argument; `None` if it is a variable without a value.
    fn value(
        &mut self,
        written: &'q Literal<'q, &'q str>,
        argument: &Argument,
        at: Pos,
    ) -> Result<Option<Value>, Refusal> {
        match (written, argument.of) {
            (Literal::Variable(name), of) => {
                self.variable(name, of, argument.is_required, &argument.written(), at)
            }
            (Literal::List(items), InputType::List(scalar)) => {
                let item_type = InputType::One(scalar);
                let mut values = Vec::new();
                for item in items {
                    match item {
                        Literal::Variable(name) => {
                            let expected = format!("{}!", item_type.written());
                            values.extend(self.variable(name, item_type, true, &expected, at)?);
                        }
                        item => {
                            let value = literal(item).filter(|value| !value.is_null());
                            let value = value.and_then(|value| item_type.coerce(&value));
                            values.push(value.ok_or_else(|| mismatch(argument, at))?);
                        }
                    }
                }
                Ok(Some(Value::Array(values)))
            }
            (other, of) => {
                let value = literal(other).and_then(|value| of.coerce(&value));
                let value = value.filter(|value| !(argument.is_required && value.is_null()));
                value.map(Some).ok_or_else(|| mismatch(argument, at))
            }
        }
    }

    /// The value of a variable, whose type must be that of its position.
    fn variable(
        &mut self,
        name: &'q str,
        of: InputType,
        is_required: bool,
        expected: &str,
        at: Pos,
    ) -> Result<Option<Value>, Refusal> {
        let Some(variable) = self.variables.get(name) else {
            let message = format!("Variable '${name}' is not defined.");
            return Err(invalid(message, Some(at)));
        };
        self.used_variables.insert(name);
        if variable.of != of || (is_required && variable.is_optional) {
            let mark = if variable.is_optional { "" } else { "!" };
            let message = format!(
                "Variable '${name}' of type '{}{mark}' used in position expecting type '{expected}'.",
                variable.of.written(),
            );
            return Err(invalid(message, Some(at)));
        }
        Ok(variable.value.clone())
    }
}

fn key<'q>(field: &Selected<'q, &'q str>) -> &'q str {
    field.alias.unwrap_or(field.name)
}

fn pairs<'q>(field: Chosen<'q>) -> impl Iterator<Item = (&'q str, &'q Literal<'q, &'q str>)> {
    field.arguments.iter().map(|(name, value)| (*name, value))
}

fn has_fields<'q>(field: &Selected<'q, &'q str>) -> bool {
    !field.selection_set.items.is_empty()
}

fn mismatch(argument: &Argument, at: Pos) -> Refusal {
    let message = format!(
        "The argument '{}' expects a value of type '{}'.",
        argument.name,
        argument.written()
    );
    invalid(message, Some(at))
}
