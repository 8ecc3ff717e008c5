//! The authorization service of the platform.

use emulator::{Answer, Request};

use super::State;
use crate::auth::{form, token_answer};

impl State {
    pub(super) fn token_answer(&mut self, request: &Request) -> Answer {
        let form = form(request);
        let scope = form.get("scope").map_or("", String::as_str);
        let path = request.path();
        if path == "/oauth/token/revoke" {
            self.access.remove(&form["token"]);
            self.refresh.remove(&form["token"]);
            return Answer::empty(200);
        }
        if let Some(refresh_token) = form.get("refresh_token") {
            return match self.refresh.get(refresh_token).cloned() {
                Some(who) => {
                    let access = self.issue(&who);
                    // The scopes are those of before; who it is stands among them.
                    token_answer(&access, None, 172_800, &identity(&who))
                }
                None => refused("invalid_grant"),
            };
        }
        if path.ends_with("/anonymous/token") {
            self.guests += 1;
            return self.hand_out(&format!("guest-{}", self.guests), scope);
        }
        if path.ends_with("/customers/token") {
            let (email, password) = (&form["username"], &form["password"]);
            return if self.passwords.get(email) == Some(password) {
                self.hand_out(&name(email), scope)
            } else {
                refused("invalid_customer_account_credentials")
            };
        }
        let access = self.issue("project");
        token_answer(&access, None, 172_800, scope)
    }

    /// Takes all tokens of somebody out of use, as a new password does.
    pub(in crate::storefront) fn end_tokens_of(&mut self, who: &str) {
        self.access.retain(|_, of| of != who);
        self.refresh.retain(|_, of| of != who);
    }

    /// All tokens with which somebody can act.
    pub(in crate::storefront) fn tokens_of(&self, who: &str) -> Vec<&str> {
        let all = self.access.iter().chain(&self.refresh);
        all.filter(|(_, of)| *of == who)
            .map(|(token, _)| token.as_str())
            .collect()
    }

    pub(super) fn sign_up(&mut self, email: &str, password: &str) -> bool {
        let is_new = !self.passwords.contains_key(email);
        if is_new {
            self.passwords.insert(email.to_owned(), password.to_owned());
        }
        is_new
    }

    fn hand_out(&mut self, who: &str, scope: &str) -> Answer {
        let access = self.issue(who);
        let refresh = format!("{access}-refresh");
        self.refresh.insert(refresh.clone(), who.to_owned());
        self.scopes.insert(who.to_owned(), scope.to_owned());
        let scope = format!("{scope} {}", identity(who));
        token_answer(&access, Some(&refresh), 172_800, &scope)
    }

    /// Whether the tokens of a visitor have this scope.
    pub(super) fn may(&self, who: &str, scope: &str) -> bool {
        let scopes = self.scopes.get(who);
        scopes.is_some_and(|scopes| scopes.split(' ').any(|held| held == scope))
    }

    fn issue(&mut self, who: &str) -> String {
        let issued = self.issued.entry(who.to_owned()).or_default();
        *issued += 1;
        let access = format!("{who}/{issued}");
        self.access.insert(access.clone(), who.to_owned());
        access
    }
}

/// The customer of an email address.
pub(super) fn name(email: &str) -> String {
    email.split('@').next().unwrap().to_owned()
}

fn identity(who: &str) -> String {
    match who.starts_with("guest-") {
        true => format!("anonymous_id:{who}"),
        false => format!("customer_id:{who}"),
    }
}

fn refused(code: &str) -> Answer {
    Answer::json(
        400,
        format!(
            r#"{{"statusCode":400,"message":"no","error":"{code}","errors":[{{"code":"{code}","message":"no"}}]}}"#
        ),
    )
}
