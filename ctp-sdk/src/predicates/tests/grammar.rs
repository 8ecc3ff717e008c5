//! Each construct of the predicate language, as it is written.

use crate::predicates::{
    Choice, Each, Elements, End, Expansion, Field, FieldPath, Keyed, List, Localized, Nested,
    OpenExpansions, Place, Predicate, Sort, bound, field, not,
};
use crate::{Date, DateTime};

/// What a model has, of the field of the given name.
fn at<F: From<FieldPath>>(name: &'static str) -> F {
    FieldPath::default().to(name)
}

fn key() -> Field<String> {
    at("key")
}

fn variables(predicate: &Predicate) -> Vec<(&str, &str)> {
    predicate.variables().collect()
}

#[test]
fn a_value_is_compared_by_each_operator() {
    let version = || at::<Field<i64>>("version");
    let written = [
        version().eq(1),
        version().ne(2_u32),
        version().lt(3_i64),
        version().le(-4),
        version().gt(i64::MAX),
        version().ge(0),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "version = 1",
            "version <> 2",
            "version < 3",
            "version <= -4",
            "version > 9223372036854775807",
            "version >= 0",
        ]
    );
}

#[test]
fn a_value_is_written_as_its_field_has_it() {
    let moment: DateTime = "2024-02-29T23:59:59.999Z".parse().unwrap();
    let day: Date = "2024-02-29".parse().unwrap();
    let text = "a".to_owned();
    let written = [
        at::<Field<bool>>("isOn").eq(true),
        at::<Field<f64>>("score").eq(0.1),
        at::<Field<f64>>("score").eq(3),
        at::<Field<f64>>("score").eq(1e21),
        at::<Field<DateTime>>("createdAt").gt(moment),
        at::<Field<Date>>("dateOfBirth").eq(day),
        at::<Field<Choice<String>>>("cartState").eq("Active".to_owned()),
        key().eq("a".to_owned()),
        key().eq(&text),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "isOn = true",
            "score = 0.1",
            "score = 3",
            "score = 1000000000000000000000",
            r#"createdAt > "2024-02-29T23:59:59.999Z""#,
            r#"dateOfBirth = "2024-02-29""#,
            r#"cartState = "Active""#,
            r#"key = "a""#,
            r#"key = "a""#,
        ]
    );
}

#[test]
fn a_value_is_looked_for_in_a_list_however_the_list_is_given() {
    let texts = vec!["a".to_owned(), "b".to_owned()];
    let expected = r#"key in ("a", "b")"#;
    assert_eq!(key().in_(["a", "b"]).as_str(), expected);
    assert_eq!(key().in_(&texts).as_str(), expected);
    assert_eq!(key().in_(texts.as_slice()).as_str(), expected);
    assert_eq!(key().in_(texts).as_str(), expected);
    assert_eq!(
        at::<Field<i64>>("age").not_in([42, 43]).as_str(),
        "age not in (42, 43)"
    );
}

#[test]
fn a_list_is_asked_for_what_it_holds() {
    let tags = || at::<List<String>>("tags");
    let written = [
        tags().contains_all(["a", "b"]),
        tags().contains_any(["a"]),
        tags().is_empty(),
        tags().is_not_empty(),
        tags().is_defined(),
        tags().is_not_defined(),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            r#"tags contains all ("a", "b")"#,
            r#"tags contains any ("a")"#,
            "tags is empty",
            "tags is not empty",
            "tags is defined",
            "tags is not defined",
        ]
    );
}

#[test]
fn a_place_is_within_a_circle() {
    assert_eq!(
        at::<Place>("geoLocation")
            .within_circle(13.3777, 52.51627, 1000.0)
            .as_str(),
        "geoLocation within circle(13.3777, 52.51627, 1000)"
    );
}

crate::runtime::predicates::fields!(ItemFields, "The fields of an item.");

impl ItemFields {
    fn product_id(&self) -> Field<String> {
        self.0.to("productId")
    }

    fn quantity(&self) -> Field<i64> {
        self.0.to("quantity")
    }

    fn name(&self) -> Localized<Field<String>> {
        self.0.to("name")
    }

    fn parent(&self) -> Nested<Self> {
        self.0.to("parent")
    }
}

#[test]
fn objects_are_descended_into_by_parentheses() {
    let items = || at::<Elements<ItemFields>>("lineItems");
    assert_eq!(
        items().product_id().eq("a").as_str(),
        r#"lineItems(productId = "a")"#
    );
    assert_eq!(
        items()
            .matching(|item| item.product_id().eq("a").and(item.quantity().gt(1)))
            .as_str(),
        r#"lineItems(productId = "a" and quantity > 1)"#
    );
    assert_eq!(items().is_empty().as_str(), "lineItems is empty");
    let deep = items().parent().parent().name().locale("en").eq("x");
    assert_eq!(
        deep.as_str(),
        r#"lineItems(parent(parent(name(en = "x"))))"#
    );
    let deep = items()
        .parent()
        .matching(|parent| not(parent.parent().is_defined()));
    assert_eq!(deep.as_str(), "lineItems(parent(not(parent is defined)))");
}

