//! What is to be emitted: for every type its Rust form, its direction, its fields, its file and the features it is
//! compiled with; for every resource the file of its requests.
//!
//! Everything is decided here, once, from the [`crate::model`]; nothing knows Rust syntax yet.

pub mod check;
pub mod cycles;
pub mod domains;
pub mod exchange;
pub mod features;
pub mod fields;
pub mod form;
pub mod gate;
pub mod imports;
pub mod modules;
pub mod parameters;
pub mod parts;
pub mod planned;
pub mod querying;
pub mod reach;
pub mod references;
pub mod requests;
pub mod route;
pub mod rust_type;
pub mod sizes;

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use crate::{
    facts::Facts,
    model::{Api, Http, Object, Resource, Shape, Type, TypeRef},
    names,
};

pub use self::{
    domains::Domain,
    features::Features,
    fields::{Fallback, Holds, PlannedField, Presence},
    form::{Form, Variant},
    gate::Gate,
    modules::{Module, Section},
    planned::{Extra, Identifier, Kind, Member, Page, Planned, Reference, Referring, Shared},
    querying::{Asked, Expanded, Querying},
    reach::Direction,
    requests::RequestModule,
    rust_type::RustType,
};

use self::{fields::Planning, form::NO_KEY, parts::Parts, reach::Edges, sizes::Boxes};

/// The plan of one API.
pub struct Plan<'a> {
    /// The API: lifted, with its facts.
    pub api: &'a Api,
    /// What the emitted code needs to know of its surroundings.
    pub settings: &'a Settings,
    /// The types that are emitted, by their names in the specification.
    pub types: IndexMap<&'a str, Planned<'a>>,
    /// The files of the types.
    pub modules: Vec<Module<'a>>,
    /// The domains: the parts of the API with their own top-level paths.
    pub domains: Vec<Domain<'a>>,
    /// The files of the requests.
    pub requests: Vec<RequestModule<'a>>,
    /// The names of all builders of requests, by path.
    pub path_names: HashMap<String, String>,
    /// The Cargo features.
    pub features: Features,
    /// What can be asked of the results of queries.
    pub querying: Querying<'a>,
    /// The resource above each, by the path of that.
    pub parents: HashMap<&'a str, &'a Resource>,
    /// Whether scopes are those of a project.
    pub has_project_key: bool,
    /// The files of the requests below each, by their places in `requests`.
    requests_below: HashMap<Vec<String>, Vec<usize>>,
    /// The Rust names of all types that are emitted.
    model_names: HashSet<String>,
    /// The types that are compiled with every set of features.
    always: HashSet<&'a str>,
    /// The references that are compiled without the resource behind them, by the Rust name of that.
    unread: HashMap<String, Vec<&'a str>>,
    /// The file of the requests of each path, by its place in `requests`.
    request_modules: HashMap<&'a str, usize>,
    /// The Rust form of every type, those that are not emitted included.
    forms: HashMap<&'a str, Form<'a>>,
}

/// What the emitted code needs to know of its surroundings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The path of the runtime: `crate` within `ctp-sdk`, `ctp_sdk` in any other crate.
    pub runtime: Runtime,
    /// What is known of the API beside its specification.
    pub facts: &'static Facts,
    /// The domains that are compiled by default; all of them, if none is named.
    pub default_domains: Vec<String>,
    /// Where the code stands as a module beside that of another API; `None` if it is all there is.
    pub module: Option<ApiModule>,
    /// The modules of other APIs that stand beside this one.
    pub beside: Vec<ApiModule>,
}

impl Settings {
    /// For an API of which nothing more is known.
    pub fn of(runtime: Runtime) -> Self {
        Self {
            runtime,
            facts: &Facts::NONE,
            default_domains: Vec::new(),
            module: None,
            beside: Vec::new(),
        }
    }
}

/// The module of an API that stands beside another one in a crate. It is compiled as a whole, with one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiModule {
    /// The name of the module.
    pub name: String,
    /// The feature that compiles it.
    pub feature: String,
    /// Where the API is, with `{region}` for the region.
    pub host: String,
}

