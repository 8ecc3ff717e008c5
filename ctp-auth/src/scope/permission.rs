//! The table of permissions.

use std::fmt;

/// Generates the type from the rows of the table, so that each permission is written once.
macro_rules! permissions {
    ($($variant:ident, $name:literal, $form:ident, [$($implied:ident),*];)*) => {
        /// What a scope permits: the part of its text before the first colon.
        ///
        /// The list is that of the [scopes of the HTTP API][scopes]. A permission that is not in it, such as one of the
        /// Import API or of Connect, results in an unknown [`Scope`](crate::Scope), which is kept unchanged.
        ///
        /// ```
        /// use ctp_auth::Permission;
        ///
        /// assert_eq!(Permission::ManageOrders.name(), "manage_orders");
        /// assert!(Permission::ManageOrders.implies(Permission::ViewOrders));
        /// assert_eq!(Permission::from_name("view_stores"), Some(Permission::ViewStores));
        /// ```
        ///
        /// [scopes]: https://docs.commercetools.com/api/scopes
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Permission {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Permission {
            /// All permissions, sorted by topic.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in scopes, such as `manage_orders`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether a scope can grant it for one store only: `manage_orders:{projectKey}:{storeKey}`.
            pub const fn has_store_form(self) -> bool {
                match self {
                    $(Self::$variant => permissions!(@$form),)*
                }
            }

            /// The permissions that the row names; [`implies`](Self::implies) follows them recursively.
            const fn implied(self) -> &'static [Self] {
                match self {
                    $(Self::$variant => &[$(Self::$implied),*],)*
                }
            }
        }
    };
    (@project) => { false };
    (@store) => { true };
}

