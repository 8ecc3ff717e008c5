//! The emulated kinds of resources, and their hand-written rules.
//!
//! # How to write a kind
//!
//! A kind is a [`Row`] in a separate module below [`kinds`](crate::kinds), and is named in its list. A row with only a path
//! has the whole uniform form: create, read, query, update, delete, by id and by key, also in `/in-store` and below `/me`
//! if it names these views. Rules that the specification does not contain are added in this order of preference:
//!
//! 1. `unique`, `views`, `by_hand`: facts.
//! 2. `complete`: sets values that follow from others, such as the totals of a cart, after each creation and change.
//! 3. `actions`: update actions without a regular form, one function each; `messages` for their messages.
//! 4. `routes`: operations with another form, one function each, such as `POST /login`.
//!
//! Effects outside of the kind, such as API extensions, are between the two halves of each operation: `made` and `change`
//! compute the new state of a resource and store nothing, `insert` and `replace` store it and write the messages. The first
//! of these two in a request calls the extensions: it may fail with nothing changed, and then the whole request is executed
//! again with their responses, so code before it must not change anything either. Extensions are not called for later
//! changes, which follow from the first one. See [`extension`](crate::extension).
//!
//! All of these functions get the [`Project`], whose functions for the uniform form they call: `Project::create`, `change`,
//! `insert`, `replace`, `remove`, `find`, `all`. A function that takes `&mut Project` makes all its checks before its first
//! change, so that an error has changed nothing.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::contract::{Contract, Operation, Resolved, Use};
use crate::coverage::Coverage;
use crate::kinds;
use crate::message::Message;
use crate::project::{Call, Project, Seen};
use crate::refusal::Refusal;
use crate::uniform::Uniform;

