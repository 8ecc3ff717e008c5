//! A `queryString`: the parameters of a query as the properties of an object.

use crate::{
    model::{QueryParameter, parameters_of},
    yaml::Node,
};

use super::Resources;

impl Resources<'_, '_> {
    /// The parameters that a `queryString` declares.
    pub(super) fn query_string(&mut self, method: &Node) -> Vec<QueryParameter> {
        let Some(node) = method.get("queryString") else {
            return Vec::new();
        };
        let of = self.types().used(node, 0).of;
        parameters_of(self.api, &of, node.span)
    }
}
