//! How the code that reads and writes a model is written down: one line for each member.
//!
//! The macros are expanded once for each model of the API, so whatever can live in a function outside of them does.

/// Implements reading and writing of a struct.
///
/// The first word says which way its values travel: `received`, `sent` or `exchanged`. Then come the name, the member that
/// tells its kind with the value of this kind, if there is one, and the fields with the names of their members. `&` stands
/// before a field whose members stand beside those of the struct. A field
/// with `else` gets the value behind it, an `Option`, where the member is missing. `..` stands before the field that keeps
/// all other members, with its type.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (received $($object:tt)*) => {
        $crate::__read_object! { $($object)* }
        $crate::__if_serialize! { $crate::__write_object! { $($object)* } }
    };
    (sent $($object:tt)*) => {
        $crate::__write_object! { $($object)* }
    };
    (exchanged $($object:tt)*) => {
        $crate::__read_object! { $($object)* }
        $crate::__write_object! { $($object)* }
    };
}

/// The part of [`__object`] that reads.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_object {
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal,)* & $beside:ident
    }) => {
        impl $crate::runtime::Read for $name {
            fn read(source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self> {
                fn alone(source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<$name> {
                    $(let mut $field = $crate::runtime::Slot::NEW;)*
                    source.object($crate::runtime::Object {
                        names: &[$($member),*],
                        slots: &mut [$(&mut $field),*],
                        tag: $crate::__optional!($(($property, $tag))?),
                        extra: ::core::option::Option::None,
                    })?;
                    let $beside = ::core::option::Option::None;
                    ::core::result::Result::Ok($name { $($field: $field.take()?,)* $beside })
                }
                $crate::runtime::read_beside(source, alone, |object, beside| {
                    object.$beside = ::core::option::Option::Some(beside);
                })
            }
        }

        $crate::__deserialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal $(else $fallback:expr)?,)* $(..$extra:ident: $kept:ty)?
    }) => {
        impl $crate::runtime::Read for $name {
            fn read(source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self> {
                $(let mut $field = $crate::__new_slot!($($fallback)?);)*
                $(let mut $extra: $kept = ::core::default::Default::default();)?
                source.object($crate::runtime::Object {
                    names: &[$($member),*],
                    slots: &mut [$(&mut $field),*],
                    tag: $crate::__optional!($(($property, $tag))?),
                    extra: $crate::__optional!($(&mut $extra)?),
                })?;
                $($($field.fall_back($member, source, || $fallback)?;)?)*
                ::core::result::Result::Ok(Self { $($field: $field.take()?,)* $($extra,)? })
            }
        }

        $crate::__deserialize! { $name }
    };
}

/// The part of [`__object`] that writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_object {
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal,)* & $beside:ident
    }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                let beside = $crate::runtime::WriteBeside {
                    object: self.$beside.as_ref().map(|object| object as &dyn $crate::runtime::Write),
                    own: &[$($property,)? $($member),*],
                };
                sink.object(
                    $crate::__optional!($(($property, $tag))?),
                    &[$(($member, &self.$field)),*],
                    ::core::option::Option::Some(&beside),
                )
            }
        }

        $crate::__serialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal $(else $fallback:expr)?,)* $(..$extra:ident: $kept:ty)?
    }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                sink.object(
                    $crate::__optional!($(($property, $tag))?),
                    &[$(($member, &self.$field)),*],
                    $crate::__optional!($(&self.$extra)?),
                )
            }
        }

        $crate::__serialize! { $name }
    };
}

/// `Deserialize` by [`Read`](crate::json::Read).
#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($name:ident) => {
        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::deserialize(deserializer)
            }
        }
    };
}

/// `Serialize` by [`Write`](crate::json::Write).
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($name:ident) => {
        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::serialize(self, serializer)
            }
        }
    };
}

/// `Some` of what is there.
#[doc(hidden)]
#[macro_export]
macro_rules! __optional {
    () => {
        ::core::option::Option::None
    };
    ($value:expr) => {
        ::core::option::Option::Some($value)
    };
}

/// The slot of a field, with a fallback or without.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_slot {
    () => {
        $crate::runtime::Slot::NEW
    };
    ($fallback:expr) => {
        $crate::runtime::Slot::WITH_FALLBACK
    };
}

/// What is compiled if received models can be written.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serialize")]
macro_rules! __if_serialize {
    ($($item:item)*) => {
        $($item)*
    };
}

/// What is compiled if received models can be written.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "serialize"))]
macro_rules! __if_serialize {
    ($($item:tt)*) => {};
}