// The columns: the variant, its name, whether it has only a project form or a store form too, and what it implies.
//
// The store forms of `manage_products`, `view_products` and `view_discount_codes` are not in the list of scopes, but
// operations on resources in a store name them.
permissions! {
    ManageApiClients,           "manage_api_clients",            project,  [ViewApiClients];
    ViewApiClients,             "view_api_clients",              project,  [];
    ManageApprovalFlows,        "manage_approval_flows",         project,  [ViewApprovalFlows];
    ViewApprovalFlows,          "view_approval_flows",           project,  [];
    ManageApprovalRules,        "manage_approval_rules",         project,  [ViewApprovalRules];
    ViewApprovalRules,          "view_approval_rules",           project,  [];
    ManageAssociateRoles,       "manage_associate_roles",        project,  [ViewAssociateRoles];
    ViewAssociateRoles,         "view_associate_roles",          project,  [];
    ManageAttributeGroups,      "manage_attribute_groups",       project,  [ViewAttributeGroups];
    ViewAttributeGroups,        "view_attribute_groups",         project,  [];
    ViewAuditLog,               "view_audit_log",                project,  [];
    ManageBusinessUnits,        "manage_business_units",         store,    [ViewBusinessUnits];
    ViewBusinessUnits,          "view_business_units",           store,    [];
    ManageCartDiscounts,        "manage_cart_discounts",         store,    [ViewCartDiscounts];
    ViewCartDiscounts,          "view_cart_discounts",           store,    [];
    ManageCategories,           "manage_categories",             project,  [ViewCategories];
    ViewCategories,             "view_categories",               project,  [];
    ManageChannels,             "manage_channels",               project,  [ViewChannels];
    ViewChannels,               "view_channels",                 project,  [];
    CreateAnonymousToken,       "create_anonymous_token",        project,  [];
    ManageCustomerGroups,       "manage_customer_groups",        project,  [ViewCustomerGroups];
    ViewCustomerGroups,         "view_customer_groups",          project,  [];
    ManageCustomers,            "manage_customers",              store,    [ViewCustomers];
    ViewCustomers,              "view_customers",                store,    [];
    ManageDiscountCodes,        "manage_discount_codes",         project,  [ViewDiscountCodes];
    ViewDiscountCodes,          "view_discount_codes",           store,    [];
    ManageExtensions,           "manage_extensions",             project,  [];
    IntrospectOauthTokens,      "introspect_oauth_tokens",       project,  [];
    ManageKeyValueDocuments,    "manage_key_value_documents",    project,  [ViewKeyValueDocuments];
    ViewKeyValueDocuments,      "view_key_value_documents",      project,  [];
    ManageLockedCarts,          "manage_locked_carts",           project,  [];
    ManageMcpServers,           "manage_mcp_servers",            project,  [ViewMcpServers];
    ViewMcpServers,             "view_mcp_servers",              project,  [];
    ViewMessages,               "view_messages",                 project,  [];
    ManageMyBusinessUnits,      "manage_my_business_units",      project,  [];
    ManageMyOrders,             "manage_my_orders",              store,    [];
    ManageMyPayments,           "manage_my_payments",            project,  [];
    ManageMyProfile,            "manage_my_profile",             store,    [];
    ManageMyQuoteRequests,      "manage_my_quote_requests",      project,  [];
    ManageMyQuotes,             "manage_my_quotes",              project,  [];
    ManageMyShoppingLists,      "manage_my_shopping_lists",      store,    [];
    ManageOrderEdits,           "manage_order_edits",            project,  [ViewOrderEdits];
    ViewOrderEdits,             "view_order_edits",              project,  [];
    ManageOrders,               "manage_orders",                 store,    [ViewOrders];
    ViewOrders,                 "view_orders",                   store,    [];
    ManagePaymentMethods,       "manage_payment_methods",        project,  [ViewPaymentMethods];
    ViewPaymentMethods,         "view_payment_methods",          project,  [];
    ManagePayments,             "manage_payments",               project,  [ViewPayments];
    ViewPayments,               "view_payments",                 project,  [];
    ManageProductDiscounts,     "manage_product_discounts",      project,  [ViewProductDiscounts];
    ViewProductDiscounts,       "view_product_discounts",        project,  [];
    ManageProductSelections,    "manage_product_selections",     project,  [ViewProductSelections];
    ViewProductSelections,      "view_product_selections",       project,  [];
    ManageProductTypes,         "manage_product_types",          project,  [ViewProductTypes];
    ViewProductTypes,           "view_product_types",            project,  [];
    ManageProducts,             "manage_products",               store,    [ViewProducts];
    ViewProducts,               "view_products",                 store,    [ViewPublishedProducts];
    ManageProject,              "manage_project",                project,  [];
    ManageProjectSettings,      "manage_project_settings",       project,  [ViewProjectSettings];
    ViewProjectSettings,        "view_project_settings",         project,  [];
    ViewPublishedProducts,      "view_published_products",       project,  [];
    ManageQuoteRequests,        "manage_quote_requests",         store,    [ViewQuoteRequests];
    ViewQuoteRequests,          "view_quote_requests",           store,    [];
    ManageQuotes,               "manage_quotes",                 store,    [ViewQuotes];
    ViewQuotes,                 "view_quotes",                   store,    [];
    ManageRecurrencePolicies,   "manage_recurrence_policies",    project,  [ViewRecurrencePolicies];
    ViewRecurrencePolicies,     "view_recurrence_policies",      project,  [];
    ManageRecurringOrders,      "manage_recurring_orders",       project,  [ViewRecurringOrders];
    ViewRecurringOrders,        "view_recurring_orders",         project,  [];
    ManageShippingMethods,      "manage_shipping_methods",       project,  [ViewShippingMethods];
    ViewShippingMethods,        "view_shipping_methods",         project,  [];
    ManageShoppingLists,        "manage_shopping_lists",         store,    [ViewShoppingLists];
    ViewShoppingLists,          "view_shopping_lists",           store,    [];
    ManageStagedQuotes,         "manage_staged_quotes",          store,    [ViewStagedQuotes];
    ViewStagedQuotes,           "view_staged_quotes",            store,    [];
    ManageStandalonePrices,     "manage_standalone_prices",      project,  [ViewStandalonePrices];
    ViewStandalonePrices,       "view_standalone_prices",        project,  [];
    ManageStates,               "manage_states",                 project,  [ViewStates];
    ViewStates,                 "view_states",                   project,  [];
    ManageStores,               "manage_stores",                 project,  [ViewStores];
    ViewStores,                 "view_stores",                   project,  [];
    ManageSubscriptions,        "manage_subscriptions",          project,  [];
    ManageTaxCategories,        "manage_tax_categories",         project,  [ViewTaxCategories];
    ViewTaxCategories,          "view_tax_categories",           project,  [];
    ManageTypes,                "manage_types",                  project,  [ViewTypes];
    ViewTypes,                  "view_types",                    project,  [];
    ManageZones,                "manage_zones",                  project,  [ViewZones];
    ViewZones,                  "view_zones",                    project,  [];
}

impl Permission {
    /// The permission of that name, if it is in the table. Case matters, as in scopes.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.name() == name)
    }

    /// Whether this permission includes the other one, for the same project or store.
    ///
    /// Every permission implies itself. Beyond that:
    ///
    /// - `manage_…` implies the `view_…` of the same resource.
    /// - `view_products` implies `view_published_products`.
    /// - `manage_project` implies all permissions except `manage_api_clients` and `view_api_clients`, which the
    ///   documentation of the platform excludes, and `create_anonymous_token` and `introspect_oauth_tokens`, which concern
    ///   the authorization service and which the documentation does not mention.
    ///
    /// That `manage_project` implies the `manage_my_…` permissions is an assumption, based on "all APIs in a Project,
    /// except API Clients". They have no effect without a customer or an anonymous session, and nothing implies those.
    ///
    /// # Sources
    ///
    /// [Scopes](https://docs.commercetools.com/api/scopes#manage_projectprojectkey).
    pub fn implies(self, other: Self) -> bool {
        self == other
            || (self == Self::ManageProject && other.is_part_of_project())
            || self.implied().iter().any(|implied| implied.implies(other))
    }

    fn is_part_of_project(self) -> bool {
        !matches!(
            self,
            Self::ManageApiClients
                | Self::ViewApiClients
                | Self::CreateAnonymousToken
                | Self::IntrospectOauthTokens
        )
    }
}

/// Writes the [`name`](Permission::name).
impl fmt::Display for Permission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
