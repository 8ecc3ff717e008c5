//! The API of the platform.

use emulator::{Answer, Request};
use serde_json::{Value, json};

use super::tokens::name;
use super::{Cart, State};
use crate::wire::bodies::{cart, customer, page, with};

impl State {
    pub(super) fn api_answer(&mut self, request: &Request) -> Answer {
        let token = request.header("authorization").unwrap();
        let token = token.strip_prefix("Bearer ").unwrap();
        let Some(who) = self.access.get(token).cloned() else {
            return invalid_token();
        };
        let path = request.path().strip_prefix("/my-shop").unwrap();
        let (store, path) = match path.strip_prefix("/in-store/key=berlin") {
            Some(path) => (Some("berlin"), path),
            None => (None, path),
        };
        let is_project = who == "project";
        match (request.method(), path) {
            ("POST", "/login") if is_project => self.login(&read(request), store),
            ("POST", "/customers") if is_project => self.create_customer(&read(request), store),
            ("POST", "/me/login") if !is_project => {
                let signin = self.with_own_cart(&who, read(request), store);
                self.login(&signin, store)
            }
            ("POST", "/me/signup") if !is_project => {
                let draft = self.with_own_cart(&who, read(request), store);
                self.create_customer(&draft, store)
            }
            ("GET", path) if is_page(path) => Answer::json(200, page(json!([])).to_string()),
            ("GET", "/stores") if self.may(&who, "view_stores:my-shop") => {
                Answer::json(200, page(json!([])).to_string())
            }
            ("POST", "/products/search") => Answer::json(
                200,
                r#"{"total":0,"offset":0,"limit":20,"facets":[],"results":[]}"#,
            ),
            ("GET", "/me") if !is_project => Answer::json(200, customer_body(&who).to_string()),
            ("GET", "/me/active-cart") if !is_project => {
                let active = self.active_cart_of(&who, store);
                active.map_or_else(not_found, |cart| answer(200, cart))
            }
            ("POST", "/me/carts") if !is_project => {
                self.carts_ever += 1;
                self.carts.push(Cart {
                    id: format!("cart-{}", self.carts_ever),
                    owner: who,
                    store,
                    state: "Active",
                });
                answer(201, self.carts.last().unwrap())
            }
            (method, path) if path.starts_with("/me/carts/") && !is_project => {
                let id = path.trim_start_matches("/me/carts/");
                let found = self.carts.iter().position(|cart| cart.id == id);
                let is_here = |index: &usize| {
                    let cart = &self.carts[*index];
                    cart.owner == who && cart.is_in(store)
                };
                match found.filter(is_here) {
                    None => not_found(),
                    Some(index) if method == "DELETE" => answer(200, &self.carts.remove(index)),
                    Some(index) => answer(200, &self.carts[index]),
                }
            }
            _ => Answer::json(403, r#"{"statusCode":403,"message":"Not this one."}"#),
        }
    }

    /// The last one, as the platform has it.
    fn active_cart_of(&self, who: &str, store: Option<&str>) -> Option<&Cart> {
        let mut carts = self.carts.iter().rev();
        carts.find(|cart| cart.owner == who && cart.is_in(store) && cart.state == "Active")
    }

    /// What a visitor sends, with the cart that goes along unsaid.
    fn with_own_cart(&self, who: &str, sent: Value, store: Option<&str>) -> Value {
        match self.active_cart_of(who, store) {
            Some(cart) => with(sent, json!({"anonymousCart": {"id": cart.id}})),
            None => sent,
        }
    }

    fn login(&mut self, signin: &Value, store: Option<&str>) -> Answer {
        if let Some(refusal) = self.refusal_of_cart(signin, store) {
            return refusal;
        }
        let who = name(signin["email"].as_str().unwrap());
        Answer::json(200, self.sign_in(&who, signin, store).to_string())
    }

    /// Only a guest's cart can be taken over.
    fn refusal_of_cart(&self, body: &Value, store: Option<&str>) -> Option<Answer> {
        let id = body["anonymousCart"]["id"].as_str()?;
        let is_guests = |cart: &Cart| cart.owner.starts_with("guest-") && cart.is_in(store);
        let mut carts = self.carts.iter();
        if carts.any(|cart| cart.id == id && is_guests(cart)) {
            return None;
        }
        Some(Answer::json(
            400,
            r#"{"statusCode":400,"message":"no such cart","errors":[{"code":"ReferencedResourceNotFound","message":"no such cart","typeId":"cart"}]}"#,
        ))
    }

    fn create_customer(&mut self, draft: &Value, store: Option<&str>) -> Answer {
        if let Some(refusal) = self.refusal_of_cart(draft, store) {
            return refusal;
        }
        let email = draft["email"].as_str().unwrap();
        if !self.sign_up(email, draft["password"].as_str().unwrap()) {
            return Answer::json(
                400,
                r#"{"statusCode":400,"message":"It exists.","errors":[{"code":"DuplicateField","message":"It exists.","field":"email"}]}"#,
            );
        }
        Answer::json(201, self.sign_in(&name(email), draft, store).to_string())
    }

    /// The customer takes the guest's cart over, unless they have one already and do not say that this is the new one.
    fn sign_in(&mut self, who: &str, body: &Value, store: Option<&str>) -> Value {
        let has_own = self.active_cart_of(who, store).is_some();
        let takes_over = body["anonymousCartSignInMode"] == "UseAsNewActiveCustomerCart";
        let guests = &body["anonymousCart"]["id"];
        if let Some(index) = self
            .carts
            .iter()
            .position(|cart| *guests == cart.id.as_str())
        {
            let mut cart = self.carts.remove(index);
            cart.owner = who.to_owned();
            if has_own && !takes_over {
                cart.state = "Merged";
            }
            self.carts.push(cart);
        }
        let mut result = json!({"customer": customer_body(who)});
        if let Some(cart) = self.active_cart_of(who, store) {
            result["cart"] = cart_body(cart);
        }
        result
    }
}

fn read(request: &Request) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

fn answer(status: u16, cart: &Cart) -> Answer {
    Answer::json(status, cart_body(cart).to_string())
}

fn cart_body(of: &Cart) -> Value {
    let mut body = with(cart(), json!({"id": of.id, "cartState": of.state}));
    if let Some(key) = of.store {
        body["store"] = json!({"typeId": "store", "key": key});
    }
    body
}

/// What answers with a page, by what every visitor may do.
fn is_page(path: &str) -> bool {
    [
        "/categories",
        "/me/orders",
        "/product-projections",
        "/shipping-methods",
        "/shipping-methods/matching-cart",
        "/variant-projections",
    ]
    .contains(&path)
}

fn customer_body(id: &str) -> Value {
    with(customer(), json!({"id": id}))
}

fn not_found() -> Answer {
    Answer::json(404, r#"{"statusCode":404,"message":"There is none."}"#)
}

fn invalid_token() -> Answer {
    Answer::json(
        401,
        r#"{"statusCode":401,"message":"invalid_token","error":"invalid_token","errors":[{"code":"invalid_token","message":"invalid_token"}]}"#,
    )
}
