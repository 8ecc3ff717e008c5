//! A field of a search index: queries and sort criteria.

use std::ops::{Bound, RangeBounds};

use serde_json::Value;

use crate::models::{
    SearchAnyValue, SearchDateRangeExpression, SearchDateRangeValue, SearchDateTimeRangeExpression,
    SearchDateTimeRangeValue, SearchExactExpression, SearchExactValue, SearchExistsExpression,
    SearchExistsValue, SearchFieldType, SearchFullTextExpression, SearchFullTextPrefixExpression,
    SearchFullTextPrefixValue, SearchFullTextValue, SearchFuzzyExpression, SearchFuzzyValue,
    SearchLongRangeExpression, SearchLongRangeValue, SearchMatchType, SearchNumberRangeExpression,
    SearchNumberRangeValue, SearchPrefixExpression, SearchSortOrder, SearchSorting,
    SearchTimeRangeExpression, SearchTimeRangeValue, SearchWildCardExpression,
};
use crate::{Date, DateTime, Time};

use super::settings;

/// A field of a search index: see [`field`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its path.
    pub path: String,
    /// The locale to search in.
    pub language: Option<String>,
    /// Its type.
    pub field_type: Option<SearchFieldType>,
}

/// A field by its path, names with dots between them, such as `variants.prices.centAmount`.
///
/// ```
/// use ctp_sdk::models::SearchFieldType;
/// use ctp_sdk::search;
///
/// search::field("key").exact("shoe-1");
/// search::field("key").one_of(["shoe-1", "shoe-2"]);
/// search::field("name").language("en").full_text("running shoes");
/// search::field("name").language("en").fuzzy("runing shose", 1);
/// search::field("variants.prices.centAmount").range(1000..=5000);
/// search::field("variants.attributes.weight").field_type(SearchFieldType::Number).range(..0.5);
/// ```
pub fn field(path: impl Into<String>) -> Field {
    Field {
        path: path.into(),
        language: None,
        field_type: None,
    }
}

impl Field {
    /// Sets the locale, such as `en` or `de-AT`. A localized field needs it; ranges do not use it.
    pub fn language(self, language: impl Into<String>) -> Self {
        let language = Some(language.into());
        Self { language, ..self }
    }

    /// Sets the type of the field. Attributes and custom fields need it, because their types depend on the project.
    pub fn field_type(self, field_type: SearchFieldType) -> Self {
        let field_type = Some(field_type);
        Self { field_type, ..self }
    }

    /// It equals the value. Dates, times and timestamps are compared as strings: `date.to_string()`.
    pub fn exact(self, value: impl Into<Value>) -> SearchExactExpression {
        SearchExactExpression::new(self.exact_value().value(value))
    }

    /// It equals one of the values.
    pub fn one_of(
        self,
        values: impl IntoIterator<Item = impl Into<Value>>,
    ) -> SearchExactExpression {
        SearchExactExpression::new(self.exact_value().values(values))
    }

    /// It contains all of the words; with [`SearchMatchType::Any`] as `must_match`, one of them.
    pub fn full_text(self, words: impl Into<String>) -> SearchFullTextExpression {
        let mut value = SearchFullTextValue::new(self.path, words.into());
        (value.language, value.field_type) = (self.language, self.field_type);
        SearchFullTextExpression::new(value)
    }

    /// It contains words that begin with all of these, for example for suggestions while a customer types; with
    /// [`SearchMatchType::Any`] as `must_match`, with one of them.
    pub fn full_text_prefix(self, words: impl Into<String>) -> SearchFullTextPrefixExpression {
        let mut value = SearchFullTextPrefixValue::new(self.path, words.into());
        (value.language, value.field_type) = (self.language, self.field_type);
        SearchFullTextPrefixExpression::new(value)
    }

    /// It contains all of the words, each with up to `level` different letters: 0, 1 or 2.
    pub fn fuzzy(self, words: impl Into<String>, level: i8) -> SearchFuzzyExpression {
        let mut value = SearchFuzzyValue::new(self.path, words.into(), level);
        (value.language, value.field_type) = (self.language, self.field_type);
        SearchFuzzyExpression::new(value)
    }

    /// It begins with the text.
    pub fn prefix(self, text: impl Into<String>) -> SearchPrefixExpression {
        SearchPrefixExpression::new(self.text_value(text.into()))
    }

    /// It matches the pattern, in which `*` matches any text and `?` any single character.
    pub fn wildcard(self, pattern: impl Into<String>) -> SearchWildCardExpression {
        SearchWildCardExpression::new(self.text_value(pattern.into()))
    }

    /// It has a value.
    pub fn exists(self) -> SearchExistsExpression {
        let mut value = SearchExistsValue::new(self.path);
        (value.language, value.field_type) = (self.language, self.field_type);
        SearchExistsExpression::new(value)
    }

