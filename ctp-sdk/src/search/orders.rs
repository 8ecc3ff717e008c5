//! Queries and sort criteria of order search, which has its own types: fields have the type of a custom field instead of a
//! general type, ranges include both ends, and there is neither a fuzzy search nor a search by prefixes of words.
//!
//! ```
//! use ctp_sdk::models::OrderSearchRequest;
//! use ctp_sdk::search::orders as search;
//!
//! let query = search::all((
//!     search::field("orderState").exact("Open"),
//!     search::field("totalPrice.centAmount").range(10_000..),
//!     search::field("lineItems.name").language("en").full_text("running shoes").boost(2),
//!     search::not([search::field("customerEmail").wildcard("*@example.com")]),
//! ));
//! let request = OrderSearchRequest::new(query)
//!     .sort([search::field("createdAt").desc()])
//!     .limit(20)
//!     .offset(40);
//! ```

use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};

use serde_json::Value;

use crate::DateTime;
use crate::models::{
    OrderSearchAndExpression, OrderSearchAnyValue, OrderSearchCustomType,
    OrderSearchDateRangeExpression, OrderSearchDateRangeValue, OrderSearchExactExpression,
    OrderSearchExistsExpression, OrderSearchFilterExpression, OrderSearchFullTextExpression,
    OrderSearchFullTextValue, OrderSearchLongRangeExpression, OrderSearchLongRangeValue,
    OrderSearchMatchType, OrderSearchNotExpression, OrderSearchNumberRangeExpression,
    OrderSearchNumberRangeValue, OrderSearchOrExpression, OrderSearchPrefixExpression,
    OrderSearchQuery, OrderSearchQueryExpression, OrderSearchQueryExpressionValue,
    OrderSearchSortOrder, OrderSearchSorting, OrderSearchStringValue,
    OrderSearchWildCardExpression,
};

use super::{Several, settings};

/// Matches orders that all of the queries match: an array or a `Vec` of queries of one type, or a tuple of different ones.
pub fn all(queries: impl Several<OrderSearchQuery>) -> OrderSearchAndExpression {
    OrderSearchAndExpression::new(queries.into_vec())
}

/// Matches orders that at least one of the queries matches.
pub fn any(queries: impl Several<OrderSearchQuery>) -> OrderSearchOrExpression {
    OrderSearchOrExpression::new(queries.into_vec())
}

/// Matches orders that none of the queries matches.
pub fn not(queries: impl Several<OrderSearchQuery>) -> OrderSearchNotExpression {
    OrderSearchNotExpression::new(queries.into_vec())
}

/// Matches orders that all of the expressions match. In contrast to [`all`], they do not affect the relevance of an order.
pub fn filter(
    expressions: impl Several<OrderSearchQueryExpression>,
) -> OrderSearchFilterExpression {
    OrderSearchFilterExpression::new(expressions.into_vec())
}

/// A field of the index of orders: see [`field`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its path.
    pub path: String,
    /// The locale to search in.
    pub language: Option<String>,
    /// The type of a custom field.
    pub custom_type: Option<OrderSearchCustomType>,
}

/// A field by its path, names with dots between them, such as `lineItems.variant.sku`.
pub fn field(path: impl Into<String>) -> Field {
    Field {
        path: path.into(),
        language: None,
        custom_type: None,
    }
}

impl Field {
    /// Sets the locale, such as `en` or `de-AT`. A localized field needs it; ranges and [`exists`](Self::exists) do not use
    /// it.
    pub fn language(self, language: impl Into<String>) -> Self {
        let language = Some(language.into());
        Self { language, ..self }
    }

    /// Sets the type of a custom field. Custom fields need it.
    pub fn custom_type(self, custom_type: OrderSearchCustomType) -> Self {
        let custom_type = Some(custom_type);
        Self {
            custom_type,
            ..self
        }
    }

    /// It equals the value. Timestamps are compared as strings: `timestamp.to_string()`.
    pub fn exact(self, value: impl Into<Value>) -> OrderSearchExactExpression {
        let mut exact = OrderSearchAnyValue::new(self.path, value);
        (exact.language, exact.custom_type) = (self.language, self.custom_type);
        OrderSearchExactExpression::new(exact)
    }

    /// It contains all of the words; with [`OrderSearchMatchType::Any`] as `must_match`, one of them.
    pub fn full_text(self, words: impl Into<String>) -> OrderSearchFullTextExpression {
        let mut value = OrderSearchFullTextValue::new(self.path, words);
        (value.language, value.custom_type) = (self.language, self.custom_type);
        OrderSearchFullTextExpression::new(value)
    }

    /// It begins with the text.
    pub fn prefix(self, text: impl Into<String>) -> OrderSearchPrefixExpression {
        OrderSearchPrefixExpression::new(self.text_value(text.into()))
    }

    /// It matches the pattern, in which `*` matches any text and `?` any single character.
    pub fn wildcard(self, pattern: impl Into<String>) -> OrderSearchWildCardExpression {
        OrderSearchWildCardExpression::new(self.text_value(pattern.into()))
    }

