//! Facets: their own values, their order, and that a subtype only narrows what its base allows.

use crate::{
    diagnostics::Diagnostic,
    raml::outline::{Kind, Outline},
    value,
    yaml::{self, Node},
};

use super::Checker;

impl Checker<'_> {
    /// Checks the facets of a declaration.
    pub(super) fn facets(&self, node: &Node, of: &Outline<'_>) {
        for problem in value::contradictions(node, of) {
            self.add(problem);
        }
        for key in ["uniqueItems", "additionalProperties", "required"] {
            if let Some(facet) = node.get(key).filter(|facet| !facet.is_null())
                && facet.as_bool().is_none()
            {
                self.add(Diagnostic::new(
                    facet.span,
                    format!("`{key}` is not a boolean"),
                    "`true` or `false` is expected",
                ));
            }
        }
        self.narrowing(node, of);
        self.discriminator(node, of);
    }

    /// Reports facets that allow what a base does not allow.
    fn narrowing(&self, node: &Node, of: &Outline<'_>) {
        for (least, most) in value::RANGES {
            for (key, is_least) in [(least, true), (most, false)] {
                let Some(own) = node.get(key) else { continue };
                for base in &of.bases {
                    let Some(inherited) = base.facet(key) else {
                        continue;
                    };
                    let widens = match (value::number(own), value::number(inherited)) {
                        (Some(own), Some(inherited)) if is_least => own < inherited,
                        (Some(own), Some(inherited)) => own > inherited,
                        _ => false,
                    };
                    if widens {
                        self.widened(key, own, inherited);
                    }
                }
            }
        }
        if let Some(own) = node.get("enum") {
            for inherited in of.bases.iter().filter_map(|base| base.facet("enum")) {
                let is_known = |value: &Node| {
                    inherited
                        .elements()
                        .iter()
                        .any(|known| value::equals(known, value))
                };
                let comparisons = own.elements().len() * inherited.elements().len();
                if comparisons > 0
                    && self.values.comparison.spend(comparisons)
                    && !own.elements().iter().all(is_known)
                {
                    self.widened("enum", own, inherited);
                }
            }
        }
    }

    fn widened(&self, key: &str, own: &Node, inherited: &Node) {
        self.add(
            Diagnostic::new(
                own.span,
                format!("`{key}` allows more than the base type does"),
                "a subtype is expected to allow less",
            )
            .related(inherited.span, "the base type allows this"),
        );
    }

    /// A discriminator names a property of an object with a name.
    fn discriminator(&self, node: &Node, of: &Outline<'_>) {
        if let Some(discriminator) = node.get("discriminator")
            && !discriminator.is_null()
        {
            let property = discriminator.as_str().and_then(|name| of.property(name));
            let kind =
                property.map(|property| self.values.outlines.of(property.node, Kind::String));
            let is_text = kind.as_ref().is_none_or(|of| {
                !matches!(
                    of.kind,
                    Kind::Object
                        | Kind::Array
                        | Kind::Nil
                        | Kind::Number
                        | Kind::Integer
                        | Kind::Boolean
                )
            });
            let above = of.bases.iter().find_map(|base| {
                let above = base.facet("discriminator")?;
                (above.as_str() != discriminator.as_str()).then_some(above)
            });
            if property.is_none() && of.bases.iter().all(|base| base.kind != Kind::Unknown) {
                self.add(Diagnostic::new(
                    discriminator.span,
                    "a discriminator that is no property of its type",
                    "the name of a property is expected",
                ));
            } else if let Some(property) = property.filter(|_| !is_text) {
                self.add(
                    Diagnostic::new(
                        discriminator.span,
                        "a discriminator that is no text",
                        "the name of a property of the type `string` is expected",
                    )
                    .related(property.node.span, "the property is declared here"),
                );
            } else if let Some(above) = above {
                self.add(
                    Diagnostic::new(
                        discriminator.span,
                        "a second discriminator in one hierarchy",
                        format!(
                            "`{}` tells the subtypes of this type apart already",
                            above.as_str().unwrap_or_default()
                        ),
                    )
                    .related(above.span, "the discriminator of its base is here")
                    .help(
                        "remove one of the two, and give each subtype a `discriminatorValue` for the other",
                    ),
                );
            }
        }
        if let Some(tag) = node.get("discriminatorValue")
            && of.kind == Kind::Object
            && of.facet("discriminator").is_none()
        {
            self.add(
                Diagnostic::new(
                    tag.span,
                    "`discriminatorValue` without a discriminator",
                    "a `discriminator` in a base type is expected",
                )
                .as_warning(),
            );
        }
    }

    /// Checks the facets that a declaration adds, and the values it gives to those that its bases added.
    pub(super) fn declared_facets(&self, node: &Node, of: &Outline<'_>) {
        for entry in node.get("facets").map(Node::entries).unwrap_or_default() {
            let name = entry.key.strip_suffix('?').unwrap_or(&entry.key);
            let problem = if of.kind.facets().contains(&name)
                || crate::raml::keys::DECLARATION.contains(&name)
            {
                "has the name of a facet of RAML"
            } else if name.starts_with('(') {
                "has the name of an annotation"
            } else if of
                .bases
                .iter()
                .any(|base| base.declared_facets().any(|facet| facet.name == name))
            {
                "is declared by a base type already"
            } else {
                continue;
            };
            self.add(Diagnostic::new(
                entry.key_span,
                format!("facet `{name}` {problem}"),
                "another name is expected",
            ));
        }
        for facet in of.bases.iter().flat_map(|base| base.declared_facets()) {
            match of.facet(facet.name) {
                Some(value) => {
                    let kind = self.values.outlines.of(facet.node, Kind::String);
                    let Some(own) = node.get(facet.name).filter(|own| std::ptr::eq(*own, value))
                    else {
                        continue;
                    };
                    if let Some(misfit) = self.values.misfit(own, &kind) {
                        self.add(misfit.problem(&format!("facet `{}`", facet.name)));
                    }
                }
                None if facet.is_required && !matches!(node.kind, yaml::Kind::Null) => {
                    self.add(Diagnostic::new(
                        node.span,
                        format!("facet `{}` has no value", facet.name),
                        "a base type requires it",
                    ));
                }
                None => {}
            }
        }
    }
}