/// The part of a path at which customers act as associates of business units.
pub(crate) const OF_ASSOCIATE: &str = "/as-associate/{associateId}/";

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// The hand-written rules of a kind of resource.
#[derive(Debug)]
pub(crate) struct Row {
    /// The path at which resources are created and queried.
    pub(crate) path: &'static str,
    /// [`Coverage::Full`] if all rules of the platform are implemented.
    pub(crate) coverage: Coverage,
    /// The type of the resources, if it differs from the type that is read at the path with `{ID}`.
    pub(crate) state: Option<&'static str>,
    /// The fields with unique values; for localized texts, within a locale. Fields joined by `+` are unique in combination.
    /// A path such as `masterData.*.slug` names the values of several fields. A field followed by `@` and a list is unique,
    /// ignoring case, among resources that have a key in the list in common, or among those without a key.
    pub(crate) unique: &'static [&'static str],
    /// Other paths at which a subset of them is visible.
    pub(crate) views: &'static [&'static str],
    /// Fields of drafts that `complete` reads and that do not become a field of the same name.
    pub(crate) by_hand: &'static [&'static str],
    /// Sets values that follow from the rest of a resource, after its creation and after each update.
    pub(crate) complete: fn(&Project, Stage<'_>, &mut Object) -> Result<(), Refusal>,
    /// Update actions without a regular form, or with another effect.
    pub(crate) actions: &'static [(&'static str, Apply)],
    /// Refuses an update action because of the state of the resource, such as an ordered cart.
    pub(crate) permit: fn(Seen<'_>, &Object, &Object) -> Result<(), Refusal>,
    /// The messages about what was done, if they have no regular form; `None` otherwise.
    pub(crate) messages: fn(&Project, Done<'_>) -> Option<Vec<Message>>,
    /// Changes other data of the project after an action of an update was stored.
    pub(crate) applied: fn(&mut Project, &Object, &Object),
    /// Whether a resource that others refer to cannot be deleted.
    pub(crate) is_held: bool,
    /// Refuses the deletion of a resource for another reason.
    pub(crate) delete: fn(&Project, &Object) -> Result<(), Refusal>,
    /// Removes other data of the project about a resource after it was deleted.
    pub(crate) deleted: fn(&mut Project, &Object),
    /// The operations with another form.
    pub(crate) routes: &'static [HandWritten],
}

/// Applies an action to a resource.
pub(crate) type Apply = fn(&Project, &mut Object, &Object) -> Result<(), Refusal>;

/// A hand-written operation: its method, its path, its function, and how complete it is.
pub(crate) type HandWritten = (&'static str, &'static str, Handler, Coverage);

/// Executes an operation and returns the response body, which is empty if only the status matters.
pub(crate) type Handler = fn(&mut Project, &Call<'_>) -> Result<Option<Value>, Refusal>;

/// When a resource is completed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stage<'a> {
    /// It was created from this draft.
    Created(&'a Object),
    /// It was changed.
    Updated,
}

/// A change of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Done<'a> {
    Created(&'a Object),
    /// An action changed the first state to the second.
    Changed(&'a Object, (&'a Object, &'a Object)),
    Deleted(&'a Object),
}

impl Row {
    /// A kind without hand-written rules.
    pub(crate) const fn of(path: &'static str) -> Self {
        Self {
            path,
            coverage: Coverage::Generic,
            state: None,
            unique: &["key"],
            views: &[],
            by_hand: &[],
            complete: |_, _, _| Ok(()),
            actions: &[],
            permit: |_, _, _| Ok(()),
            messages: |_, _| None,
            applied: |_, _, _| {},
            is_held: false,
            delete: |_, _| Ok(()),
            deleted: |_, _| {},
            routes: &[],
        }
    }

    /// A kind whose resources cannot be deleted while others refer to them.
    pub(crate) const fn held(path: &'static str) -> Self {
        Self {
            is_held: true,
            ..Self::of(path)
        }
    }
}

/// A row with the information of the contract.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) row: &'static Row,
    /// The type of the resources.
    pub(crate) state: String,
    /// Its name in references, such as `category`; `None` if it is never referred to.
    pub(crate) type_id: Option<String>,
    views: Vec<View>,
}

/// A path at which resources of a kind are visible.
#[derive(Debug)]
pub(crate) struct View {
    path: String,
    /// The type of the drafts.
    pub(crate) draft: Option<String>,
    /// The base of the update actions.
    pub(crate) action: Option<String>,
    /// Whether it contains only those of a store.
    pub(crate) is_of_store: bool,
    /// Whether it contains only those of a business unit.
    pub(crate) is_of_unit: bool,
    /// Whether it is for a customer who is an associate of business units, within the permissions of the roles there.
    pub(crate) is_of_associate: bool,
    /// Whether it contains only those of a customer or of an anonymous session.
    pub(crate) is_own: bool,
}

/// All kinds.
pub(crate) struct Kinds {
    kinds: Vec<Kind>,
    by_hand: HashMap<(&'static str, &'static str), (Handler, Coverage)>,
}

/// The implementation of an operation.
pub(crate) enum Target {
    ByHand(Handler),
    Uniform(&'static Kind, &'static View, Uniform),
}

impl Kinds {
    /// The kinds of the platform, built once in a process.
    pub(crate) fn platform(contract: &Contract) -> &'static Self {
        static PLATFORM: OnceLock<Kinds> = OnceLock::new();
        PLATFORM.get_or_init(|| Self::of(kinds::ROWS, contract))
    }

    fn of(rows: &[&'static Row], contract: &Contract) -> Self {
        let routes = rows.iter().flat_map(|row| row.routes);
        let routes = routes.chain(kinds::ROUTES.iter().copied().flatten());
        let by_hand = routes
            .map(|(method, path, handler, coverage)| ((*method, *path), (*handler, *coverage)));
        Self {
            by_hand: by_hand.collect(),
            kinds: rows.iter().filter_map(|row| kind(contract, row)).collect(),
        }
    }

    /// The implementation of an operation; `None` if there is none.
    pub(crate) fn target(&'static self, operation: &Operation) -> Option<Target> {
        let (method, path) = (operation.method.as_str(), operation.path.as_str());
        if let Some((handler, _)) = self.by_hand.get(&(method, path)) {
            return Some(Target::ByHand(*handler));
        }
        let (path, what) = Uniform::of(method, path)?;
        let mut views = self.views();
        let (kind, view) = views.find(|(_, view)| view.path == path)?;
        let is_there = match what {
            Uniform::Create => view.draft.is_some(),
            Uniform::Update(_) => view.action.is_some(),
            _ => true,
        };
        is_there.then_some(Target::Uniform(kind, view, what))
    }

    /// How completely an operation is emulated.
    pub(crate) fn coverage(&'static self, operation: &Operation) -> Coverage {
        let key = (operation.method.as_str(), operation.path.as_str());
        if let Some((_, coverage)) = self.by_hand.get(&key) {
            return *coverage;
        }
        match self.target(operation) {
            Some(Target::Uniform(kind, ..)) => kind.row.coverage,
            _ => Coverage::Absent,
        }
    }

    /// The kind of a path, such as `/{projectKey}/carts`.
    pub(crate) fn at(&self, path: &str) -> Result<&Kind, Refusal> {
        let found = self.kinds.iter().find(|kind| kind.row.path == path);
        found.ok_or_else(|| Refusal::not_emulated(path))
    }

    /// A path at which resources are visible, such as `/{projectKey}/me/carts`, and their kind.
    pub(crate) fn seen_at(
        &'static self,
        path: &str,
    ) -> Result<(&'static Kind, &'static View), Refusal> {
        let found = self.views().find(|(_, view)| view.path == path);
        found.ok_or_else(|| Refusal::not_emulated(path))
    }

    /// The kind with this name in references.
    pub(crate) fn of_type_id(&self, type_id: &str) -> Result<&Kind, Refusal> {
        let mut kinds = self.kinds.iter();
        let found = kinds.find(|kind| kind.type_id.as_deref() == Some(type_id));
        found.ok_or_else(|| {
            let what = format!("references to resources of type {type_id}");
            Refusal::not_emulated(&what)
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter()
    }

    fn views(&'static self) -> impl Iterator<Item = (&'static Kind, &'static View)> {
        let kinds = self.kinds.iter();
        kinds.flat_map(|kind| kind.views.iter().map(move |view| (kind, view)))
    }
}

impl Kind {
    /// The view at the path of the kind itself, which has all resources.
    pub(crate) fn whole(&self) -> Result<&View, Refusal> {
        let view = self.views.first();
        view.ok_or_else(|| Refusal::not_emulated(self.row.path))
    }

    /// The reference to a resource of the kind.
    pub(crate) fn reference(&self, id: &str) -> Value {
        // Only messages name approval rules and flows.
        let of_path = || {
            self.row
                .path
                .rsplit('/')
                .next()
                .map(|of| of.trim_end_matches('s'))
        };
        let type_id = self.type_id.as_deref().or_else(of_path);
        serde_json::json!({"typeId": type_id, "id": id})
    }
}

fn kind(contract: &Contract, row: &'static Row) -> Option<Kind> {
    let one = format!("{}/{{ID}}", row.path);
    let state = match row.state {
        Some(state) => state,
        None => named(contract.answer("GET", &one)?)?,
    };
    let paths = std::iter::once(row.path).chain(row.views.iter().copied());
    Some(Kind {
        row,
        type_id: type_id(contract, state),
        state: state.to_owned(),
        views: paths.map(|path| view(contract, path)).collect(),
    })
}

fn view(contract: &Contract, path: &str) -> View {
    let draft = contract
        .operation("POST", path)
        .and_then(|of| of.body.as_ref());
    let one = contract.resources.get(&format!("{path}/{{ID}}"));
    // `/me` is itself a resource.
    let one = one.or_else(|| contract.resources.get(path));
    View {
        draft: draft.and_then(named).map(str::to_owned),
        action: one.and_then(|one| one.action.clone()),
        is_of_store: path.contains("/in-store/key={storeKey}/"),
        is_of_unit: path.contains("/in-business-unit/key={businessUnitKey}/"),
        is_of_associate: path.contains(OF_ASSOCIATE),
        is_own: path.contains("/me/") || path.ends_with("/me"),
        path: path.to_owned(),
    }
}

fn named(of: &Use) -> Option<&str> {
    match of {
        Use::Named(name) => Some(name),
        _ => None,
    }
}

/// The tag of the references to a type: those that have it in `obj` when they are expanded.
fn type_id(contract: &Contract, state: &str) -> Option<String> {
    let references = contract.kinds_of("Reference")?;
    let is_to = |name: &str| {
        let field = contract.field(contract.definition(name)?, "obj")?;
        match contract.resolve(&field.of) {
            Resolved::Type(Some(name), _) => Some(name == state),
            _ => None,
        }
    };
    let mut references = references.iter();
    let found = references.find(|(_, name)| is_to(name) == Some(true));
    found.map(|(tag, _)| tag.clone())
}
