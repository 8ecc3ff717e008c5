//! Sets of scopes for common clients.

use super::{Permission, Scope, ScopeError, ScopeSet};

/// The permissions of every visitor.
const VISITOR: &[Permission] = &[
    Permission::ManageMyProfile,
    Permission::ManageMyOrders,
    Permission::ManageMyPayments,
    Permission::ManageMyShoppingLists,
    Permission::ViewPublishedProducts,
    Permission::ViewCategories,
];

impl ScopeSet {
    /// The scopes that the server of a storefront needs for its own work: catalogue, orders, payments and customers.
    ///
    /// This set was chosen by this crate, not by the platform, and it is not a default: if no scopes are named, the
    /// project's token gets all scopes of its API client.
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    pub fn storefront_integration(project_key: &str) -> Result<Self, ScopeError> {
        of_project(
            project_key,
            &[
                Permission::ViewProjectSettings,
                Permission::ViewCategories,
                Permission::ViewPublishedProducts,
                Permission::ViewProducts,
                Permission::ManageOrders,
                Permission::ManagePayments,
                Permission::ManageCustomers,
                Permission::ViewCustomers,
            ],
        )
    }

    /// The scopes of a visitor, guest or customer: their own data with the operations below `/me`, and the published
    /// catalogue. It is the default for the tokens of sessions.
    ///
    /// This set was chosen by this crate, not by the platform.
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    pub fn visitor(project_key: &str) -> Result<Self, ScopeError> {
        of_project(project_key, VISITOR)
    }

    /// The scopes of a visitor of a B2B shop: those of [`visitor`](Self::visitor), and the quotes, quote requests and
    /// business units of the customer, with the operations below `/me`.
    ///
    /// What associates do for their business unit, such as its carts, orders and approvals, is below `/as-associate`. It
    /// needs scopes of the whole project, such as `manage_orders`: use the project's token for it, on the server.
    ///
    /// This set was chosen by this crate, not by the platform. The API client must have these scopes as well.
    ///
    /// ```
    /// use ctp_auth::{Config, Region, ScopeSet};
    ///
    /// let config = Config::new(&Region::EuropeWest1Gcp, "my-shop", "an-identifier", "a secret")?;
    /// // The scopes of the tokens of sessions.
    /// let config = config.with_customer_scopes(ScopeSet::b2b_visitor("my-shop")?);
    /// # let _ = config;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    pub fn b2b_visitor(project_key: &str) -> Result<Self, ScopeError> {
        let of_company = [
            Permission::ManageMyBusinessUnits,
            Permission::ManageMyQuoteRequests,
            Permission::ManageMyQuotes,
        ];
        of_project(project_key, &[VISITOR, &of_company].concat())
    }

    /// The broader list for customers in the storefront guide of the platform, for shops whose own code sends more than the
    /// operations below `/me` with a visitor's token.
    ///
    /// This is not a default. Some of these scopes give access to the orders and customers of the whole project, so tokens
    /// with them must stay on the server. [`visitor`](Self::visitor) is enough for the functions of sessions.
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    pub fn storefront_customer(project_key: &str) -> Result<Self, ScopeError> {
        of_project(
            project_key,
            &[
                Permission::ViewStores,
                Permission::ViewOrders,
                Permission::ViewPayments,
                Permission::ViewShoppingLists,
                Permission::ManageMyProfile,
                Permission::ManageOrders,
                Permission::ManageCustomers,
                Permission::ManageMyOrders,
                Permission::ManageMyPayments,
                Permission::ManageMyShoppingLists,
            ],
        )
    }

    /// The scopes of an application on a customer's device: the published catalogue, and the customer's own data.
    ///
    /// The tutorial of the platform uses the Merchant Center's template for mobile and single-page applications with these
    /// four scopes. The template itself may have more.
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    ///
    /// # Sources
    ///
    /// [Implement mobile and browser apps](https://docs.commercetools.com/tutorials/mobile-spa).
    pub fn mobile_application(project_key: &str) -> Result<Self, ScopeError> {
        of_project(
            project_key,
            &[
                Permission::ViewPublishedProducts,
                Permission::ViewCategories,
                Permission::ManageMyOrders,
                Permission::ManageMyProfile,
            ],
        )
    }

    /// Everything in a project except its API clients, with the single scope `manage_project`.
    ///
    /// The platform advises against it in production. An API client that has it cannot request a token with fewer scopes.
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    ///
    /// # Sources
    ///
    /// [Scopes](https://docs.commercetools.com/api/scopes).
    pub fn whole_project(project_key: &str) -> Result<Self, ScopeError> {
        of_project(project_key, &[Permission::ManageProject])
    }

    /// The scopes of a client that reads everything in a project and changes nothing: every `view_…` permission of
    /// [`Permission::ALL`].
    ///
    /// This set was chosen by this crate, not by the platform. The Merchant Center has had a template for read-only
    /// clients, whose scopes are not documented. This set includes personal data (`view_customers`), the audit log and the
    /// list of API clients. It does not include resources without a view permission, such as subscriptions.
    ///
    /// ```
    /// use ctp_auth::{Permission, Scope, ScopeSet};
    ///
    /// let scopes = ScopeSet::read_only("my-project")?;
    /// assert!(scopes.covers(&Scope::in_project(Permission::ViewOrders, "my-project")?));
    /// assert!(!scopes.covers(&Scope::in_project(Permission::ManageOrders, "my-project")?));
    /// # Ok::<(), ctp_auth::ScopeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that no key in a scope can have.
    ///
    /// # Sources
    ///
    /// [Release notes of the Merchant Center, 19 June 2018][templates], for the name.
    ///
    /// [templates]: https://docs.commercetools.com/merchant-center/releases/2018-06-19-manage-api-clients
    pub fn read_only(project_key: &str) -> Result<Self, ScopeError> {
        Permission::ALL
            .iter()
            .filter(|permission| permission.name().starts_with("view_"))
            .map(|permission| Scope::in_project(*permission, project_key))
            .collect()
    }
}

fn of_project(project_key: &str, permissions: &[Permission]) -> Result<ScopeSet, ScopeError> {
    permissions
        .iter()
        .map(|permission| Scope::in_project(*permission, project_key))
        .collect()
}