    /// It is in the range of integers, numbers, dates, times or timestamps.
    ///
    /// ```
    /// use std::ops::Bound;
    ///
    /// use ctp_sdk::{Date, search};
    ///
    /// let price = || search::field("variants.prices.centAmount");
    /// assert_eq!(price().range(1000..5000).range.lt, Some(5000));
    /// assert_eq!(price().range(1000..=5000).range.lte, Some(5000));
    /// assert_eq!(price().range((Bound::Excluded(1000), Bound::Unbounded)).range.gt, Some(1000));
    ///
    /// let birthday: Date = "1980-12-24".parse()?;
    /// let query = search::field("dateOfBirth").range(birthday..);
    /// assert!(query.range.gte.is_some());
    /// # Ok::<(), ctp_sdk::ParseError>(())
    /// ```
    pub fn range<T: RangeBound>(self, range: impl RangeBounds<T>) -> T::Expression {
        T::between(
            self,
            range.start_bound().cloned(),
            range.end_bound().cloned(),
        )
    }

    /// Sorts results by this field, ascending.
    pub fn asc(self) -> SearchSorting {
        self.sorting(SearchSortOrder::Asc)
    }

    /// Sorts results by this field, descending. The field `score` is the relevance.
    pub fn desc(self) -> SearchSorting {
        self.sorting(SearchSortOrder::Desc)
    }

    fn exact_value(self) -> SearchExactValue {
        let mut value = SearchExactValue::new(self.path);
        (value.language, value.field_type) = (self.language, self.field_type);
        value
    }

    fn text_value(self, text: String) -> SearchAnyValue {
        let mut value = SearchAnyValue::new(self.path, text);
        (value.language, value.field_type) = (self.language, self.field_type);
        value
    }

    fn sorting(self, order: SearchSortOrder) -> SearchSorting {
        let mut sorting = SearchSorting::new(self.path, order);
        (sorting.language, sorting.field_type) = (self.language, self.field_type);
        sorting
    }
}

impl From<&str> for Field {
    fn from(path: &str) -> Self {
        field(path)
    }
}

impl From<String> for Field {
    fn from(path: String) -> Self {
        field(path)
    }
}

/// The types of range ends: integers, numbers, dates, times or timestamps.
pub trait RangeBound: Clone + Sized + sealed::Sealed {
    /// The expression for a range of this type.
    type Expression;

    /// The expression for a field.
    #[doc(hidden)]
    fn between(field: Field, from: Bound<Self>, to: Bound<Self>) -> Self::Expression;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! ranges {
    ($($of:ty: $expression:ident of $value:ident;)*) => {
        $(impl sealed::Sealed for $of {}

        impl RangeBound for $of {
            type Expression = $expression;

            fn between(field: Field, from: Bound<Self>, to: Bound<Self>) -> $expression {
                let mut value = $value::new(field.path);
                value.field_type = field.field_type;
                match from {
                    Bound::Included(from) => value.gte = Some(from),
                    Bound::Excluded(from) => value.gt = Some(from),
                    Bound::Unbounded => {}
                }
                match to {
                    Bound::Included(to) => value.lte = Some(to),
                    Bound::Excluded(to) => value.lt = Some(to),
                    Bound::Unbounded => {}
                }
                $expression::new(value)
            }
        })*
    };
}

ranges! {
    i64: SearchLongRangeExpression of SearchLongRangeValue;
    f64: SearchNumberRangeExpression of SearchNumberRangeValue;
    Date: SearchDateRangeExpression of SearchDateRangeValue;
    DateTime: SearchDateTimeRangeExpression of SearchDateTimeRangeValue;
    Time: SearchTimeRangeExpression of SearchTimeRangeValue;
}

settings! {
    SearchExactExpression.exact {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
        case_insensitive: bool, "Whether case is ignored.";
    }
    SearchFullTextExpression.full_text {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
        must_match: SearchMatchType, "Whether all words must match, or one is enough.";
    }
    SearchFullTextPrefixExpression.full_text_prefix {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
        must_match: SearchMatchType, "Whether all prefixes must match, or one is enough.";
    }
    SearchFuzzyExpression.fuzzy {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
        must_match: SearchMatchType, "Whether all words must match, or one is enough.";
    }
    SearchPrefixExpression.prefix {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
        case_insensitive: bool, "Whether case is ignored.";
    }
    SearchWildCardExpression.wildcard {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
        case_insensitive: bool, "Whether case is ignored.";
    }
    SearchExistsExpression.exists {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
    }
    SearchLongRangeExpression.range {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
    }
    SearchNumberRangeExpression.range {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
    }
    SearchDateRangeExpression.range {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
    }
    SearchDateTimeRangeExpression.range {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
    }
    SearchTimeRangeExpression.range {
        boost: f64, "Weight in the relevance: above 1 counts more, below 1 less.";
    }
}
