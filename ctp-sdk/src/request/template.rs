//! Templates of paths that are filled while the program runs, such as `/{projectKey}/orders/{id}`.

use std::borrow::Cow;

use super::{Path, problem::Problem};

impl Path {
    /// Fills the template `route`: its parameters are the `given` ones, and those of `root` where they are not given.
    pub(crate) fn of_template(
        route: &'static str,
        given: &[(&str, &str)],
        root: &Self,
    ) -> Result<Self, Problem> {
        let malformed = |reason| Problem::Template { route, reason };
        if !route.starts_with('/') {
            return Err(malformed("it does not begin with a slash"));
        }
        if route.contains(['?', '#']) {
            return Err(malformed("it has a query, which is set by `query`"));
        }
        let mut path = Self::new();
        let mut rest = route;
        let mut names = Vec::new();
        while let Some((literal, behind)) = rest.split_once('{') {
            let (name, behind) = behind
                .split_once('}')
                .ok_or_else(|| malformed("a `{` has no `}`"))?;
            let of_name = given.iter().find(|(known, _)| *known == name);
            let value = of_name
                .map(|(_, value)| Cow::Borrowed(*value))
                .or_else(|| root.value_of(name))
                .ok_or(Problem::MissingPathParameter { route, name })?;
            path = path.literal(literal).parameter(name, &value);
            names.push(name);
            rest = behind;
        }
        if rest.contains('}') {
            return Err(malformed("a `}` has no `{`"));
        }
        match given.iter().find(|(name, _)| !names.contains(name)) {
            Some((name, _)) => Err(Problem::UnknownPathParameter {
                route,
                name: (*name).to_owned(),
            }),
            None => Ok(path.literal(rest)),
        }
    }
}