/// Where the runtime is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In the crate that the code is emitted into.
    Here,
    /// In `ctp_sdk`.
    CtpSdk,
}

impl<'a> Plan<'a> {
    /// Plans an API.
    pub fn new(api: &'a Api, settings: &'a Settings) -> Self {
        let forms = form::all(api);
        let edges = Edges::of(api, &forms);
        let directions = reach::directions(api, &edges);
        let domains = domains::all(api);
        let requests = requests::modules(api, settings, &domains);
        let parts = Parts::of(api, settings, &edges, &directions, &domains);
        let modules = modules::modules(api, &forms, &edges, &parts, &directions, &requests);
        let circles = cycles::boxed(api, &forms);
        let boxes = sizes::boxes(api, &forms, &directions, circles);
        let types = types(api, &forms, &directions, &modules, &parts, &boxes);
        let features = Features::of(settings, &domains, &modules, &requests);
        let model_names = types.values().map(|of| of.name.clone()).collect();
        let always = modules.iter().filter(|module| module.gate == Gate::Always);
        let always = always.flat_map(|module| &module.types).copied().collect();
        let request_modules = requests.iter().enumerate().flat_map(|(position, module)| {
            let resources = module.resources.iter();
            resources.map(move |resource| (resource.path.as_str(), position))
        });
        let request_modules = request_modules.collect();
        let parents = api.all_resources().into_iter().flat_map(|above| {
            let below = above.resources.iter();
            below.map(move |resource| (resource.path.as_str(), above))
        });
        let parents = parents.collect();
        let mut requests_below: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (position, module) in requests.iter().enumerate() {
            if let Some((_, above)) = module.path.split_last() {
                let below = requests_below.entry(above.to_vec()).or_default();
                below.push(position);
            }
        }
        let mut plan = Self {
            api,
            settings,
            model_names,
            always,
            unread: HashMap::new(),
            request_modules,
            requests_below,
            parents,
            has_project_key: has_project_key(api),
            types,
            modules,
            domains,
            path_names: route::path_names(api),
            requests,
            features,
            querying: Querying::default(),
            forms,
        };
        references::plan(api, &mut plan.types);
        pages(api, &mut plan.types);
        for (name, of) in &plan.types {
            let unread = of.reference.as_ref().and_then(|of| of.unread.as_ref());
            if let Some((_, target)) = unread {
                plan.unread.entry(target.clone()).or_default().push(name);
            }
        }
        plan.querying = Querying::of(&plan);
        plan
    }

    /// The form of a type; a name that is not in the API has none.
    pub fn form(&self, name: &str) -> Option<&Form<'a>> {
        self.forms.get(name)
    }

    /// Whether a type is compiled with every set of features.
    pub fn is_always(&self, name: &str) -> bool {
        self.always.contains(name)
    }

    /// The file of the requests of a resource.
    pub fn request_module(&self, path: &str) -> Option<&RequestModule<'a>> {
        self.requests.get(*self.request_modules.get(path)?)
    }

    /// The files of the requests directly below one.
    pub fn requests_below(&self, path: &[String]) -> impl Iterator<Item = &RequestModule<'a>> {
        let places = self.requests_below.get(path).into_iter().flatten();
        places.filter_map(|place| self.requests.get(*place))
    }

    /// The references whose expanded resource is read as the given type, which has a feature of its own.
    pub fn references_read_as(&self, of: &Planned<'_>) -> impl Iterator<Item = &Planned<'a>> {
        let names = self.unread.get(&of.name).into_iter().flatten();
        names.filter_map(|name| self.types.get(name))
    }

    /// The name of the builder of a resource: `CartsByIdRequests`. The ending keeps it apart from the model that a path may
    /// be named like.
    pub fn builder_name(&self, resource: &Resource) -> String {
        self.beside_models(&format!("{}Requests", self.path_name(&resource.path)))
    }

    /// The name of an operation of the builder that is named so: `CartsByIdGet`.
    pub fn operation_name(&self, builder: &str, http: Http) -> String {
        self.beside_models(&route::operation_name(builder, http))
    }

    /// The name of the enum of what an operation is answered with: `CartsByIdGetAnswer`.
    pub fn answer_name(&self, builder: &str, http: Http) -> String {
        self.beside_models(&format!("{}Answer", route::operation_name(builder, http)))
    }

    /// A name in a file that imports models, which has none of theirs.
    fn beside_models(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self.model_names.contains(&name) {
            name.push('_');
        }
        name
    }

    /// The name that the builders of a path begin with.
    pub fn path_name(&self, path: &str) -> String {
        let known = self.path_names.get(path).cloned();
        known.unwrap_or_else(|| route::path_name(path))
    }
}

