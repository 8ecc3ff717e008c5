//! Expanded resources of references.

use std::any::type_name;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::DecodeFailure;
use crate::json::{Failed, Outcome, Read, Sink, Source, Unread, Write, read_or_keep};

/// The expanded resource of a reference: see `expand` of the request builders.
///
/// A resource that cannot be decoded does not make its parent unreadable. It is kept unchanged, a warning is logged, and
/// [`failure`](Self::failure) returns the reason.
///
/// A clone shares the resource and does not copy it.
///
/// ```
/// use ctp_sdk::Expanded;
///
/// fn name(parent: &Option<Expanded<ctp_sdk::models::Category>>) -> Option<&str> {
///     parent.as_ref()?.resource()?.name.get("en").map(String::as_str)
/// }
/// # let _ = name;
/// ```
#[derive(Clone)]
pub struct Expanded<T> {
    content: Content<T>,
}

#[derive(Clone)]
enum Content<T> {
    // Not a box: its drop code would be compiled into the drop code of each type that refers to this one, and resources
    // refer to each other in circles.
    Resource(Arc<T>),
    Unread(Box<Unread>),
}

impl<T> Expanded<T> {
    /// A resource for tests.
    pub fn new(resource: T) -> Self {
        Self {
            content: Content::Resource(Arc::new(resource)),
        }
    }

    /// The resource; `None` if it could not be decoded.
    pub fn resource(&self) -> Option<&T> {
        match &self.content {
            Content::Resource(resource) => Some(resource),
            Content::Unread(_) => None,
        }
    }

    /// The resource; `None` if it could not be decoded. It is copied if a clone shares it.
    pub fn into_resource(self) -> Option<T>
    where
        T: Clone,
    {
        match self.content {
            Content::Resource(resource) => Some(Arc::unwrap_or_clone(resource)),
            Content::Unread(_) => None,
        }
    }

    /// Why the resource could not be decoded.
    pub fn failure(&self) -> Option<&DecodeFailure> {
        self.unread().map(|unread| &unread.failure)
    }

    /// The original JSON of the resource, if it could not be decoded.
    pub fn json(&self) -> Option<&Value> {
        self.unread().map(|unread| &unread.body)
    }

    fn unread(&self) -> Option<&Unread> {
        match &self.content {
            Content::Resource(_) => None,
            Content::Unread(unread) => Some(unread),
        }
    }
}

impl<T> From<T> for Expanded<T> {
    fn from(resource: T) -> Self {
        Self::new(resource)
    }
}

impl<T: PartialEq> PartialEq for Expanded<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Resource(one), Content::Resource(other)) => one == other,
            (Content::Unread(one), Content::Unread(other)) => one.body == other.body,
            _ => false,
        }
    }
}

/// An undecodable resource is not shown, only the reason.
impl<T: fmt::Debug> fmt::Debug for Expanded<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Resource(resource) => resource.fmt(formatter),
            Content::Unread(unread) => formatter
                .debug_struct("Unread")
                .field("failure", &format_args!("{}", unread.failure))
                .finish(),
        }
    }
}

impl<T: Read> Read for Expanded<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn fill(&mut self, source: &mut dyn Source) -> Outcome<()> {
        let unread = read_or_keep(source, type_name::<T>(), &mut |source: &mut dyn Source| {
            match &mut self.content {
                // It is blank and not shared yet.
                Content::Resource(resource) => Arc::get_mut(resource).ok_or(Failed)?.fill(source),
                Content::Unread(_) => Err(Failed),
            }
        })?;
        if let Some(unread) = unread {
            self.content = Content::Unread(Box::new(unread));
        }
        Ok(())
    }
}

#[cfg(feature = "serialize")]
impl<T: Write> Write for Expanded<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        match &self.content {
            Content::Resource(resource) => resource.write(sink),
            Content::Unread(unread) => unread.body.write(sink),
        }
    }

    fn is_only_received(&self) -> bool {
        true
    }
}

/// Without the feature `serialize`, received types cannot be written: a reference is written without its resource.
#[cfg(not(feature = "serialize"))]
impl<T> Write for Expanded<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.null()
    }

    fn is_absent(&self) -> bool {
        true
    }
}

