//! Shopping lists: their line items are variants of products, or texts. A line item with the quantity 0 is removed.

mod line_items;

use serde_json::{Value, json};

use crate::kind::{Object, Row, Stage};
use crate::kinds::business_units;
use crate::kinds::project_settings::setting;
use crate::project::Project;
use crate::refusal::Refusal;

pub(crate) const ROW: Row = Row {
    unique: &["key", "slug"],
    views: &[
        "/{projectKey}/in-store/key={storeKey}/shopping-lists",
        "/{projectKey}/me/shopping-lists",
        "/{projectKey}/in-store/key={storeKey}/me/shopping-lists",
        "/{projectKey}/as-associate/{associateId}/in-business-unit/key={businessUnitKey}/shopping-lists",
    ],
    by_hand: &[LINE_ITEMS],
    complete,
    actions: &[
        ("addLineItem", line_items::add),
        ("setBusinessUnit", business_units::set_unit),
        ("removeLineItem", |_, list, action| {
            line_items::remove(list, action, (LINE_ITEMS, "lineItemId", "lineItemKey"))
        }),
        ("removeTextLineItem", |_, list, action| {
            let names = (TEXT_LINE_ITEMS, "textLineItemId", "textLineItemKey");
            line_items::remove(list, action, names)
        }),
    ],
    ..Row::of("/{projectKey}/shopping-lists")
};

pub(crate) use line_items::expand;

const LINE_ITEMS: &str = "lineItems";
const TEXT_LINE_ITEMS: &str = "textLineItems";

fn complete(project: &Project, stage: Stage<'_>, list: &mut Object) -> Result<(), Refusal> {
    if let Stage::Created(draft) = stage {
        business_units::check_belonging(project, list)?;
        let drafts = draft.get(LINE_ITEMS).and_then(Value::as_array);
        let mut drafts = drafts.into_iter().flatten().filter_map(Value::as_object);
        drafts.try_for_each(|draft| line_items::add(project, list, draft))?;
        let days = "deleteDaysAfterLastModification";
        if let (false, Some(value)) = (
            list.contains_key(days),
            setting(project, "shoppingLists", days),
        ) {
            list.insert(days.to_owned(), value.clone());
        }
    }
    for lines in [LINE_ITEMS, TEXT_LINE_ITEMS] {
        if let Some(lines) = list.get_mut(lines).and_then(Value::as_array_mut) {
            lines.retain(|line| line.get("quantity") != Some(&json!(0)));
        }
    }
    line_items::check_keys(list)
}
