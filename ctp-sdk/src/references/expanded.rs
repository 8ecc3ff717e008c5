//! The resource behind a reference, where the request expanded it.

use std::any::type_name;
use std::fmt;

use serde_json::Value;

use crate::DecodeFailure;
use crate::json::{Failed, Outcome, Read, Sink, Source, Unread, Write, read_or_keep};

/// The resource behind a reference, where the request expanded it: see `expand` of the request builders.
///
/// A resource that cannot be read does not make what refers to it unreadable. It is kept as it came, a warning is logged,
/// and [`failure`](Self::failure) says why.
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
    Resource(Box<T>),
    Unread(Box<Unread>),
}

impl<T> Expanded<T> {
    /// A resource of your own, for tests.
    pub fn new(resource: T) -> Self {
        Self {
            content: Content::Resource(Box::new(resource)),
        }
    }

    /// The resource; `None` where it could not be read.
    pub fn resource(&self) -> Option<&T> {
        match &self.content {
            Content::Resource(resource) => Some(resource),
            Content::Unread(_) => None,
        }
    }

    /// The resource; `None` where it could not be read.
    pub fn into_resource(self) -> Option<T> {
        match self.content {
            Content::Resource(resource) => Some(*resource),
            Content::Unread(_) => None,
        }
    }

    /// Why the resource could not be read.
    pub fn failure(&self) -> Option<&DecodeFailure> {
        self.unread().map(|unread| &unread.failure)
    }

    /// The resource as it came, where it could not be read.
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

/// What could not be read is not shown, only why.
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
    fn read(source: &mut dyn Source) -> Outcome<Self> {
        let mut resource = None;
        let unread = read_or_keep(source, type_name::<T>(), &mut |source| {
            resource = Some(T::read(source)?);
            Ok(())
        })?;
        let content = match unread {
            Some(unread) => Content::Unread(Box::new(unread)),
            None => Content::Resource(Box::new(resource.ok_or(Failed)?)),
        };
        Ok(Self { content })
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

/// Without the feature `serialize`, what is only received cannot be written: a reference is written without it.
#[cfg(not(feature = "serialize"))]
impl<T> Write for Expanded<T> {
    fn write(&self, sink: &mut dyn Sink) -> Outcome<()> {
        sink.null()
    }

    fn is_absent(&self) -> bool {
        true
    }
}