/// Whether scopes of an API are those of a project.
fn has_project_key(api: &Api) -> bool {
    let mut scopes = api.security_schemes.values().flatten();
    let mut roots = api.resources.iter();
    scopes.any(|scope| scope.contains("{projectKey}"))
        || roots.any(|root| root.segment.contains("{projectKey}"))
}

/// The types that are emitted.
fn types<'a>(
    api: &'a Api,
    forms: &HashMap<&'a str, Form<'a>>,
    directions: &HashMap<&'a str, Direction>,
    modules: &[Module<'a>],
    parts: &Parts<'a>,
    boxes: &Boxes<'a>,
) -> IndexMap<&'a str, Planned<'a>> {
    let emitted: BTreeSet<&str> = modules
        .iter()
        .flat_map(|module| &module.types)
        .copied()
        .collect();
    let rust_names: BTreeSet<String> = emitted.iter().map(|name| names::type_name(name)).collect();
    let endless = cycles::endless(api, forms);
    let planning = Planning {
        api,
        form: &|name| forms.get(name),
        boxed: &boxes.fields,
        endless: &endless,
        is_compiled_with: &|target, of| {
            emitted.contains(target)
                && (parts.always.contains(target) || !parts.always.contains(of))
        },
    };
    let direction = |name: &str| directions.get(name).copied().unwrap_or_default();
    let mut types = IndexMap::new();
    for (name, of) in &api.types {
        let Some(form) = forms
            .get(name.as_str())
            .filter(|_| emitted.contains(name.as_str()))
        else {
            continue;
        };
        let extra = extra(api, of, form);
        let fields = match form.is_struct() {
            true => planning.fields(of, direction(name), extra.is_some()),
            false => Vec::new(),
        };
        let extra = extra.map(|value| Extra {
            value,
            are_values_shown: are_values_shown(api, of, form, &fields),
        });
        types.insert(
            name.as_str(),
            Planned {
                of,
                name: names::type_name(name),
                form: form.clone(),
                direction: direction(name),
                tag: match (of.tag(), api.discriminator(of)) {
                    (Some(tag), Some((property, _))) if form.is_struct() => Some((property, tag)),
                    _ => None,
                },
                fields,
                extra,
                kinds: kinds(form),
                are_kinds_boxed: boxes.unions.contains(name.as_str()),
                shared: shared(of, form, direction, &planning, &rust_names),
                reference: None,
                referring: None,
                page: None,
            },
        );
    }
    types
}

/// Whether a struct keeps undeclared properties, and the type of their values, if it is one for all.
fn extra<'a>(api: &'a Api, of: &'a Type, form: &Form<'a>) -> Option<Option<&'a TypeRef>> {
    let is_open = matches!(form, Form::OpenBase(_));
    match (form.is_struct(), api.maps(of).as_slice()) {
        (false, _) => None,
        (true, []) => is_open.then_some(None),
        (true, [map]) if !is_open && !matches!(map.value, TypeRef::Any) => Some(Some(&map.value)),
        (true, _) => Some(None),
    }
}

/// Whether `Debug` shows undeclared properties.
fn are_values_shown(api: &Api, of: &Type, form: &Form<'_>, fields: &[PlannedField<'_>]) -> bool {
    // What a subtype left here may be a secret of its; and what stands beside a secret may be one. Of what is of any kind
    // nobody knows what it is, as with an unknown kind of a union.
    let is_of_any_kind = api
        .maps(of)
        .iter()
        .any(|map| matches!(map.value, TypeRef::Any));
    !matches!(form, Form::OpenBase(_))
        && !is_of_any_kind
        && fields.iter().all(|field| !field.field.secret)
}

