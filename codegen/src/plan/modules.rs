//! Which file each type stands in, and with which features the file is compiled.
//!
//! A package has a file for what is received, one for the drafts that are sent and one for update actions. The last two are
//! compiled with the features of the domains that send them, and with whatever else needs them: as whole files, so that no
//! type and no field has a feature of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use heck::ToSnakeCase;

use crate::{
    model::{Api, Http, Type},
    names,
};

use super::{
    domains,
    form::Form,
    gate::Gate,
    parts::Parts,
    reach::{self, Direction, Edges, Follow},
    requests::RequestModule,
};

/// A file of models.
#[derive(Debug)]
pub struct Module<'a> {
    /// The package, as the specification names it.
    pub package: String,
    /// What of the package it holds.
    pub section: Section,
    /// When it is compiled.
    pub gate: Gate,
    /// The names of its types, in the order of the specification.
    pub types: Vec<&'a str>,
}

/// What a file holds of its package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// What is received, and always compiled.
    Received,
    /// What is sent but for update actions.
    Drafts,
    /// Update actions, and the updates that hold them.
    UpdateActions,
    /// The update actions that set a value, of a package with many update actions.
    SetActions,
    /// What belongs to a feature of its own, of a subject within the package, if it has one: the messages of orders.
    Feature {
        /// The feature.
        name: String,
        /// The subject.
        subject: Option<String>,
    },
    /// A part of a section that has very many types: those whose names begin with these words.
    Part {
        /// The section.
        of: Box<Self>,
        /// The words, in snake case: `set_shipping`.
        words: String,
    },
    /// What no operation leads to, compiled with the feature of the package's domain.
    Unnamed,
}

impl Section {
    /// Whether it holds what is received, or a part of that.
    fn is_received(&self) -> bool {
        match self {
            Self::Received => true,
            Self::Part { of, .. } => of.is_received(),
            _ => false,
        }
    }
}

impl Module<'_> {
    /// The module of the package.
    pub fn package_module(&self) -> String {
        names::module_name(&self.package)
    }

    /// The module within that of the package; `None` if it is that module itself.
    pub fn section_module(&self) -> Option<String> {
        match &self.section {
            Section::Received => None,
            Section::Drafts => Some("drafts".to_owned()),
            Section::UpdateActions => Some("update_actions".to_owned()),
            Section::SetActions => Some("set_actions".to_owned()),
            Section::Feature {
                subject: Some(subject),
                ..
            } => Some(names::module_name(subject)),
            Section::Feature { name, .. } => Some(names::module_name(name)),
            Section::Part { of, words } => match of.as_ref() {
                Section::Drafts => Some(format!("{words}_drafts")),
                // Without packages, actions of both sections begin with the name of their resource.
                Section::SetActions if !words.starts_with("set") => {
                    Some(format!("{words}_set_actions"))
                }
                Section::UpdateActions | Section::SetActions => Some(format!("{words}_actions")),
                Section::Unnamed => Some(format!("{words}_unnamed")),
                _ => Some(names::free(&names::module_name(words), OF_SECTIONS)),
            },
            Section::Unnamed => Some("unnamed".to_owned()),
        }
    }
}

/// The modules that whole sections have.
const OF_SECTIONS: &[&str] = &["drafts", "update_actions", "set_actions", "unnamed"];

/// A family of types so large that it has a file for each subject.
const LARGE: usize = 60;
/// So many update actions of a package that those which set a value have a file of their own.
const MANY: usize = 50;

/// So many types of a section that it is divided by the words that their names begin with.
const VERY_MANY: usize = 120;
/// So few types that they have no file of their own.
const FEW: usize = 4;

/// The files of the types that are emitted.
pub fn modules<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    edges: &Edges<'a>,
    parts: &Parts<'a>,
    directions: &HashMap<&'a str, Direction>,
    requests: &[RequestModule<'a>],
) -> Vec<Module<'a>> {
    let sections = sections(api, forms, edges, parts);
    let mut files = Files::new();
    for (name, of) in &api.types {
        if let Some(section) = sections.get(name.as_str()) {
            let package = domains::package_name(of.package.as_deref()).to_owned();
            files
                .entry((package, section.clone()))
                .or_default()
                .push(name);
        }
    }
    let mut modules: Vec<Module<'a>> = Vec::new();
    for ((package, section), mut types) in divided(files) {
        types.sort_by_key(|name| api.types.get_index_of(*name));
        let gate = match section.is_received() {
            true => Gate::Always,
            false => Gate::Any(BTreeSet::new()),
        };
        modules.push(Module {
            package,
            section,
            gate,
            types,
        });
    }
    let needs = needs(api, edges, parts, directions);
    open_gates(api, &mut modules, &needs, parts, requests);
    modules
}

