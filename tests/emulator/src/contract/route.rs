//! Finds the operation of a method and a path.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use super::Operation;

/// All operations of an API.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    /// By the number of path segments.
    templates: HashMap<usize, Vec<Template>>,
}

/// The operation of a request.
#[derive(Clone, Debug)]
pub(crate) struct Route<'a> {
    pub(crate) operation: &'a Operation,
    /// The parameters of the path, decoded.
    pub(crate) parameters: HashMap<&'a str, String>,
}

/// Why no operation was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    Path,
    /// The path exists with other methods.
    Method,
}

#[derive(Debug)]
struct Template {
    /// The index of the operation.
    number: usize,
    segments: Vec<Segment>,
    operation: Operation,
}

/// A segment such as `carts`, `{ID}` or `key={key}`.
#[derive(Debug)]
struct Segment {
    prefix: String,
    parameter: Option<String>,
    suffix: String,
}

impl Routes {
    /// Adds an operation.
    pub(super) fn add(&mut self, operation: Operation) {
        let number = self.templates.values().map(Vec::len).sum();
        let segments: Vec<Segment> = segments(&operation.path).map(Segment::of).collect();
        let templates = self.templates.entry(segments.len()).or_default();
        templates.push(Template {
            number,
            segments,
            operation,
        });
    }

    /// All operations, in the order in which they were added.
    pub(crate) fn operations(&self) -> Vec<&Operation> {
        let templates = self.templates.values().flatten();
        let mut templates: Vec<&Template> = templates.collect();
        templates.sort_by_key(|template| template.number);
        let templates = templates.into_iter();
        templates.map(|template| &template.operation).collect()
    }

    /// The operation of a method and a path of the specification, such as `/{projectKey}/carts/{ID}`.
    pub(crate) fn exact(&self, method: &str, path: &str) -> Option<&Operation> {
        let templates = self.templates.get(&segments(path).count())?.iter();
        let mut operations = templates.map(|template| &template.operation);
        operations.find(|operation| operation.path == path && operation.method == method)
    }

    /// The operation of a method and a path. If several templates match, the most specific one is used.
    pub(crate) fn find(&self, method: &str, path: &str) -> Result<Route<'_>, NoRoute> {
        let found: Vec<&str> = segments(path).collect();
        let templates = self.templates.get(&found.len());
        let matching: Vec<&Template> = templates
            .into_iter()
            .flatten()
            .filter(|template| template.matches(&found))
            .collect();
        let best = matching.iter().map(|template| template.literals()).max();
        let best = best.ok_or(NoRoute::Path)?;
        let mut matching = matching.into_iter();
        let template = matching
            .find(|template| template.literals() == best && template.operation.method == method)
            .ok_or(NoRoute::Method)?;
        let parts = template.segments.iter().zip(&found);
        Ok(Route {
            operation: &template.operation,
            parameters: parts
                .filter_map(|(segment, text)| segment.value(text))
                .collect(),
        })
    }
}

impl Template {
    fn matches(&self, found: &[&str]) -> bool {
        let mut parts = self.segments.iter().zip(found);
        parts.all(|(segment, text)| match &segment.parameter {
            None => segment.prefix == *text,
            Some(_) => segment.inner(text).is_some_and(|inner| !inner.is_empty()),
        })
    }

    /// The number of literal characters.
    fn literals(&self) -> usize {
        let segments = self.segments.iter();
        segments
            .map(|segment| segment.prefix.len() + segment.suffix.len())
            .sum()
    }
}

impl Segment {
    fn of(text: &str) -> Self {
        let parts = text.split_once('{').and_then(|(prefix, rest)| {
            let (parameter, suffix) = rest.split_once('}')?;
            Some((prefix, parameter, suffix))
        });
        let (prefix, parameter, suffix) = match parts {
            Some((prefix, parameter, suffix)) => (prefix, Some(parameter.to_owned()), suffix),
            None => (text, None, ""),
        };
        Self {
            prefix: prefix.to_owned(),
            parameter,
            suffix: suffix.to_owned(),
        }
    }

    fn inner<'t>(&self, text: &'t str) -> Option<&'t str> {
        text.strip_prefix(&*self.prefix)?
            .strip_suffix(&*self.suffix)
    }

    fn value(&self, text: &str) -> Option<(&str, String)> {
        let inner = self.inner(text)?;
        let inner = percent_decode_str(inner).decode_utf8_lossy().into_owned();
        Some((self.parameter.as_deref()?, inner))
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_matches('/').split('/')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::contract::Contract;

    fn find(method: &str, path: &str) -> Result<(String, String), NoRoute> {
        let route = Contract::platform().unwrap().routes.find(method, path)?;
        let mut parameters: Vec<_> = route.parameters.into_iter().collect();
        parameters.sort_unstable();
        Ok((route.operation.path.clone(), format!("{parameters:?}")))
    }

    #[test]
    fn the_template_that_says_more_is_taken() {
        let (path, parameters) = find("GET", "/shop/categories/key=a%20b").unwrap();
        assert_eq!(path, "/{projectKey}/categories/key={key}");
        assert_eq!(parameters, r#"[("key", "a b"), ("projectKey", "shop")]"#);
        let (path, parameters) = find("GET", "/shop/categories/5f3e").unwrap();
        assert_eq!(path, "/{projectKey}/categories/{ID}");
        assert_eq!(parameters, r#"[("ID", "5f3e"), ("projectKey", "shop")]"#);
    }

    #[test]
    fn what_is_not_there_is_told_apart() {
        assert_eq!(find("GET", "/shop/cats").unwrap_err(), NoRoute::Path);
        assert_eq!(
            find("GET", "/shop/categories/")
                .map(|found| found.0)
                .unwrap(),
            "/{projectKey}/categories"
        );
        assert_eq!(
            find("PUT", "/shop/categories").unwrap_err(),
            NoRoute::Method
        );
    }
}
