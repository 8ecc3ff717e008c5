//! Filters, facets and sort expressions of product projection search, for the paths of its index.
//!
//! Product projection search is deprecated, and projects created after 31 August 2026 do not have it. `ctp_sdk::search` is
//! for product search, which replaces it.
//!
//! ```
//! # #![allow(deprecated)]
//! use ctp_sdk::predicates::search;
//!
//! let filter = search::price().between(0, 1000);
//! assert_eq!(filter.as_str(), "variants.price.centAmount:range (0 to 1000)");
//!
//! let filter = search::categories().subtree(["shoes"]);
//! assert_eq!(filter.as_str(), r#"categories.id:subtree("shoes")"#);
//!
//! let facet = search::attribute("color").key().facet().alias("color").counting_products();
//! assert_eq!(facet.as_str(), "variants.attributes.color.key as color counting products");
//!
//! assert_eq!(search::price().asc().as_str(), "variants.price.centAmount asc");
//! ```

mod expression;

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::{Date, DateTime, Time};

use super::path::FieldPath;
use super::sort::Sort;
use super::text::push_quoted;
use super::value::{Operand, Operands, Value};

pub use expression::{Facet, Filter};

/// A field of the index with values of type `T`.
#[derive(Clone, Debug)]
pub struct Indexed<T> {
    path: FieldPath,
    of: PhantomData<fn() -> T>,
}

/// An attribute of the variants. The caller names its type, which depends on the product type.
#[derive(Clone, Debug)]
pub struct Attribute {
    path: FieldPath,
}

/// The categories of a product.
#[derive(Clone, Debug)]
pub struct Categories {
    path: FieldPath,
}

/// A field of the index by its path, with dots between the names, such as `variants.sku`.
pub fn indexed<T: Value>(path: &'static str) -> Indexed<T> {
    at(path)
}

/// The price of the variants in minor units: the selected one, or else any.
pub fn price() -> Indexed<i64> {
    at("variants.price.centAmount")
}

/// The selected price of the variants in minor units, before discounts.
pub fn scoped_price() -> Indexed<i64> {
    at("variants.scopedPrice.value.centAmount")
}

/// The selected price of the variants in minor units, after discounts.
pub fn current_scoped_price() -> Indexed<i64> {
    at("variants.scopedPrice.currentValue.centAmount")
}

/// Whether the selected price of the variants is discounted.
pub fn is_scoped_price_discounted() -> Indexed<bool> {
    at("variants.scopedPriceDiscounted")
}

/// Whether the variants are in stock.
pub fn is_on_stock() -> Indexed<bool> {
    at("variants.availability.isOnStock")
}

/// The ids of the channels in which the variants are in stock.
pub fn is_on_stock_in_channels() -> Indexed<String> {
    at("variants.availability.isOnStockInChannels")
}

/// The SKU of the variants.
pub fn sku() -> Indexed<String> {
    at("variants.sku")
}

/// The key of the product.
pub fn key() -> Indexed<String> {
    at("key")
}

/// The id of the product type.
pub fn product_type() -> Indexed<String> {
    at("productType.id")
}

/// The name of the product in a locale.
pub fn name(locale: impl Into<Cow<'static, str>>) -> Indexed<String> {
    path("name").with(locale.into()).into()
}

/// When the product was created.
pub fn created_at() -> Indexed<DateTime> {
    at("createdAt")
}

/// When the product was last changed.
pub fn last_modified_at() -> Indexed<DateTime> {
    at("lastModifiedAt")
}

/// The relevance of the product for the searched text.
pub fn score() -> Sort {
    Sort::by("score")
}

/// An attribute of the variants.
pub fn attribute(name: impl Into<Cow<'static, str>>) -> Attribute {
    Attribute {
        path: path("variants.attributes").with(name.into()),
    }
}

/// The categories of the product.
pub fn categories() -> Categories {
    Categories {
        path: path("categories"),
    }
}

/// A range; `None` is an open end.
type Range<T> = (Option<Operand<T>>, Option<Operand<T>>);

fn path(names: &'static str) -> FieldPath {
    names.split('.').fold(FieldPath::default(), |path, name| {
        path.with(Cow::Borrowed(name))
    })
}

fn at<T>(names: &'static str) -> Indexed<T> {
    path(names).into()
}

impl<T: Value> Indexed<T> {
    /// It equals the value. A search has no variables: a bound value is written directly.
    pub fn eq(self, value: impl Into<Operand<T>>) -> Filter {
        let value = value.into();
        self.filter(|text| value.write_value(text))
    }

    /// It is one of the values. The API refuses an empty list.
    pub fn one_of(self, values: impl Into<Operands<T>>) -> Filter {
        let values = values.into().into_vec();
        self.filter(|text| {
            push_separated(text, ",", &values, |text, value| value.write_value(text))
        })
    }

    /// It is in the range between two values, inclusive.
    pub fn between(self, from: impl Into<Operand<T>>, to: impl Into<Operand<T>>) -> Filter {
        self.ranges([(Some(from), Some(to))])
    }

