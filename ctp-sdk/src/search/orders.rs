//! Queries and sort criteria of order search, which has types of its own: fields know the kind of a custom field instead of
//! a type, ranges include both of their ends, and there is neither a fuzzy search nor one by the beginnings of words.
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
use crate::{DateTime, IntoList};

use super::settings;

/// The orders that all of the queries find: an array or a `Vec` of queries of one type, or a tuple of different ones.
pub fn all<By>(queries: impl IntoList<OrderSearchQuery, By>) -> OrderSearchAndExpression {
    OrderSearchAndExpression::new(queries)
}

/// The orders that at least one of the queries finds.
pub fn any<By>(queries: impl IntoList<OrderSearchQuery, By>) -> OrderSearchOrExpression {
    OrderSearchOrExpression::new(queries)
}

/// The orders that none of the queries finds.
pub fn not<By>(queries: impl IntoList<OrderSearchQuery, By>) -> OrderSearchNotExpression {
    OrderSearchNotExpression::new(queries)
}

/// The orders that all of the expressions find. In contrast to [`all`], they do not count for the relevance of an order.
pub fn filter<By>(
    expressions: impl IntoList<OrderSearchQueryExpression, By>,
) -> OrderSearchFilterExpression {
    OrderSearchFilterExpression::new(expressions)
}

/// A field of the index of orders: see [`field`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its path.
    pub path: String,
    /// The locale that is looked at.
    pub language: Option<String>,
    /// What a custom field holds.
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
    /// The locale to look at, such as `en` or `de-AT`. A localized field needs it; ranges and [`exists`](Self::exists) have
    /// no use for it.
    pub fn language(self, language: impl Into<String>) -> Self {
        let language = Some(language.into());
        Self { language, ..self }
    }

    /// What a custom field holds. Custom fields need it.
    pub fn custom_type(self, custom_type: OrderSearchCustomType) -> Self {
        let custom_type = Some(custom_type);
        Self {
            custom_type,
            ..self
        }
    }

    /// It is the value, as a whole. Moments are compared as texts: `moment.to_string()`.
    pub fn exact(self, value: impl Into<Value>) -> OrderSearchExactExpression {
        let mut exact = OrderSearchAnyValue::new(self.path, value);
        (exact.language, exact.custom_type) = (self.language, self.custom_type);
        OrderSearchExactExpression::new(exact)
    }

    /// It has all of the words; with [`OrderSearchMatchType::Any`] as `must_match`, one of them.
    pub fn full_text(self, words: impl Into<String>) -> OrderSearchFullTextExpression {
        let mut value = OrderSearchFullTextValue::new(self.path, words);
        (value.language, value.custom_type) = (self.language, self.custom_type);
        OrderSearchFullTextExpression::new(value)
    }

    /// It begins with the text.
    pub fn prefix(self, text: impl Into<String>) -> OrderSearchPrefixExpression {
        OrderSearchPrefixExpression::new(self.text_value(text.into()))
    }

    /// It fits the pattern, in which `*` stands for any text and `?` for any one character.
    pub fn wildcard(self, pattern: impl Into<String>) -> OrderSearchWildCardExpression {
        OrderSearchWildCardExpression::new(self.text_value(pattern.into()))
    }

    /// It has a value.
    pub fn exists(self) -> OrderSearchExistsExpression {
        let mut value = OrderSearchQueryExpressionValue::new(self.path);
        value.custom_type = self.custom_type;
        OrderSearchExistsExpression::new(value)
    }

    /// It is in the range of whole numbers, numbers or moments. Order search knows no ranges without their ends, so that
    /// `1..5` is not taken: `1..=5`, `1..` and `..=5` are.
    pub fn range<T: RangeBound>(self, range: impl ClosedRange<T>) -> T::Expression {
        let (from, to) = range.ends();
        T::between(self, from, to)
    }

    /// Orders in the order of its values, the least first.
    pub fn asc(self) -> OrderSearchSorting {
        self.sorting(OrderSearchSortOrder::Asc)
    }

    /// Orders in the order of its values, the greatest first. The field `score` is the relevance.
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

/// What a field that has ranges can hold: whole numbers, numbers or moments.
pub trait RangeBound: Sized + sealed::Sealed {
    /// The expression that asks for a range of them.
    type Expression;

    /// The expression for a field.
    #[doc(hidden)]
    fn between(field: Field, from: Option<Self>, to: Option<Self>) -> Self::Expression;
}

/// A range that includes its ends: `1..=5`, `1..` or `..=5`.
pub trait ClosedRange<T>: sealed::Sealed {
    /// Its ends; `None` is an open one.
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
        boost: i64, "Weight in the relevance: above 1 counts more.";
        case_insensitive: bool, "Whether upper and lower case count as the same.";
    }
    OrderSearchFullTextExpression.full_text {
        boost: i64, "Weight in the relevance: above 1 counts more.";
        must_match: OrderSearchMatchType, "Whether each word has to be found, or one is enough.";
    }
    OrderSearchPrefixExpression.prefix {
        boost: i64, "Weight in the relevance: above 1 counts more.";
        case_insensitive: bool, "Whether upper and lower case count as the same.";
    }
    OrderSearchWildCardExpression.wildcard {
        boost: i64, "Weight in the relevance: above 1 counts more.";
        case_insensitive: bool, "Whether upper and lower case count as the same.";
    }
    OrderSearchExistsExpression.exists {
        boost: i64, "Weight in the relevance: above 1 counts more.";
    }
    OrderSearchLongRangeExpression.range {
        boost: i64, "Weight in the relevance: above 1 counts more.";
    }
    OrderSearchNumberRangeExpression.range {
        boost: i64, "Weight in the relevance: above 1 counts more.";
    }
    OrderSearchDateRangeExpression.range {
        boost: i64, "Weight in the relevance: above 1 counts more.";
    }
}