fn kinds(form: &Form<'_>) -> Vec<Kind> {
    let variants = form.variants();
    let mut taken: IndexSet<String> = IndexSet::new();
    for variant in variants {
        let name = match variant.tag {
            NO_KEY => "Itself",
            tag => tag,
        };
        let name = names::free_of(&names::variant_name(name), |name| taken.contains(name));
        taken.insert(name);
    }
    variants
        .iter()
        .zip(taken)
        .map(|(variant, name)| Kind {
            tag: variant.tag.to_owned(),
            variant: name,
            of: names::type_name(&variant.of.name),
        })
        .collect()
}

/// What all kinds of a union that is received share: an unknown kind has it too.
fn shared<'a>(
    of: &'a Type,
    form: &Form<'a>,
    direction: impl Fn(&str) -> Direction,
    planning: &Planning<'a, '_>,
    rust_names: &BTreeSet<String>,
) -> Option<Shared<'a>> {
    let Form::TagUnion {
        shared, variants, ..
    } = form
    else {
        return None;
    };
    if !direction(&of.name).received || shared.is_empty() {
        return None;
    }
    let received = Direction {
        sent: false,
        received: true,
    };
    let fields = shared
        .iter()
        .copied()
        .filter(|field| !field.is_only_received());
    let fields = fields.filter(|field| field.is_received());
    let mut fields = planning.planned(&of.name, fields, Vec::new(), received);
    if direction(&of.name).sent {
        // In the kinds it may be missing, for they are sent, too.
        for field in fields.iter_mut().filter(|field| !field.field.is_sent()) {
            field.presence = Presence::Optional;
        }
    }
    let kinds: Vec<Vec<PlannedField<'a>>> = variants
        .iter()
        .map(|kind| planning.fields(kind.of, direction(&kind.of.name), false))
        .collect();
    let is_alike = |field: &PlannedField<'a>, other: &PlannedField<'a>| {
        other.field.name == field.field.name
            && other.name == field.name
            && other.of == field.of
            && other.holds == field.holds
            && other.nullable == field.nullable
            && other.is_optional() == field.is_optional()
    };
    let methods = fields
        .iter()
        .filter(|field| {
            let mut kinds = kinds.iter();
            kinds.all(|theirs| theirs.iter().any(|other| is_alike(field, other)))
        })
        .cloned()
        .collect();
    let known: Vec<&str> = rust_names.iter().map(String::as_str).collect();
    Some(Shared {
        name: names::free(&names::type_name(&format!("{}Fields", of.name)), &known),
        fields,
        methods,
    })
}

/// Plans the pages of the results of queries.
fn pages<'a>(api: &'a Api, types: &mut IndexMap<&'a str, Planned<'a>>) {
    let page = |of: &Planned<'a>, fact: &crate::model::Page| {
        let results = of.field(&fact.results)?;
        let limit = fact.limit.as_ref().and_then(|limit| of.field(limit));
        let result = types.get(fact.result.as_str())?;
        let id = match fact.identified {
            true => references::member(api, result, crate::model::Role::Id),
            false => None,
        };
        Some(Page {
            results: results.name.clone(),
            property: fact.results.clone(),
            limit: limit.map(|limit| limit.name.clone()),
            result: result.name.clone(),
            id,
        })
    };
    let pages: Vec<(&str, Page)> = types
        .iter()
        .filter(|(_, of)| matches!(of.form, Form::Struct))
        .filter_map(|(name, of)| match &of.of.shape {
            Shape::Object(Object {
                page: Some(fact), ..
            }) => Some((*name, page(of, fact)?)),
            _ => None,
        })
        .collect();
    for (name, page) in pages {
        if let Some(of) = types.get_mut(name) {
            of.page = Some(page);
        }
    }
}