    /// It is greater than or equal to a value.
    pub fn at_least(self, from: impl Into<Operand<T>>) -> Filter {
        self.ranges([(Some(from), None::<Operand<T>>)])
    }

    /// It is less than or equal to a value.
    pub fn at_most(self, to: impl Into<Operand<T>>) -> Filter {
        self.ranges([(None::<Operand<T>>, Some(to))])
    }

    /// It is in one of the ranges; `None` is an open end. A facet counts each of them.
    pub fn ranges<F: Into<Operand<T>>, U: Into<Operand<T>>>(
        self,
        ranges: impl IntoIterator<Item = (Option<F>, Option<U>)>,
    ) -> Filter {
        let ranges: Vec<Range<T>> = ranges
            .into_iter()
            .map(|(from, to)| (from.map(Into::into), to.map(Into::into)))
            .collect();
        self.filter(|text| {
            text.push_str("range ");
            push_separated(text, ", ", &ranges, |text, (from, to)| {
                text.push('(');
                push_end(text, from.as_ref());
                text.push_str(" to ");
                push_end(text, to.as_ref());
                text.push(')');
            });
        })
    }

    /// It is present.
    pub fn exists(self) -> Filter {
        self.filter(|text| text.push_str("exists"))
    }

    /// It is not present.
    pub fn missing(self) -> Filter {
        self.filter(|text| text.push_str("missing"))
    }

    /// The number of results for each value.
    pub fn facet(self) -> Facet {
        Facet::new(self.path.dotted())
    }

    /// Sorts results by this field, ascending.
    pub fn asc(self) -> Sort {
        Sort::by(self.path.dotted())
    }

    /// Sorts results by this field, descending.
    pub fn desc(self) -> Sort {
        Sort::by(self.path.dotted()).desc()
    }

    fn filter(self, push: impl FnOnce(&mut String)) -> Filter {
        Filter::new(&self.path, push)
    }
}

/// The types that an attribute can have.
macro_rules! holding {
    ($($name:ident -> $of:ty $(, below $below:literal)?, $doc:literal;)*) => {
        impl Attribute {
            $(#[doc = $doc]
            pub fn $name(self) -> Indexed<$of> {
                self.path$(.with(Cow::Borrowed($below)))?.into()
            })*
        }
    };
}

holding! {
    text -> String, "It contains a string.";
    key -> String, below "key", "It contains an enum value, identified by its key.";
    integer -> i64, "It contains a whole number.";
    number -> f64, "It contains a number.";
    boolean -> bool, "It contains `true` or `false`.";
    date -> Date, "It contains a date.";
    date_time -> DateTime, "It contains a timestamp.";
    time -> Time, "It contains a time of day.";
    cent_amount -> i64, below "centAmount", "It contains money, compared by its amount in minor units.";
    reference -> String, below "id", "It contains a reference, identified by its id.";
}

impl Attribute {
    /// It contains strings by locale.
    pub fn locale(self, locale: impl Into<Cow<'static, str>>) -> Indexed<String> {
        self.path.with(locale.into()).into()
    }

    /// It contains a localized enum value, identified by its label in a locale.
    pub fn label(self, locale: impl Into<Cow<'static, str>>) -> Indexed<String> {
        self.path
            .with(Cow::Borrowed("label"))
            .with(locale.into())
            .into()
    }
}

impl Categories {
    /// Their ids.
    pub fn id(self) -> Indexed<String> {
        self.path.with(Cow::Borrowed("id")).into()
    }

    /// One of the categories has one of these ids, or is a descendant of one.
    pub fn subtree<C: AsRef<str>>(self, ids: impl IntoIterator<Item = C>) -> Filter {
        let ids: Vec<C> = ids.into_iter().collect();
        Filter::new(&self.path.with(Cow::Borrowed("id")), |text| {
            push_separated(text, ",", &ids, |text, id| {
                text.push_str("subtree(");
                push_quoted(text, id.as_ref());
                text.push(')');
            });
        })
    }

    /// The product is in a category.
    pub fn exists(self) -> Filter {
        Filter::new(&self.path, |text| text.push_str("exists"))
    }

    /// The product is in no category.
    pub fn missing(self) -> Filter {
        Filter::new(&self.path, |text| text.push_str("missing"))
    }
}

fn push_end<T: Value>(into: &mut String, end: Option<&Operand<T>>) {
    match end {
        Some(value) => value.write_value(into),
        None => into.push('*'),
    }
}

fn push_separated<I>(
    into: &mut String,
    separator: &str,
    items: &[I],
    push: impl Fn(&mut String, &I),
) {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            into.push_str(separator);
        }
        push(into, item);
    }
}

impl<T> From<FieldPath> for Indexed<T> {
    fn from(path: FieldPath) -> Self {
        Self {
            path,
            of: PhantomData,
        }
    }
}