/// The files, each with its types.
type Files<'a> = BTreeMap<(String, Section), Vec<&'a str>>;

/// The files, of which those with very many types are divided by the first word of the names, or the first two.
fn divided(files: Files<'_>) -> Files<'_> {
    let mut divided = Files::new();
    for ((package, section), types) in files {
        let total = types.len();
        let mut by_words: BTreeMap<[String; 2], Vec<&str>> = BTreeMap::new();
        for name in types {
            by_words.entry(first_words(name)).or_default().push(name);
        }
        let mut by_word: BTreeMap<&str, usize> = BTreeMap::new();
        for ([word, _], types) in &by_words {
            *by_word.entry(word).or_default() += types.len();
        }
        for ([word, both], types) in &by_words {
            let of_word = by_word.get(word.as_str()).copied().unwrap_or_default();
            let part = |words: &String| Section::Part {
                of: Box::new(section.clone()),
                words: words.clone(),
            };
            let section = if total <= VERY_MANY || of_word < FEW {
                section.clone()
            } else if of_word > VERY_MANY && types.len() >= FEW {
                part(both)
            } else {
                part(word)
            };
            let file = divided.entry((package.clone(), section)).or_default();
            file.extend(types);
        }
    }
    divided
}

/// The first word of a name, and the first two, in snake case.
fn first_words(name: &str) -> [String; 2] {
    let name = name.to_snake_case();
    let second = name.match_indices('_').nth(1).map(|(index, _)| index);
    let first = name.split('_').next().unwrap_or_default().to_owned();
    let both = second.and_then(|end| name.get(..end)).unwrap_or(&name);
    [first, both.to_owned()]
}

/// The section of every type that is emitted. A base that no operation leads to, though operations lead to its subtypes,
/// only lends them its fields: it has none.
fn sections<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    edges: &Edges<'a>,
    parts: &Parts<'a>,
) -> HashMap<&'a str, Section> {
    let lending = lending(api, forms, edges);
    let actions = update_actions(api, forms);
    let many_actions = with_many(api, &actions);
    let subjects = Subjects::of(api, forms, parts);
    let mut sections = HashMap::new();
    for (name, of) in &api.types {
        let name = name.as_str();
        if lending.contains(name) {
            continue;
        }
        let section = if parts.always.contains(name) {
            Section::Received
        } else if parts.unnamed.contains(name) {
            Section::Unnamed
        } else if let Some(feature) = parts.features.get(name) {
            Section::Feature {
                name: feature.clone(),
                subject: subjects.subject(of, feature),
            }
        } else if actions.contains(name) {
            match sets(of) && many_actions.contains(domains::package_name(of.package.as_deref())) {
                true => Section::SetActions,
                false => Section::UpdateActions,
            }
        } else {
            Section::Drafts
        };
        sections.insert(name, section);
    }
    sections
}

/// Whether an action sets a value, which half of the actions of a resource do.
fn sets(of: &Type) -> bool {
    of.tag().is_some_and(|tag| tag.starts_with("set"))
}

/// The packages with many update actions.
fn with_many<'a>(api: &'a Api, actions: &HashSet<&str>) -> HashSet<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for of in api
        .types
        .values()
        .filter(|of| actions.contains(of.name.as_str()))
    {
        *counts
            .entry(domains::package_name(of.package.as_deref()))
            .or_default() += 1;
    }
    counts.retain(|_, count| *count > MANY);
    counts.into_keys().collect()
}

/// How the types of a large family are divided.
struct Subjects<'a> {
    /// The families, by feature and package, each with the subjects of its types.
    families: HashMap<(&'a str, Option<&'a str>), HashMap<&'a str, String>>,
}

