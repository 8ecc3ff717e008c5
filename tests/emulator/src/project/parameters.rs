//! The query parameters of a request.

use std::str::FromStr;

use url::form_urlencoded;

use crate::check;
use crate::contract::Operation;
use crate::refusal::Refusal;

/// The parameters, in the order in which they came.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the part of a URL behind the question mark.
    pub(crate) fn read(query: &str) -> Self {
        let query = form_urlencoded::parse(query.as_bytes());
        Self(query.into_owned().collect())
    }

    /// The first value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All values of a parameter.
    pub(super) fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A whole number; `None` where the parameter is not there.
    pub(super) fn whole<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let value = self.get(name).map(str::parse).transpose();
        value.map_err(|_| Refusal::parameter(name, "a whole number is expected"))
    }

    /// Fails where a parameter is missing or out of its range, and where it is one that is not emulated.
    pub(super) fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        self.refuse("where")?;
        self.refuse("expand")?;
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
        Ok(())
    }

    fn refuse(&self, name: &str) -> Result<(), Refusal> {
        match self.get(name) {
            Some(_) => Err(Refusal::not_emulated(&format!(
                "the query parameter {name} yet"
            ))),
            None => Ok(()),
        }
    }
}