#[test]
fn maps_are_descended_into_by_names() {
    let name = || at::<Localized<Field<String>>>("name");
    assert_eq!(name().locale("en").eq("x").as_str(), r#"name(en = "x")"#);
    assert_eq!(
        name().locale("de-AT").is_defined().as_str(),
        "name(`de-AT` is defined)"
    );
    // `is`, `in` and `or` are words of the language, and locales of Icelandic, Indonesian and Odia.
    for locale in ["is", "in", "or", "IS"] {
        assert_eq!(
            name().locale(locale).eq("x").as_str(),
            format!("name(`{locale}` = \"x\")")
        );
    }
    assert_eq!(
        at::<Keyed<Field<i64>>>("limits").key("4you").le(1).as_str(),
        "limits(`4you` <= 1)"
    );
}

#[test]
fn what_no_model_describes_is_what_the_caller_says() {
    let fields = || field("custom").field("fields");
    let written = [
        fields().field("color").text().eq("red"),
        fields().field("level").integer().in_([1, 2]),
        fields().field("tags").texts().contains_any(["a"]),
        fields().field("label").localized().locale("en").eq("x"),
        fields().matching(|fields| {
            fields
                .field("a")
                .boolean()
                .eq(true)
                .or(fields.field("b").is_not_defined())
        }),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            r#"custom(fields(color = "red"))"#,
            "custom(fields(level in (1, 2)))",
            r#"custom(fields(tags contains any ("a")))"#,
            r#"custom(fields(label(en = "x")))"#,
            "custom(fields(a = true or b is not defined))",
        ]
    );
}

#[test]
fn parentheses_keep_together_what_was_put_together() {
    let is = |name: &'static str| field(name).boolean().eq(true);
    let (a, b, c) = (|| is("a"), || is("b"), || is("c"));
    let written = [
        a().and(b()).and(c()),
        a().or(b()).or(c()),
        a().and(b()).or(c()),
        a().and(b().or(c())),
        a().or(b()).and(c()),
        not(a()),
        !a().or(b()),
        not(a()).and(!b()),
        a().and("key = \"x\""),
        Predicate::from("key = \"x\"").or(a()),
    ]
    .map(String::from);
    assert_eq!(
        written,
        [
            "a = true and b = true and c = true",
            "a = true or b = true or c = true",
            "(a = true and b = true) or c = true",
            "a = true and (b = true or c = true)",
            "(a = true or b = true) and c = true",
            "not(a = true)",
            "not(a = true or b = true)",
            "not(a = true) and not(b = true)",
            "a = true and (key = \"x\")",
            "(key = \"x\") or a = true",
        ]
    );
}

#[test]
fn bound_values_are_carried_and_not_written() {
    let predicate = key().eq(bound("key", r#"a "b""#));
    assert_eq!(predicate.as_str(), "key = :key");
    assert_eq!(variables(&predicate), [("key", r#"a "b""#)]);

    let predicate = key()
        .in_(bound("keys", ["a", "b"]))
        .and(at::<Field<i64>>("version").gt(bound("least", 3)))
        .and(
            at::<Elements<ItemFields>>("items")
                .matching(|item| not(item.product_id().eq(bound("product", "p")))),
        );
    assert_eq!(
        predicate.as_str(),
        "key in :keys and version > :least and items(not(productId = :product))"
    );
    assert_eq!(
        variables(&predicate),
        [
            ("keys", "a"),
            ("keys", "b"),
            ("least", "3"),
            ("product", "p")
        ]
    );
}

#[test]
fn a_variable_that_is_used_twice_is_sent_once() {
    let is_email = |name| field(name).text().eq(bound("email", "a@b"));
    let predicate = is_email("email").or(is_email("customerEmail"));
    assert_eq!(
        predicate.as_str(),
        "email = :email or customerEmail = :email"
    );
    assert_eq!(variables(&predicate), [("email", "a@b")]);

    // A list that holds a value twice keeps it twice.
    let predicate = key().in_(bound("keys", ["a", "a"]));
    assert_eq!(variables(&predicate), [("keys", "a"), ("keys", "a")]);
}

#[test]
fn the_values_of_variables_are_not_printed() {
    let predicate = key().eq(bound("key", "hidden"));
    let printed = format!("{predicate:?} {predicate}");
    assert!(printed.contains("key"), "{printed}");
    assert!(!printed.contains("hidden"), "{printed}");
}

#[test]
fn sort_expressions_are_dotted_paths_with_a_direction() {
    assert_eq!(
        at::<Field<DateTime>>("createdAt").desc().as_str(),
        "createdAt desc"
    );
    assert_eq!(
        at::<Localized<Field<String>>>("name")
            .locale("en-US")
            .asc()
            .as_str(),
        "name.en-US asc"
    );
    assert_eq!(Sort::by("a.b").desc_by_min().as_str(), "a.b desc.min");
}

#[test]
fn expansion_paths_tell_which_elements_they_mean() {
    assert_eq!(
        at::<Expansion<End>>("customerGroup").as_str(),
        "customerGroup"
    );
    assert_eq!(
        at::<Each<Expansion<End>>>("categories").all().as_str(),
        "categories[*]"
    );
    assert_eq!(
        at::<Each<Expansion>>("categories").at(2).as_str(),
        "categories[2]"
    );
    let open = at::<Each<Expansion<OpenExpansions>>>("attributes").all();
    assert_eq!(open.field("value").all().as_str(), "attributes[*].value[*]");
    assert_eq!(
        at::<Keyed<Expansion>>("fields").key("my-color").as_str(),
        "fields.my-color"
    );
}
