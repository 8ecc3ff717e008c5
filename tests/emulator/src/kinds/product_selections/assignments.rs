//! The products of product selections, and their representations.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::PATH;
use crate::identifier;
use crate::kind::Object;
use crate::kinds::products;
use crate::object::text_or_empty;
use crate::predicate;
use crate::project::{Call, Project, page};
use crate::refusal::{Problem, Refusal};

/// The path under which they are stored. It cannot be read by requests.
const ASSIGNMENTS: &str = "/{projectKey}/product-selection-assignments";

/// The maximum number.
const MOST: usize = 100_000;

/// What a product selection contains: these products, or all except these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Individual,
    Exclusion,
}

impl Mode {
    /// The field that selects variants of a product.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Individual => "variantSelection",
            Self::Exclusion => "variantExclusion",
        }
    }
}

/// The assignments of one selection, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kept(Vec<Object>);

impl Kept {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a product; returns `false` if it exists with the same variants, and fails if it has others.
    pub(super) fn add(
        &mut self,
        project: &Project,
        product: &Value,
        (field, variants): (&str, Option<&Value>),
    ) -> Result<bool, Refusal> {
        if let Some(known) = self.of(product) {
            let existing = known.get(field);
            if existing == variants {
                return Ok(false);
            }
            let message = "Product is already present with the following different variants.";
            let problem = Problem::new("ProductPresentWithDifferentVariantSelection", message);
            let problem = problem.with("product", product.clone());
            let existing = existing.cloned().unwrap_or_else(|| json!({}));
            return Err(Refusal::bad_request(
                problem.with("existingVariantSelection", existing),
            ));
        }
        let mut assignment = Object::new();
        assignment.insert("id".to_owned(), identifier::id().into());
        assignment.insert("product".to_owned(), product.clone());
        assignment.insert("createdAt".to_owned(), project.clock.text());
        if let Some(variants) = variants {
            assignment.insert(field.to_owned(), variants.clone());
        }
        self.0.push(assignment);
        Ok(true)
    }

    /// Sets the variants of an existing product, and returns the old ones.
    pub(super) fn set(
        &mut self,
        product: &Value,
        mode: Mode,
        variants: Option<&Value>,
    ) -> Result<Option<Value>, Refusal> {
        let known = self.of(product).ok_or_else(|| {
            let message = match mode {
                Mode::Individual => {
                    "A Product Variant Selection can only be set for a Product that has previously been added to the Product Selection."
                }
                Mode::Exclusion => {
                    "A Variant Exclusion can only be set for a Product that has previously been added to the Product Selection of type Individual Exclusion."
                }
            };
            let problem = Problem::new("ProductAssignmentMissing", message);
            Refusal::bad_request(problem.with("product", product.clone()))
        })?;
        let field = mode.field();
        Ok(match variants {
            Some(variants) => known.insert(field.to_owned(), variants.clone()),
            None => known.remove(field),
        })
    }

    /// Removes a product; returns whether it existed.
    pub(super) fn remove(&mut self, product: &Value) -> bool {
        let before = self.0.len();
        self.0.retain(|of| of.get("product") != Some(product));
        self.0.len() < before
    }

    fn of(&mut self, product: &Value) -> Option<&mut Object> {
        let mut all = self.0.iter_mut();
        all.find(|of| of.get("product") == Some(product))
    }
}

/// The assignments of a selection.
pub(super) fn kept(project: &Project, selection: &Object) -> Kept {
    let id = selection.get("id");
    let all = project.all(ASSIGNMENTS).iter();
    let is_of = |of: &&Object| of.get("productSelection").and_then(|of| of.get("id")) == id;
    let mut kept: Vec<Object> = all.filter(is_of).cloned().collect();
    kept.sort_by_key(|of| text_or_empty(of, "createdAt").to_owned());
    Kept(kept)
}

/// The products of a selection by id, with their selected variants; `None` for all variants.
pub(super) fn variants(project: &Project, selection: &Object) -> Vec<(String, Option<Value>)> {
    let kept = kept(project, selection).0.into_iter();
    let products = kept.map(|mut of| {
        let fields = [Mode::Individual.field(), Mode::Exclusion.field()];
        let variants = fields.iter().find_map(|field| of.remove(*field));
        let id = of.get("product").and_then(|of| of.get("id")?.as_str());
        (id.unwrap_or_default().to_owned(), variants)
    });
    products.collect()
}

/// Replaces the assignments of a selection.
pub(super) fn keep(project: &mut Project, selection: &Object, kept: Kept) {
    let id = text_or_empty(selection, "id");
    forget(project, id);
    for mut assignment in kept.0 {
        let of = json!({"typeId": "product-selection", "id": id});
        assignment.insert("productSelection".to_owned(), of);
        let id = text_or_empty(&assignment, "id").to_owned();
        project.all_mut(ASSIGNMENTS).put(&[], &id, assignment);
    }
}