    /// It has a value.
    pub fn exists(self) -> OrderSearchExistsExpression {
        let mut value = OrderSearchQueryExpressionValue::new(self.path);
        value.custom_type = self.custom_type;
        OrderSearchExistsExpression::new(value)
    }

    /// It is in the range of integers, numbers or timestamps. Order search has only ranges that include their ends: use
    /// `1..=5`, `1..` or `..=5`, not `1..5`.
    pub fn range<T: RangeBound>(self, range: impl ClosedRange<T>) -> T::Expression {
        let (from, to) = range.ends();
        T::between(self, from, to)
    }

    /// Sorts orders by this field, ascending.
    pub fn asc(self) -> OrderSearchSorting {
        self.sorting(OrderSearchSortOrder::Asc)
    }

    /// Sorts orders by this field, descending. The field `score` is the relevance.
    pub fn desc(self) -> OrderSearchSorting {
        self.sorting(OrderSearchSortOrder::Desc)
    }

    fn text_value(self, text: String) -> OrderSearchStringValue {
        let mut value = OrderSearchStringValue::new(self.path, text);
        (value.language, value.custom_type) = (self.language, self.custom_type);
        value
    }

    fn sorting(self, order: OrderSearchSortOrder) -> OrderSearchSorting {
        let mut sorting = OrderSearchSorting::new(self.path).order(order);
        sorting.language = self.language;
        sorting
    }
}

/// The types of range ends: integers, numbers or timestamps.
pub trait RangeBound: Sized + sealed::Sealed {
    /// The expression for a range of this type.
    type Expression;

    /// The expression for a field.
    #[doc(hidden)]
    fn between(field: Field, from: Option<Self>, to: Option<Self>) -> Self::Expression;
}

/// A range that includes its ends: `1..=5`, `1..` or `..=5`.
pub trait ClosedRange<T>: sealed::Sealed {
    /// Its ends; `None` is an open end.
    #[doc(hidden)]
    fn ends(self) -> (Option<T>, Option<T>);
}

mod sealed {
    pub trait Sealed {}
}

impl<T> sealed::Sealed for RangeInclusive<T> {}
impl<T> sealed::Sealed for RangeFrom<T> {}
impl<T> sealed::Sealed for RangeToInclusive<T> {}

impl<T> ClosedRange<T> for RangeInclusive<T> {
    fn ends(self) -> (Option<T>, Option<T>) {
        let (from, to) = self.into_inner();
        (Some(from), Some(to))
    }
}

impl<T> ClosedRange<T> for RangeFrom<T> {
    fn ends(self) -> (Option<T>, Option<T>) {
        (Some(self.start), None)
    }
}

impl<T> ClosedRange<T> for RangeToInclusive<T> {
    fn ends(self) -> (Option<T>, Option<T>) {
        (None, Some(self.end))
    }
}

macro_rules! ranges {
    ($($of:ty: $expression:ident of $value:ident;)*) => {
        $(impl sealed::Sealed for $of {}

        impl RangeBound for $of {
            type Expression = $expression;

            fn between(field: Field, from: Option<Self>, to: Option<Self>) -> $expression {
                let mut value = $value::new(field.path);
                value.custom_type = field.custom_type;
                (value.gte, value.lte) = (from, to);
                $expression::new(value)
            }
        })*
    };
}

ranges! {
    i64: OrderSearchLongRangeExpression of OrderSearchLongRangeValue;
    f64: OrderSearchNumberRangeExpression of OrderSearchNumberRangeValue;
    DateTime: OrderSearchDateRangeExpression of OrderSearchDateRangeValue;
}

settings! {
    OrderSearchExactExpression.exact {
        boost: i32, "Weight in the relevance: above 1 counts more.";
        case_insensitive: bool, "Whether case is ignored.";
    }
    OrderSearchFullTextExpression.full_text {
        boost: i32, "Weight in the relevance: above 1 counts more.";
        must_match: OrderSearchMatchType, "Whether all words must match, or one is enough.";
    }
    OrderSearchPrefixExpression.prefix {
        boost: i32, "Weight in the relevance: above 1 counts more.";
        case_insensitive: bool, "Whether case is ignored.";
    }
    OrderSearchWildCardExpression.wildcard {
        boost: i32, "Weight in the relevance: above 1 counts more.";
        case_insensitive: bool, "Whether case is ignored.";
    }
    OrderSearchExistsExpression.exists {
        boost: i32, "Weight in the relevance: above 1 counts more.";
    }
    OrderSearchLongRangeExpression.range {
        boost: i32, "Weight in the relevance: above 1 counts more.";
    }
    OrderSearchNumberRangeExpression.range {
        boost: i32, "Weight in the relevance: above 1 counts more.";
    }
    OrderSearchDateRangeExpression.range {
        boost: i32, "Weight in the relevance: above 1 counts more.";
    }
}