#[cfg(all(test, feature = "serialize"))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use serde_json::json;

    use super::*;
    use crate::json::{MissingFields, Purpose, from_slice, to_vec};
    use crate::runtime;

    /// A category, whose parent is a category again.
    #[derive(Clone, Debug, PartialEq)]
    struct Category {
        version: i64,
        parent: Option<CategoryReference>,
    }

    #[derive(Clone, Debug, PartialEq)]
    struct CategoryReference {
        id: String,
        obj: Option<Expanded<Category>>,
    }

    runtime::exchanged! { Category { version: "version", parent: "parent", } }
    runtime::exchanged! { CategoryReference as "typeId" = "category" { id: "id", obj: "obj", } }

    fn reference_with(obj: &Value) -> Value {
        json!({"typeId": "category", "id": "c", "obj": obj})
    }

    /// A reference, by the client and by serde, which read the same.
    #[track_caller]
    fn read(json: &Value) -> CategoryReference {
        let by_the_client: CategoryReference = runtime::body(json.to_string().as_bytes()).unwrap();
        let by_serde: CategoryReference = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(by_serde, by_the_client);
        by_the_client
    }

    const UNREADABLE: [(&str, &str); 5] = [
        ("{}", "obj: missing field `version`"),
        (
            r#"{"version":"s3cr3t"}"#,
            "obj.version: invalid type: string, expected i64",
        ),
        (
            r#"["s3cr3t"]"#,
            "obj: invalid type: sequence, expected an object",
        ),
        ("7", "obj: invalid type: integer, expected an object"),
        (
            r#"{"version":1,"parent":{"typeId":"cart","id":"s3cr3t"}}"#,
            "obj.parent.typeId: invalid value: string, expected `category`",
        ),
    ];

    #[test]
    fn a_resource_that_cannot_be_read_is_kept_with_its_failure() {
        for (obj, failure) in UNREADABLE {
            let obj: Value = serde_json::from_str(obj).unwrap();
            let reference = read(&reference_with(&obj));
            let expanded = reference.obj.as_ref().unwrap();
            assert_eq!(reference.id, "c");
            assert!(expanded.resource().is_none() && expanded.clone().into_resource().is_none());
            assert_eq!(expanded.json(), Some(&obj));
            let found = expanded.failure().unwrap();
            assert!(found.to_string().starts_with(failure), "{found}");
            assert!(found.type_name().ends_with("Category"), "{found}");
            let printed = format!("{reference:?} {found:?} {found}");
            assert!(!printed.contains("s3cr3t"), "{printed}");
            assert!(printed.contains(failure), "{printed}");
        }
    }

    #[test]
    fn a_resource_that_can_be_read_is_there_however_deep() {
        let parent = reference_with(&json!({"version": 2}));
        let json = reference_with(&json!({"version": 1, "parent": parent}));
        let reference = read(&json);
        let expanded = reference.obj.as_ref().unwrap();
        assert!(expanded.failure().is_none() && expanded.json().is_none());
        let category = expanded.resource().unwrap();
        let parent = category.parent.as_ref().unwrap().obj.as_ref().unwrap();
        assert_eq!(
            (category.version, parent.resource().unwrap().version),
            (1, 2)
        );
        assert_eq!(serde_json::to_value(&reference).unwrap(), json);

        // Only the innermost one is kept as JSON.
        let parent = reference_with(&json!({"version": []}));
        let json = reference_with(&json!({"version": 1, "parent": parent}));
        let reference = read(&json);
        let category = reference.obj.as_ref().unwrap().resource().unwrap();
        let parent = category.parent.as_ref().unwrap().obj.as_ref().unwrap();
        assert_eq!(parent.failure().unwrap().path(), "obj.parent.obj.version");
        assert_eq!(serde_json::to_value(&reference).unwrap(), json);
    }

    #[test]
    fn no_resource_is_an_absent_one() {
        for json in [
            json!({"typeId": "category", "id": "c"}),
            reference_with(&Value::Null),
        ] {
            let reference = read(&json);
            assert!(reference.obj.is_none());
            assert_eq!(
                serde_json::to_value(&reference).unwrap(),
                json!({"typeId": "category", "id": "c"})
            );
        }
    }

    #[test]
    fn it_is_written_as_it_came_but_not_into_a_request() {
        let readable = (r#"{"version":1}"#, "");
        for (obj, _) in UNREADABLE.into_iter().chain([readable]) {
            let json = reference_with(&serde_json::from_str(obj).unwrap());
            let reference = read(&json);
            assert_eq!(serde_json::to_value(&reference).unwrap(), json);
            let again: CategoryReference = from_slice(
                &to_vec(&reference, Purpose::Keeping).unwrap(),
                MissingFields::Refuse,
            )
            .unwrap();
            assert_eq!(again, reference);
            let request = to_vec(&reference, Purpose::Request).unwrap();
            assert_eq!(request, br#"{"typeId":"category","id":"c"}"#);
        }
    }

    #[test]
    fn an_owner_that_cannot_be_read_for_another_reason_names_that_one() {
        let json = json!({"typeId": "category", "id": ["s3cr3t"], "obj": {"version": "s3cr3t"}});
        for text in [
            json.to_string(),
            r#"{"obj":{"version":"s3cr3t"},"id":["s3cr3t"]}"#.to_owned(),
        ] {
            let failure = runtime::body::<CategoryReference>(text.as_bytes()).unwrap_err();
            assert_eq!(failure.path(), "id", "{text}");
            assert!(!format!("{failure:?}").contains("s3cr3t"));
        }
    }

    #[test]
    fn a_resource_of_ones_own_is_like_one_that_was_read() {
        let category = Category {
            version: 1,
            parent: None,
        };
        let own = Expanded::from(category.clone());
        let read = read(&reference_with(&json!({"version": 1}))).obj.unwrap();
        assert_eq!(read, own);
        assert_eq!(format!("{own:?}"), format!("{category:?}"));
        assert_eq!(own.into_resource(), Some(category.clone()));
        let other = Expanded::new(Category {
            version: 2,
            ..category
        });
        let unread = self::read(&reference_with(&json!({"version": "1"})))
            .obj
            .unwrap();
        assert!(read != other && read != unread && unread == unread.clone());
    }
}
