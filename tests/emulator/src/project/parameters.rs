//! The query parameters of a request.

use std::str::FromStr;

use url::form_urlencoded;

use crate::check;
use crate::contract::Operation;
use crate::pattern;
use crate::refusal::Refusal;

/// The parameters of the uniform operations.
const UNIFORM: [&str; 8] = [
    "dataErasure",
    "expand",
    "limit",
    "offset",
    "sort",
    "version",
    "where",
    "withTotal",
];

/// The parameters, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the query string of a URL, or a form.
    pub(crate) fn read(query: &[u8]) -> Self {
        Self(form_urlencoded::parse(query).into_owned().collect())
    }

    /// Parameters by their names.
    pub(crate) fn of(parameters: Vec<(String, String)>) -> Self {
        Self(parameters)
    }

    /// The first value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All values of a parameter.
    pub(crate) fn all<'q>(&'q self, name: &str) -> std::vec::IntoIter<&'q str> {
        let found = self.0.iter().filter(|(known, _)| known == name);
        let found: Vec<&str> = found.map(|(_, value)| value.as_str()).collect();
        found.into_iter()
    }

    /// With the total of a query only if the query requests it, if the operation says so.
    pub(crate) fn with_default_total(&self, operation: &Operation) -> Self {
        const NAME: &str = "withTotal";
        let mut all = self.clone();
        let mut known = operation.query.iter();
        let is_left_out = known
            .any(|of| of.name.as_deref() == Some(NAME) && of.facets.default == Some(false.into()));
        if is_left_out && self.get(NAME).is_none() {
            all.0.push((NAME.to_owned(), false.to_string()));
        }
        all
    }

    /// Without these parameters.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let rest = self
            .0
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()));
        Self(rest.cloned().collect())
    }

    /// The parameters whose names begin with this prefix: the rest of each name, and its value.
    pub(crate) fn beginning_with<'q>(&'q self, name: &str) -> Vec<(&'q str, &'q str)> {
        let found = self.0.iter();
        let found = found.filter_map(|(known, value)| Some((known.strip_prefix(name)?, value)));
        found.map(|(rest, value)| (rest, value.as_str())).collect()
    }

    /// An integer; `None` if the parameter is missing.
    pub(crate) fn whole<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let value = self.get(name).map(str::parse).transpose();
        value.map_err(|_| Refusal::parameter(name, "a whole number is expected"))
    }

    /// A boolean; `None` if the parameter is missing.
    pub(crate) fn truth(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let value = self.get(name).map(str::parse).transpose();
        value.map_err(|_| Refusal::parameter(name, "true or false is expected"))
    }

    /// Like [`check`](Self::check), but also fails for a parameter that only this operation defines.
    pub(crate) fn check_uniform(&self, operation: &Operation) -> Result<(), Refusal> {
        self.check(operation)?;
        let mut names = self.0.iter().map(|(name, _)| name.as_str());
        match names.find(|name| !UNIFORM.contains(name) && !name.starts_with("var.")) {
            None => Ok(()),
            Some(name) => Err(not_emulated(name, operation)),
        }
    }

    /// Fails if a parameter is missing, out of its range, or not defined for the operation.
    pub(crate) fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        for parameter in &operation.query {
            let Some(name) = &parameter.name else {
                continue;
            };
            let value = self.get(name);
            if parameter.required && value.is_none() {
                return Err(Refusal::parameter(name, "it is required"));
            }
            let number = value.and_then(|value| value.parse().ok());
            if let Some(why) = check::number_problem(number, &parameter.facets) {
                return Err(Refusal::parameter(name, &why));
            }
        }
        for (name, _) in &self.0 {
            let is_known = operation
                .query
                .iter()
                .any(|of| match (&of.name, &of.names) {
                    (Some(known), _) => known == name,
                    (None, Some(pattern)) => pattern::is_match(pattern, name),
                    (None, None) => false,
                });
            // The variables of predicates are declared beside `where` only for some operations.
            if !is_known && !name.starts_with("var.") {
                return Err(not_emulated(name, operation));
            }
        }
        Ok(())
    }
}

fn not_emulated(name: &str, operation: &Operation) -> Refusal {
    let what = format!("the query parameter {name} of {}", operation.path);
    Refusal::not_emulated(&what)
}