/// Removes the assignments of a deleted selection.
pub(super) fn forget(project: &mut Project, selection_id: &str) {
    let all = project.all(ASSIGNMENTS).iter();
    let is_of = |of: &&Object| {
        let id = of.get("productSelection").and_then(|of| of.get("id"));
        id.and_then(Value::as_str) == Some(selection_id)
    };
    let gone: Vec<String> = all
        .filter(is_of)
        .map(|of| text_or_empty(of, "id").to_owned())
        .collect();
    for id in gone {
        project.all_mut(ASSIGNMENTS).remove(&[], &id);
    }
}

/// Fails if there would be too many assignments.
pub(super) fn check_room(project: &Project, before: usize, after: usize) -> Result<(), Refusal> {
    let all = project.all(ASSIGNMENTS);
    let others = all.iter().count().saturating_sub(before);
    if after > before && (all.is_full() || others.saturating_add(after) > MOST) {
        let message = "The emulator keeps no more products of product selections.";
        let problem = Problem::new("MaxResourceLimitExceeded", message)
            .with("exceededResource", "product-selection");
        return Err(Refusal::bad_request(problem));
    }
    Ok(())
}

/// Fails if an action selects variants but names none.
pub(super) fn check_variants(field: &str, variants: Option<&Value>) -> Result<(), Refusal> {
    let skus = variants.map(|variants| variants.get("skus").and_then(Value::as_array));
    match skus {
        Some(skus) if skus.is_none_or(Vec::is_empty) => {
            let message = format!("{field}.skus has to name a SKU at least.");
            Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
        }
        _ => Ok(()),
    }
}

/// `GET /product-selections/{ID}/products`.
pub(super) fn of_selection(
    project: &mut Project,
    call: &Call<'_>,
) -> Result<Option<Value>, Refusal> {
    let selection = named(project, call, PATH)?.get("id").cloned();
    let is_of =
        |of: &Object| of.get("productSelection").and_then(|of| of.get("id")) == selection.as_ref();
    answer(project, call, "AssignedProductReference", &is_of)
}

/// `GET /products/{ID}/product-selections`.
pub(super) fn of_product(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let product = named(project, call, products::PATH)?.get("id").cloned();
    let is_of = |of: &Object| of.get("product").and_then(|of| of.get("id")) == product.as_ref();
    answer(project, call, "AssignedProductSelection", &is_of)
}

/// `GET /in-store/{storeKey}/product-selection-assignments`: those of the active selections of the store.
pub(super) fn of_store(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let key = call.caller.store.as_deref().unwrap_or_default();
    let store = json!({"typeId": "store", "key": key});
    let store = project.find("store", &store)?;
    let settings = store.get("productSelections").and_then(Value::as_array);
    let settings = settings.into_iter().flatten();
    let active = settings.filter(|of| of.get("active") == Some(&json!(true)));
    let active = active.filter_map(|of| of.get("productSelection").cloned());
    let active: Vec<Value> = active.collect();
    let is_of = |of: &Object| {
        let selection = of.get("productSelection");
        selection.is_some_and(|selection| active.contains(selection))
    };
    answer(project, call, "ProductSelectionAssignment", &is_of)
}

/// The resource that a path names by its id or its key.
fn named<'p>(project: &'p Project, call: &Call<'_>, path: &str) -> Result<&'p Object, Refusal> {
    let parameter = |name: &str| call.route.parameters.get(name).map(String::as_str);
    let all = project.all(path);
    let id = parameter("ID").or_else(|| all.id_of("key", parameter("key")?));
    let found = id.and_then(|id| all.get(id));
    found.ok_or_else(|| {
        let wanted = parameter("ID").or(parameter("key")).unwrap_or_default();
        Refusal::not_found(format!("The Resource '{wanted}' was not found."))
    })
}

/// A page of assignments in the form of a type, oldest first.
fn answer(
    project: &Project,
    call: &Call<'_>,
    of: &str,
    is_of: &dyn Fn(&Object) -> bool,
) -> Result<Option<Value>, Refusal> {
    call.parameters.check_uniform(call.route.operation)?;
    if call.parameters.get("sort").is_some() {
        return Err(Refusal::not_emulated("sorting of products in selections"));
    }
    let definition = project.contract.definition(of);
    let fields = definition.and_then(|of| project.contract.fields(of));
    let fields: HashMap<&str, _> = fields.unwrap_or_default().into_iter().collect();
    let predicates = predicate::of_query(project.contract, of, &call.parameters)?;
    let mut all: Vec<&Object> = project.all(ASSIGNMENTS).iter().collect();
    all.sort_by_key(|of| text_or_empty(of, "createdAt"));
    // A deleted product is not in a selection any more.
    let is_there = |of: &Object| {
        let id = of.get("product").and_then(|of| of.get("id")?.as_str());
        id.is_some_and(|id| project.all(products::PATH).get(id).is_some())
    };
    let shown = all
        .into_iter()
        .filter(|of| is_of(of) && is_there(of))
        .cloned();
    let shown = shown.map(|mut of| {
        of.retain(|name, _| fields.contains_key(name.as_str()));
        of
    });
    let shown: Vec<Object> = shown
        .filter(|of| predicates.iter().all(|predicate| predicate.matches(of)))
        .collect();
    let query = call.parameters.with_default_total(call.route.operation);
    let page = page(shown.iter().collect(), &query)?;
    project.expanded(page, call, of).map(Some)
}