impl<'a> Subjects<'a> {
    fn of(api: &'a Api, forms: &HashMap<&'a str, Form<'a>>, parts: &'a Parts<'a>) -> Self {
        let packages: BTreeSet<&str> = api
            .types
            .values()
            .filter_map(|of| of.package.as_deref())
            .collect();
        let mut members: HashMap<(&str, Option<&str>), Vec<&'a Type>> = HashMap::new();
        for of in api.types.values() {
            if let Some(feature) = parts.features.get(of.name.as_str()) {
                let family = (feature.as_str(), of.package.as_deref());
                members.entry(family).or_default().push(of);
            }
        }
        let families = members
            .into_iter()
            .filter(|(_, types)| types.len() > LARGE)
            .map(|(family, types)| (family, subjects(api, forms, &packages, &types)))
            .collect();
        Self { families }
    }

    fn subject(&self, of: &Type, feature: &str) -> Option<String> {
        let family = self.families.get(&(feature, of.package.as_deref()))?;
        family.get(of.name.as_str()).cloned()
    }
}

/// The subjects of the types of a family: the packages that they are about (`Order` for `OrderCreatedMessage`), if most of
/// them are about one, and for the rest the types that they are about (`Parcel`); or else the large unions whose kinds they
/// are.
fn subjects<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    packages: &BTreeSet<&str>,
    types: &[&'a Type],
) -> HashMap<&'a str, String> {
    let members: HashSet<&str> = types.iter().map(|of| of.name.as_str()).collect();
    let by_package: HashMap<&str, String> = types
        .iter()
        .filter_map(|of| {
            let own = of.package.as_deref();
            let is_other = |name: &str| Some(name) != own && packages.contains(name);
            Some((
                of.name.as_str(),
                longest_start(&of.name, is_other)?.to_owned(),
            ))
        })
        .collect();
    if by_package.len() * 2 > types.len() {
        let mut subjects = by_package;
        for of in types {
            let is_other = |name: &str| api.types.contains_key(name) && !members.contains(name);
            if !subjects.contains_key(of.name.as_str())
                && let Some(subject) = longest_start(&of.name, is_other)
            {
                subjects.insert(&of.name, subject.to_owned());
            }
        }
        return subjects;
    }
    let mut by_union = HashMap::new();
    for (union, form) in forms {
        let kinds = form
            .variants()
            .iter()
            .filter(|kind| members.contains(kind.of.name.as_str()));
        let kinds: Vec<&'a Type> = kinds.map(|kind| kind.of).collect();
        if kinds.len() > LARGE / 2 {
            by_union.extend(kinds.into_iter().map(|kind| {
                let subject = match sets(kind) {
                    true => format!("{union}Set"),
                    false => (*union).to_owned(),
                };
                (kind.name.as_str(), subject)
            }));
        }
    }
    by_union
}

/// The longest of some names that a name starts with, as whole words, and does not end with: `Me` is no word of `Message`.
fn longest_start(name: &str, is_start: impl Fn(&str) -> bool) -> Option<&str> {
    let words = name.rmatch_indices(|letter: char| letter.is_ascii_uppercase());
    let mut starts = words.filter_map(|(end, _)| name.get(..end));
    starts.find(|start| is_start(start))
}

/// The bases that only lend their fields to types that are used without them.
fn lending<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    edges: &Edges<'a>,
) -> HashSet<&'a str> {
    let reached = reach::by_all_methods(api, edges);
    let is_reached = |of: &&Type| reached.contains(of.name.as_str());
    let of_anonymous: HashSet<&str> = api
        .anonymous
        .iter()
        .filter_map(|name| api.types.get(name))
        .filter(is_reached)
        .filter_map(|of| of.base.as_deref())
        .collect();
    let (lending, used): (Vec<&str>, Vec<&str>) =
        api.types.keys().map(String::as_str).partition(|name| {
            let has_used_kinds = match forms.get(name) {
                Some(Form::OpenBase(below)) => below.iter().any(is_reached),
                Some(form) => form.variants().iter().any(|kind| is_reached(&kind.of)),
                None => false,
            };
            !reached.contains(name) && (has_used_kinds || of_anonymous.contains(name))
        });
    // What a type that is emitted names is emitted as well.
    let named = edges.closure(used, Follow::Received, |_| false);
    let lending = lending.into_iter().filter(|name| !named.contains(name));
    // What is of none of the kinds of such a base is named by nothing but the base.
    lending
        .flat_map(|name| {
            let itself = api.itself.get(name).map(String::as_str);
            std::iter::once(name).chain(itself)
        })
        .collect()
}

