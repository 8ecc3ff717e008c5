//! The progress of an approval through the tiers of the matching rules.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::roles;
use crate::kind::Object;
use crate::object::{elements, put};

/// Roles, one of which must approve.
struct Part {
    roles: Vec<String>,
    is_approved: bool,
}

/// The tiers of a rule, each of which starts when the previous one is approved.
struct Tiers {
    tiers: Vec<Vec<Part>>,
}

/// The progress of all rules of a flow.
pub(super) struct Standing {
    rules: Vec<Tiers>,
}

impl Standing {
    /// The progress of a flow after all its approvals.
    pub(super) fn of(flow: &Object) -> Self {
        let mut standing = Self {
            rules: elements(flow, "rules").map(Tiers::of).collect(),
        };
        for approval in elements(flow, "approvals") {
            let approver = approval.get("approver").and_then(Value::as_object);
            let roles = approver.into_iter();
            let roles = roles.flat_map(roles_of);
            let roles: BTreeSet<String> = roles.collect();
            standing
                .rules
                .iter_mut()
                .for_each(|rule| rule.approve(&roles));
        }
        standing
    }

    pub(super) fn is_approved(&self) -> bool {
        self.rules.iter().all(|rule| rule.current().is_none())
    }

    /// The roles of the current tiers, including those that have already approved.
    fn eligible(&self) -> Vec<&str> {
        let parts = self.rules.iter().filter_map(Tiers::current).flatten();
        names(parts)
    }

    /// The roles of the current tiers that must approve.
    fn current(&self) -> Vec<&str> {
        let parts = self.rules.iter().filter_map(Tiers::current).flatten();
        names(parts.filter(|part| !part.is_approved))
    }

    /// The roles of all tiers that must approve.
    fn pending(&self) -> Vec<&str> {
        let parts = self
            .rules
            .iter()
            .flat_map(|rule| rule.tiers.iter().flatten());
        names(parts.filter(|part| !part.is_approved))
    }

    pub(super) fn may_approve(&self, roles: &BTreeSet<String>) -> bool {
        self.current().iter().any(|role| roles.contains(*role))
    }

    pub(super) fn may_reject(&self, roles: &BTreeSet<String>) -> bool {
        self.eligible().iter().any(|role| roles.contains(*role))
    }

    /// Sets the members of a flow that name who can and must approve.
    pub(super) fn tell(&self, flow: &mut Object) {
        for (field, names) in [
            ("eligibleApprovers", self.eligible()),
            ("pendingApprovers", self.pending()),
            ("currentTierPendingApprovers", self.current()),
        ] {
            let approvers = names.iter();
            let approvers = approvers
                .map(|key| json!({"associateRole": {"typeId": "associate-role", "key": key}}));
            put(flow, field, Some(approvers.collect()));
        }
    }
}

impl Tiers {
    fn of(rule: &Object) -> Self {
        let approvers = rule.get("approvers").and_then(Value::as_object);
        let tiers = approvers.into_iter().flat_map(|of| elements(of, "tiers"));
        let parts = |tier: &Object| {
            let parts = elements(tier, "and").map(|part| Part {
                roles: roles(part, "or").map(str::to_owned).collect(),
                is_approved: false,
            });
            parts.collect()
        };
        Self {
            tiers: tiers.map(parts).collect(),
        }
    }

    /// The first tier that is not approved.
    fn current(&self) -> Option<&Vec<Part>> {
        let mut tiers = self.tiers.iter();
        tiers.find(|tier| tier.iter().any(|part| !part.is_approved))
    }

    /// An approval counts for the current tier only, not for later ones.
    fn approve(&mut self, by: &BTreeSet<String>) {
        let mut tiers = self.tiers.iter_mut();
        let current = tiers.find(|tier| tier.iter().any(|part| !part.is_approved));
        for part in current.into_iter().flatten() {
            part.is_approved |= part.roles.iter().any(|role| by.contains(role));
        }
    }
}

/// The roles of an associate.
pub(super) fn roles_of(associate: &Object) -> BTreeSet<String> {
    let roles = roles(associate, "associateRoleAssignments");
    roles.map(str::to_owned).collect()
}

/// Each role once.
fn names<'p>(parts: impl Iterator<Item = &'p Part>) -> Vec<&'p str> {
    let mut names: Vec<&str> = Vec::new();
    for role in parts.flat_map(|part| &part.roles) {
        if !names.contains(&role.as_str()) {
            names.push(role);
        }
    }
    names
}
