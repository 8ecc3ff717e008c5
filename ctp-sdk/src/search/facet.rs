//! What is counted of the products that a search finds.

use std::ops::{Range, RangeFrom, RangeTo};

use serde_json::Value;

use crate::models::{
    ProductPagedSearchResponse, ProductSearchFacetCountExpression,
    ProductSearchFacetCountLevelEnum, ProductSearchFacetCountValue,
    ProductSearchFacetDistinctBucketSortBy, ProductSearchFacetDistinctBucketSortExpression,
    ProductSearchFacetDistinctExpression, ProductSearchFacetDistinctValue,
    ProductSearchFacetRangesExpression, ProductSearchFacetRangesFacetRange,
    ProductSearchFacetRangesValue, ProductSearchFacetResult, ProductSearchFacetResultBucketEntry,
    ProductSearchFacetScopeEnum, ProductSearchFacetStatsExpression, ProductSearchFacetStatsValue,
    SearchQuery, SearchSortOrder,
};
use crate::{DateTime, IntoList};

use super::{Field, settings};

/// The name of a facet, by which its result is found in the answer: see [`facet`].
#[derive(Clone, Debug, PartialEq)]
pub struct FacetName(String);

/// A facet of product search begins here: with a name of the caller's, by which its result is found in the answer.
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

/// A bucket of a facet of ranges. Its lower end is in it, its upper end is not.
///
/// It is for buckets with a key of the caller's; the ranges of Rust are taken as they are, too.
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

    /// A bucket for each of the ranges. They are those of Rust without the upper end, such as `1000..5000`, or a
    /// [`bucket`].
    pub fn ranges<By>(
        self,
        field: impl Into<Field>,
        ranges: impl IntoList<ProductSearchFacetRangesFacetRange, By>,
    ) -> ProductSearchFacetRangesExpression {
        let field = field.into();
        let mut value = ProductSearchFacetRangesValue::new(self.0, field.path, ranges);
        (value.language, value.field_type) = (field.language, field.field_type);
        ProductSearchFacetRangesExpression::new(value)
    }

    /// How many products there are, or variants.
    pub fn count(self) -> ProductSearchFacetCountExpression {
        ProductSearchFacetCountExpression::new(ProductSearchFacetCountValue::new(self.0))
    }

    /// The least and the greatest value of the field; of numbers the mean and the sum as well.
    pub fn stats(self, field: impl Into<Field>) -> ProductSearchFacetStatsExpression {
        let field = field.into();
        let mut value = ProductSearchFacetStatsValue::new(self.0, field.path);
        value.field_type = field.field_type;
        ProductSearchFacetStatsExpression::new(value)
    }
}

/// What the ends of a bucket can be: whole numbers, numbers or moments.
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

impl ProductPagedSearchResponse {
    /// The buckets of a distinct or a ranges facet, by the name that the request gave it. Empty where there are none.
    ///
    /// ```
    /// # fn show(found: &ctp_sdk::models::ProductPagedSearchResponse) {
    /// for color in found.buckets("color") {
    ///     println!("{}: {}", color.key, color.count);
    /// }
    /// # }
    /// ```
    pub fn buckets(&self, facet: &str) -> &[ProductSearchFacetResultBucketEntry] {
        let mut facets = self.facets.iter();
        let buckets = facets.find_map(|result| match result {
            ProductSearchFacetResult::Buckets(found) if found.name == facet => Some(found),
            _ => None,
        });
        buckets.map_or(&[], |found| &found.buckets)
    }
}

impl ProductSearchFacetDistinctExpression {
    /// The buckets in the order of their counts.
    pub fn sorted_by_count(self, order: SearchSortOrder) -> Self {
        self.sorted(ProductSearchFacetDistinctBucketSortBy::Count, order)
    }

    /// The buckets in the order of their keys.
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
        filter: impl Into<SearchQuery>, "A further query that narrows down what is counted.";
        level: ProductSearchFacetCountLevelEnum, "Whether to count products, which is the default, or variants.";
        includes<By>: impl IntoList<String, By>, "The keys of the only buckets that are wanted.";
        limit: i64, "The most buckets that are wanted: 10 by default, 200 at most.";
        missing: impl Into<String>, "The key of a bucket for products that have no value.";
    }
    ProductSearchFacetRangesExpression.ranges {
        scope: ProductSearchFacetScopeEnum, "Whether to count what the query finds, which is the default, or all products.";
        filter: impl Into<SearchQuery>, "A further query that narrows down what is counted.";
        level: ProductSearchFacetCountLevelEnum, "Whether to count products, which is the default, or variants.";
    }
    ProductSearchFacetCountExpression.count {
        scope: ProductSearchFacetScopeEnum, "Whether to count what the query finds, which is the default, or all products.";
        filter: impl Into<SearchQuery>, "A further query that narrows down what is counted.";
        level: ProductSearchFacetCountLevelEnum, "Whether to count products, which is the default, or variants.";
    }
    ProductSearchFacetStatsExpression.stats {
        scope: ProductSearchFacetScopeEnum, "Whether to look at what the query finds, which is the default, or at all products.";
        filter: impl Into<SearchQuery>, "A further query that narrows down what is looked at.";
    }
}