/// The actions that change resources, and the updates that hold them.
fn update_actions<'a>(api: &'a Api, forms: &HashMap<&'a str, Form<'a>>) -> HashSet<&'a str> {
    let mut found: HashSet<&str> = HashSet::new();
    for resource in api.all_resources() {
        let Some(update) = &resource.update else {
            continue;
        };
        found.insert(&update.action);
        let variants = forms.get(update.action.as_str()).into_iter();
        found.extend(
            variants
                .flat_map(|form| form.variants())
                .map(|variant| variant.of.name.as_str()),
        );
        let post = resource
            .methods
            .iter()
            .filter(|method| method.http == Http::Post);
        found.extend(post.flat_map(|method| reach::of_method(api, method).0));
    }
    found
}

/// Opens the gate of each file for the features that need a type in it, and again for what the types in it need.
fn open_gates<'a>(
    api: &'a Api,
    modules: &mut [Module<'a>],
    needs: &HashMap<&'a str, HashSet<&'a str>>,
    parts: &Parts<'a>,
    requests: &[RequestModule<'a>],
) {
    let place: HashMap<&str, usize> = modules
        .iter()
        .enumerate()
        .flat_map(|(index, module)| module.types.iter().map(move |name| (*name, index)))
        .collect();
    let open = |modules: &mut [Module<'a>], name: &str, gate: &Gate| {
        let module = place.get(name).and_then(|index| modules.get_mut(*index));
        module.is_some_and(|module| module.gate.open_with(gate))
    };
    for module in requests {
        for method in module
            .resources
            .iter()
            .flat_map(|resource| &resource.methods)
        {
            let (sent, received) = reach::of_method(api, method);
            for name in sent.into_iter().chain(received) {
                open(modules, name, &module.gate);
            }
        }
    }
    for (name, feature) in &parts.features {
        open(modules, name, &Gate::feature(feature));
    }
    let needed: Vec<BTreeSet<usize>> = modules
        .iter()
        .map(|module| {
            let names = module.types.iter().filter_map(|name| needs.get(name));
            let places = names.flatten().filter_map(|name| place.get(name));
            places.copied().collect()
        })
        .collect();
    // The files whose gates have been opened since what they need was.
    let mut opened: BTreeSet<usize> = (0..modules.len()).collect();
    while let Some(index) = opened.pop_first() {
        let Some(gate) = modules.get(index).map(|module| module.gate.clone()) else {
            continue;
        };
        for below in needed.get(index).into_iter().flatten() {
            if let Some(module) = modules.get_mut(*below)
                && module.gate.open_with(&gate)
            {
                opened.insert(*below);
            }
        }
    }
}

/// The types that the code of each type names.
fn needs<'a>(
    api: &'a Api,
    edges: &Edges<'a>,
    parts: &Parts<'a>,
    directions: &HashMap<&'a str, Direction>,
) -> HashMap<&'a str, HashSet<&'a str>> {
    let needs = |name: &'a str| {
        let declared = match parts.always.contains(name) {
            // An expanded resource that belongs to a part is kept as JSON where the part need not be compiled.
            true => Follow::Held,
            false => Follow::Received,
        };
        let mut needed: HashSet<&str> = edges.from(name, declared).iter().copied().collect();
        // What is sent is made of its subtypes, too; what is only received names none of them.
        if directions.get(name).is_some_and(|direction| direction.sent) {
            needed.extend(edges.from(name, Follow::Sent));
        }
        (name, needed)
    };
    api.types.keys().map(|name| needs(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::longest_start;

    #[test]
    fn a_name_starts_with_whole_words() {
        let is_package = |name: &str| ["Me", "Cart", "CartDiscount", "Message"].contains(&name);
        assert_eq!(longest_start("MessagePayload", is_package), Some("Message"));
        assert_eq!(
            longest_start("CartDiscountCreated", is_package),
            Some("CartDiscount")
        );
        assert_eq!(longest_start("Message", is_package), None);
        assert_eq!(longest_start("Parcel", is_package), None);
    }
}
