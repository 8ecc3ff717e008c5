//! Facets of product search.

use std::ops::{Range, RangeFrom, RangeTo};

use serde_json::Value;

use crate::DateTime;
use crate::models::{
    ProductSearchFacetCountExpression, ProductSearchFacetCountLevelEnum,
    ProductSearchFacetCountValue, ProductSearchFacetDistinctBucketSortBy,
    ProductSearchFacetDistinctBucketSortExpression, ProductSearchFacetDistinctExpression,
    ProductSearchFacetDistinctValue, ProductSearchFacetRangesExpression,
    ProductSearchFacetRangesFacetRange, ProductSearchFacetRangesValue, ProductSearchFacetScopeEnum,
    ProductSearchFacetStatsExpression, ProductSearchFacetStatsValue, SearchQuery, SearchSortOrder,
};

use super::{Field, Several, settings};

/// The name of a facet, with which its result is found in the response: see [`facet`].
#[derive(Clone, Debug, PartialEq)]
pub struct FacetName(String);

/// Starts a facet of product search with a name that you choose, with which its result is found in the response.
///
/// ```
/// use ctp_sdk::models::{ProductSearchFacetCountLevelEnum, SearchFieldType};
/// use ctp_sdk::search;
///
/// let color = search::field("variants.attributes.color").field_type(SearchFieldType::Text);
/// search::facet("color").distinct(color).missing("without a colour").limit(20);
/// search::facet("price").ranges("variants.prices.centAmount", (..1000, 1000..5000, 5000..));
/// search::facet("hits").count().level(ProductSearchFacetCountLevelEnum::Variants);
/// search::facet("prices").stats("variants.prices.centAmount");
/// ```
pub fn facet(name: impl Into<String>) -> FacetName {
    FacetName(name.into())
}

/// A bucket of a facet with ranges. It includes its lower end and excludes its upper end.
///
/// Use it for buckets with your own key; ranges of Rust can be passed directly.
///
/// ```
/// use ctp_sdk::search;
///
/// let buckets = [search::bucket(..1000).key("cheap"), search::bucket(1000..).key("dear")];
/// search::facet("price").ranges("variants.prices.centAmount", buckets);
/// ```
pub fn bucket(
    range: impl Into<ProductSearchFacetRangesFacetRange>,
) -> ProductSearchFacetRangesFacetRange {
    range.into()
}

impl FacetName {
    /// A bucket for each value of the field.
    pub fn distinct(self, field: impl Into<Field>) -> ProductSearchFacetDistinctExpression {
        let field = field.into();
        let mut value = ProductSearchFacetDistinctValue::new(self.0, field.path);
        (value.language, value.field_type) = (field.language, field.field_type);
        ProductSearchFacetDistinctExpression::new(value)
    }

    /// A bucket for each of the ranges: ranges of Rust that exclude the upper end, such as `1000..5000`, or a [`bucket`].
    pub fn ranges(
        self,
        field: impl Into<Field>,
        ranges: impl Several<ProductSearchFacetRangesFacetRange>,
    ) -> ProductSearchFacetRangesExpression {
        let field = field.into();
        let mut value = ProductSearchFacetRangesValue::new(self.0, field.path, ranges.into_vec());
        (value.language, value.field_type) = (field.language, field.field_type);
        ProductSearchFacetRangesExpression::new(value)
    }

    /// The number of products or variants.
    pub fn count(self) -> ProductSearchFacetCountExpression {
        ProductSearchFacetCountExpression::new(ProductSearchFacetCountValue::new(self.0))
    }

    /// The minimum and the maximum of the field; for numbers also the mean and the sum.
    pub fn stats(self, field: impl Into<Field>) -> ProductSearchFacetStatsExpression {
        let field = field.into();
        let mut value = ProductSearchFacetStatsValue::new(self.0, field.path);
        value.field_type = field.field_type;
        ProductSearchFacetStatsExpression::new(value)
    }
}

/// The types of the ends of a bucket: integers, numbers or timestamps.
pub trait BucketBound: sealed::Sealed {
    /// As JSON.
    #[doc(hidden)]
    fn json(self) -> Value;
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for i64 {}
impl sealed::Sealed for f64 {}
impl sealed::Sealed for DateTime {}

impl BucketBound for i64 {
    fn json(self) -> Value {
        self.into()
    }
}

impl BucketBound for f64 {
    fn json(self) -> Value {
        self.into()
    }
}

impl BucketBound for DateTime {
    fn json(self) -> Value {
        self.to_string().into()
    }
}

impl<T: BucketBound> From<Range<T>> for ProductSearchFacetRangesFacetRange {
    fn from(range: Range<T>) -> Self {
        Self::new().from(range.start.json()).to(range.end.json())
    }
}

impl<T: BucketBound> From<RangeFrom<T>> for ProductSearchFacetRangesFacetRange {
    fn from(range: RangeFrom<T>) -> Self {
        Self::new().from(range.start.json())
    }
}

impl<T: BucketBound> From<RangeTo<T>> for ProductSearchFacetRangesFacetRange {
    fn from(range: RangeTo<T>) -> Self {
        Self::new().to(range.end.json())
    }
}

impl ProductSearchFacetDistinctExpression {
    /// Sorts the buckets by their counts.
    pub fn sorted_by_count(self, order: SearchSortOrder) -> Self {
        self.sorted(ProductSearchFacetDistinctBucketSortBy::Count, order)
    }

    /// Sorts the buckets by their keys.
    pub fn sorted_by_key(self, order: SearchSortOrder) -> Self {
        self.sorted(ProductSearchFacetDistinctBucketSortBy::Key, order)
    }

    fn sorted(
        mut self,
        by: ProductSearchFacetDistinctBucketSortBy,
        order: SearchSortOrder,
    ) -> Self {
        let sort = ProductSearchFacetDistinctBucketSortExpression::new(by, order);
        self.distinct = self.distinct.sort(sort);
        self
    }
}

settings! {
    ProductSearchFacetDistinctExpression.distinct {
        scope: ProductSearchFacetScopeEnum, "Whether to count what the query finds, which is the default, or all products.";
        filter: impl Into<SearchQuery>, "A further query that restricts what is counted.";
        level: ProductSearchFacetCountLevelEnum, "Whether to count products, which is the default, or variants.";
        includes: impl IntoIterator<Item = impl Into<String>>, "The keys of the requested buckets.";
        limit: i32, "The maximum number of buckets: 10 by default, at most 200.";
        missing: impl Into<String>, "The key of a bucket for products without a value.";
    }
    ProductSearchFacetRangesExpression.ranges {
        scope: ProductSearchFacetScopeEnum, "Whether to count what the query finds, which is the default, or all products.";
        filter: impl Into<SearchQuery>, "A further query that restricts what is counted.";
        level: ProductSearchFacetCountLevelEnum, "Whether to count products, which is the default, or variants.";
    }
    ProductSearchFacetCountExpression.count {
        scope: ProductSearchFacetScopeEnum, "Whether to count what the query finds, which is the default, or all products.";
        filter: impl Into<SearchQuery>, "A further query that restricts what is counted.";
        level: ProductSearchFacetCountLevelEnum, "Whether to count products, which is the default, or variants.";
    }
    ProductSearchFacetStatsExpression.stats {
        scope: ProductSearchFacetScopeEnum, "Whether to use what the query finds, which is the default, or all products.";
        filter: impl Into<SearchQuery>, "A further query that restricts which products are used.";
    }
}
