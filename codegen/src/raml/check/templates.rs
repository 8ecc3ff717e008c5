//! Traits and resource types: that they do not use themselves, and that the values given to them are used.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use crate::{
    diagnostics::Diagnostic,
    raml::{
        document::{Declaration, Library, Named},
        template,
    },
    suggestion,
    yaml::Node,
};

use super::{Checker, Written};

/// The parameters that RAML supplies itself.
const SUPPLIED: [&str; 3] = ["methodName", "resourcePath", "resourcePathName"];

/// The maximum number of bases of a resource type that are searched for parameters.
const MOST_BASES: usize = 64;

impl Checker<'_> {
    /// Reports traits that use themselves and resource types that derive from themselves.
    pub(super) fn circles(&self) {
        let libraries = &self.document.libraries;
        let traits = libraries.iter().flat_map(|of: &Library| &of.traits);
        self.circles_of(Named::Trait, traits);
        let resource_types = libraries.iter().flat_map(|of| &of.resource_types);
        self.circles_of(Named::ResourceType, resource_types);
    }

    fn circles_of<'n>(
        &'n self,
        kind: Named,
        declared: impl Iterator<Item = (&'n Rc<str>, &'n Declaration)>,
    ) {
        let mut states: HashMap<*const Node, Visit> = HashMap::new();
        for (name, declaration) in declared {
            let mut open = vec![Step::of(kind, Rc::clone(name), &declaration.node)];
            states
                .entry(&raw const declaration.node)
                .or_insert(Visit::Open);
            if states.get(&(&raw const declaration.node)) == Some(&Visit::Done) {
                continue;
            }
            while let Some(step) = open.last_mut() {
                let Some(used) = step.uses.pop() else {
                    states.insert(step.node, Visit::Done);
                    open.pop();
                    continue;
                };
                let Some((name, at)) = name_in(used) else {
                    continue;
                };
                let Some((_, name, declared)) = self.document.find(kind, name, at.scope) else {
                    continue;
                };
                let node = &raw const declared.node;
                match states.get(&node) {
                    Some(Visit::Done) => {}
                    Some(Visit::Open) => {
                        let line = open.iter().skip_while(|step| step.node != node);
                        let mut names: Vec<&str> = line.map(|step| &*step.name).collect();
                        names.push(&name);
                        self.add(circle(kind, &names, &at));
                    }
                    None => {
                        states.insert(node, Visit::Open);
                        open.push(Step::of(kind, name, &declared.node));
                    }
                }
            }
        }
    }

    /// Warns about values given to a trait or resource type that has no parameter of that name.
    pub(super) fn arguments(&self, used: &Node, kind: Named, written: Written) {
        let [entry] = used.entries() else {
            return;
        };
        // What was merged is checked where it is written.
        if entry.key.contains("<<") || written == Written::Applied {
            return;
        }
        let Some((_, name, declared)) = self.document.find(kind, &entry.key, used.scope) else {
            return;
        };
        for argument in entry.value.entries() {
            let key = argument.key.as_ref();
            let is_open = key.contains("<<") || SUPPLIED.contains(&key);
            if is_open || self.has_parameter(kind, &declared.node, key) {
                continue;
            }
            let what = kind.what();
            let problem = Diagnostic::new(
                argument.key_span,
                format!("{what} `{name}` has no parameter `{key}`"),
                format!("a parameter of the {what} is expected"),
            )
            .related(declared.name_span, "it is declared here")
            .as_warning();
            let known = self.own_parameters(&declared.node);
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            self.add(suggestion::nearest(problem, key, &names, "parameter"));
        }
    }

    /// Whether a trait or resource type has a parameter. What a resource type does not pass on to its base fills the
    /// parameters of the base as well.
    fn has_parameter(&self, kind: Named, node: &Node, key: &str) -> bool {
        let mut node = node;
        for _ in 0..MOST_BASES {
            if self.own_parameters(node).contains(key) {
                return true;
            }
            let base = match kind {
                Named::ResourceType => node.get("type").and_then(name_in),
                _ => None,
            };
            let base = base.and_then(|(name, at)| self.document.find(kind, name, at.scope));
            match base {
                Some((_, _, base)) => node = &base.node,
                None => return false,
            }
        }
        true
    }

    fn own_parameters(&self, node: &Node) -> Rc<BTreeSet<String>> {
        let mut known = self.parameters.borrow_mut();
        let found = known
            .entry(std::ptr::from_ref(node))
            .or_insert_with(|| Rc::new(template::parameters(node)));
        Rc::clone(found)
    }
}

/// The state of the search for circles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// What it uses is being examined.
    Open,
    /// What it uses has been examined.
    Done,
}

/// A trait or resource type on the path of the search, with those that it uses and that have not been examined.
struct Step<'n> {
    name: Rc<str>,
    node: *const Node,
    uses: Vec<&'n Node>,
}

impl<'n> Step<'n> {
    fn of(kind: Named, name: Rc<str>, node: &'n Node) -> Self {
        let mut uses: Vec<&Node> = match kind {
            Named::ResourceType => node.get("type").into_iter().collect(),
            _ => node
                .get("is")
                .map(Node::elements)
                .unwrap_or_default()
                .iter()
                .collect(),
        };
        uses.reverse();
        Self { name, node, uses }
    }
}

/// The name in a use of a trait or resource type, and its place.
fn name_in(used: &Node) -> Option<(&str, Node)> {
    let (name, at) = match used.entries() {
        [entry] => (
            entry.key.as_ref(),
            Node {
                scope: used.scope,
                ..Node::null(entry.key_span)
            },
        ),
        _ => (
            used.as_str()?,
            Node {
                scope: used.scope,
                ..Node::null(used.span)
            },
        ),
    };
    (!name.contains("<<")).then_some((name, at))
}

fn circle(kind: Named, names: &[&str], at: &Node) -> Diagnostic {
    let line = names.join(" -> ");
    match kind {
        Named::ResourceType => Diagnostic::new(
            at.span,
            format!("a resource type that inherits from itself: {line}"),
            "a base that does not refer to it is expected",
        ),
        _ => Diagnostic::new(
            at.span,
            format!("a trait that uses itself: {line}"),
            "a trait that does not refer to itself is expected",
        ),
    }
}