/// Implements reading and writing of a union, and the ways from its kinds to it.
///
/// The first word says which way its values travel. Then come the name, and what tells the kinds apart: `by` the text in a
/// member, which is followed by what an object without that member is (`Refused`, `Unknown`, or `Means` a tag) and by the
/// struct of what all kinds share; or `by key`, the member that is there. Each kind is a line: its tag or key, its variant
/// and its type; without `from`, no value of the type is turned into the union, for two kinds have that type.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    (received $name:ident $($union:tt)*) => {
        $crate::__read_union! { $name $($union)* }
        $crate::__union_from! { $name $($union)* }
        $crate::__if_serialize! { $crate::__write_union! { $name $($union)* } }
    };
    (sent $name:ident $($union:tt)*) => {
        $crate::__union_from! { $name $($union)* }
        $crate::__write_union! { $name $($union)* }
    };
    (exchanged $name:ident $($union:tt)*) => {
        $crate::__read_union! { $name $($union)* }
        $crate::__union_from! { $name $($union)* }
        $crate::__write_union! { $name $($union)* }
    };
}

/// The part of [`__union`] that reads.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_union {
    ($name:ident by key {
        $($key:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        impl $crate::runtime::KeyedUnion for $name {
            const KEYS: &'static [&'static str] = &[$($key),*];
            const KINDS: &'static [fn(&mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self>] =
                &[$(|source| $crate::runtime::Read::read(source).map(Self::$variant)),*];

            fn unknown(unknown: $crate::runtime::Unknown) -> Self {
                Self::Unknown(unknown)
            }
        }

        $crate::__read_union_by! { $name read_keyed absent_keyed }
    };
    ($name:ident by $property:literal $untagged:ident $(($means:literal))? sharing $shared:ty {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        impl $crate::runtime::TaggedUnion for $name {
            type Shared = $shared;
            const PROPERTY: &'static str = $property;
            const TAGS: &'static [&'static str] = &[$($tag),*];
            const KINDS: &'static [fn(&mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self>] =
                &[$(|source| $crate::runtime::Read::read(source).map(Self::$variant)),*];
            const UNTAGGED: $crate::runtime::Untagged = $crate::runtime::Untagged::$untagged $(($means))?;

            fn unknown(unknown: $crate::runtime::Unknown<$shared>) -> Self {
                Self::Unknown(unknown)
            }
        }

        $crate::__read_union_by! { $name read_tagged absent_tagged }
    };
}

/// `Read` and `Deserialize` of a union.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_union_by {
    ($name:ident $read:ident $absent:ident) => {
        impl $crate::runtime::Read for $name {
            fn read(source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self> {
                $crate::runtime::$read(source)
            }

            fn absent() -> ::core::option::Option<Self> {
                $crate::runtime::$absent()
            }
        }

        $crate::__deserialize! { $name }
    };
}

/// The part of [`__union`] that writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_union {
    ($name:ident by $($rule:ident)? $($property:literal $untagged:ident $(($means:literal))? sharing $shared:ty)? {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::Write::write(value, sink),)*
                    Self::Unknown(value) => $crate::runtime::Write::write(value, sink),
                }
            }

            fn is_absent(&self) -> bool {
                ::core::matches!(self, Self::Unknown(value) if value.body().is_empty())
            }
        }

        $crate::__serialize! { $name }
    };
}

/// The ways from the kinds of a union to it.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from {
    ($name:ident by $($rule:ident)? $($property:literal $untagged:ident $(($means:literal))? sharing $shared:ty)? {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        $($crate::__union_from_kind! { $name $variant $of $($from)? })*
    };
}

/// The way from a kind of a union to it.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from_kind {
    ($name:ident $variant:ident $of:ident from) => {
        impl ::core::convert::From<$of> for $name {
            fn from(value: $of) -> Self {
                Self::$variant(value.into())
            }
        }
    };
    ($name:ident $variant:ident $of:ident) => {};
}

/// Implements a method of a union that gives a field which all its kinds have.
///
/// After the name of the union come its variants, then the methods: the type that is returned, and how it is made of the
/// field: by a `copy`, by a reference (`ref`), or by a method of `Option`.
#[doc(hidden)]
#[macro_export]
macro_rules! __shared {
    ($name:ident $variants:tt { $($(#[$meta:meta])* $field:ident: $of:ty = $how:ident,)* }) => {
        impl $name {
            $($crate::__shared_field! { [$(#[$meta])*] $field $of, $how $variants })*
        }
    };
}

/// A method of [`__shared`].
#[doc(hidden)]
#[macro_export]
macro_rules! __shared_field {
    ([$($meta:tt)*] $field:ident $of:ty, copy [$($variant:ident)*]) => {
        $($meta)*
        pub fn $field(&self) -> $of {
            match self {
                $(Self::$variant(value) => value.$field,)*
                Self::Unknown(value) => value.fields().$field,
            }
        }
    };
    ([$($meta:tt)*] $field:ident $of:ty, borrow [$($variant:ident)*]) => {
        $($meta)*
        pub fn $field(&self) -> $of {
            match self {
                $(Self::$variant(value) => &value.$field,)*
                Self::Unknown(value) => &value.fields().$field,
            }
        }
    };
    ([$($meta:tt)*] $field:ident $of:ty, $method:ident [$($variant:ident)*]) => {
        $($meta)*
        pub fn $field(&self) -> $of {
            match self {
                $(Self::$variant(value) => value.$field.$method(),)*
                Self::Unknown(value) => value.fields().$field.$method(),
            }
        }
    };
}
