//! How the code that reads and writes a model is written down: one line for each member.
//!
//! The macros are expanded once for each model of the API, so whatever can live in a function outside of them does.

/// Implements the reading of a struct that is only received; with the feature `serialize` its writing, too.
///
/// After the name come the member that tells its kind with the value of this kind, if there is one, and the fields with the
/// names of their members. A field with `else` gets the value behind it, an `Option`, where the member is missing. `&`
/// stands before a field whose members stand beside those of the struct. `..` stands before the field that keeps all other
/// members, with its type.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serialize")]
macro_rules! __received {
    ($($object:tt)*) => {
        $crate::__read_object! { $($object)* }
        $crate::__write_object! { $($object)* }
    };
}

/// Implements the reading of a struct that is only received.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "serialize"))]
macro_rules! __received {
    ($($object:tt)*) => {
        $crate::__read_object! { $($object)* }
    };
}

/// Implements the reading and the writing of a struct that is sent and received, in the form of [`__received`].
#[doc(hidden)]
#[macro_export]
macro_rules! __exchanged {
    ($($object:tt)*) => {
        $crate::__read_object! { $($object)* }
        $crate::__write_object! { $($object)* }
    };
}

/// Implements the writing of a struct that is only sent, in the form of [`__received`]; with the feature `deserialize` its
/// reading, too.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "deserialize")]
macro_rules! __sent {
    ($($object:tt)*) => {
        $crate::__exchanged! { $($object)* }
    };
}

/// Implements the writing of a struct that is only sent, in the form of [`__received`].
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "deserialize"))]
macro_rules! __sent {
    ($($object:tt)*) => {
        $crate::__write_object! { $($object)* }
    };
}

/// The part of [`__received`] that reads. Most structs are of the first two forms, which are the cheapest to compile.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_object {
    ($name:ident { $($field:ident: $member:literal,)* }) => {
        impl $crate::runtime::Read for $name {
            fn read(source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self> {
                $(let mut $field = $crate::runtime::Slot::NEW;)*
                $crate::runtime::read_object(source, &[$($member),*], &mut [$(&mut $field),*])?;
                ::core::result::Result::Ok(Self { $($field: $field.take(),)* })
            }
        }

        $crate::__deserialize! { $name }
    };
    ($name:ident as $property:literal = $tag:literal { $($field:ident: $member:literal,)* }) => {
        impl $crate::runtime::Read for $name {
            fn read(source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<Self> {
                $(let mut $field = $crate::runtime::Slot::NEW;)*
                $crate::runtime::read_object_of_kind(
                    source,
                    $property,
                    $tag,
                    &[$($member),*],
                    &mut [$(&mut $field),*],
                )?;
                ::core::result::Result::Ok(Self { $($field: $field.take(),)* })
            }
        }

        $crate::__deserialize! { $name }
    };
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
                        tag: [$(($property, $tag))?].first().copied(),
                        extra: ::core::option::Option::None,
                    })?;
                    let $beside = ::core::option::Option::None;
                    ::core::result::Result::Ok($name { $($field: $field.take(),)* $beside })
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
                let extra: ::core::option::Option<&mut dyn $crate::runtime::Extra> =
                    ::core::option::Option::None;
                $(
                    let mut $extra: $kept = ::core::default::Default::default();
                    let extra: ::core::option::Option<&mut dyn $crate::runtime::Extra> =
                        extra.or(::core::option::Option::Some(&mut $extra));
                )?
                source.object($crate::runtime::Object {
                    names: &[$($member),*],
                    slots: &mut [$(&mut $field),*],
                    tag: [$(($property, $tag))?].first().copied(),
                    extra,
                })?;
                $($($field.fall_back($member, source, || $fallback)?;)?)*
                ::core::result::Result::Ok(Self { $($field: $field.take(),)* $($extra,)? })
            }
        }

        $crate::__deserialize! { $name }
    };
}

/// Implements the writing of a struct, in the form of [`__received`].
#[doc(hidden)]
#[macro_export]
macro_rules! __write_object {
    ($name:ident { $($field:ident: $member:literal $(else $fallback:expr)?,)* }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                $crate::runtime::write_object(sink, &[$(($member, &self.$field)),*])
            }
        }

        $crate::__serialize! { $name }
    };
    ($name:ident as $property:literal = $tag:literal {
        $($field:ident: $member:literal $(else $fallback:expr)?,)*
    }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                $crate::runtime::write_object_of_kind(
                    sink,
                    $property,
                    $tag,
                    &[$(($member, &self.$field)),*],
                )
            }
        }

        $crate::__serialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal,)* & $beside:ident
    }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                $crate::runtime::write_beside(
                    sink,
                    [$(($property, $tag))?].first().copied(),
                    &[$(($member, &self.$field)),*],
                    self.$beside.as_ref().map(|beside| beside as &dyn $crate::runtime::Write),
                )
            }
        }

        $crate::__serialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal $(else $fallback:expr)?,)* ..$extra:ident: $kept:ty
    }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                sink.object(
                    [$(($property, $tag))?].first().copied(),
                    &[$(($member, &self.$field)),*],
                    ::core::option::Option::Some(&self.$extra),
                )
            }
        }

        $crate::__serialize! { $name }
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

/// Implements the reading of a union that is only received and the ways from its kinds to it; with the feature `serialize`
/// its writing, too.
///
/// After the name comes what tells the kinds apart: `by` the text in a member, which is followed by what an object without
/// that member is (`Refused`, `Unknown`, or `Means` a tag) and by the struct of what all kinds share; or `by key`, the
/// member that is there. Each kind is a line: its tag or key, its variant and its type; without `from`, no value of the type
/// is turned into the union, for two kinds have that type.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serialize")]
macro_rules! __received_union {
    ($($union:tt)*) => {
        $crate::__read_union! { $($union)* }
        $crate::__write_union! { $($union)* }
    };
}

/// Implements the reading of a union that is only received, and the ways from its kinds to it.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "serialize"))]
macro_rules! __received_union {
    ($name:ident by $($rule:ident)? $($property:literal $untagged:ident $(($means:literal))? sharing $shared:ty)? {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        $crate::__read_union! {
            $name by $($rule)? $($property $untagged $(($means))? sharing $shared)? {
                $($tag => $variant($of) $($from)?,)*
            }
        }
        $($crate::__union_from_kind! { $name $variant $of $($from)? })*
    };
}

/// Implements the reading and the writing of a union that is sent and received, in the form of [`__received_union`].
#[doc(hidden)]
#[macro_export]
macro_rules! __exchanged_union {
    ($($union:tt)*) => {
        $crate::__read_union! { $($union)* }
        $crate::__write_union! { $($union)* }
    };
}

/// Implements the writing of a union that is only sent and the ways from its kinds to it, in the form of
/// [`__received_union`]; with the feature `deserialize` its reading, too.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "deserialize")]
macro_rules! __sent_union {
    ($($union:tt)*) => {
        $crate::__exchanged_union! { $($union)* }
    };
}

/// Implements the writing of a union that is only sent and the ways from its kinds to it, in the form of
/// [`__received_union`].
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "deserialize"))]
macro_rules! __sent_union {
    ($($union:tt)*) => {
        $crate::__write_union! { $($union)* }
    };
}

/// The part of [`__received_union`] that reads.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_union {
    ($name:ident by key {
        $($key:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        impl $crate::runtime::KeyedUnion for $name {
            const KEYS: &'static [&'static str] = &[$($key),*];
            const KINDS: &'static [$crate::runtime::ReadKind<Self>] =
                &[$($crate::__read_kind!($variant $of $($from)?)),*];

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
            const KINDS: &'static [$crate::runtime::ReadKind<Self>] =
                &[$($crate::__read_kind!($variant $of $($from)?)),*];
            const UNTAGGED: $crate::runtime::Untagged = $crate::runtime::Untagged::$untagged $(($means))?;

            fn unknown(unknown: $crate::runtime::Unknown<$shared>) -> Self {
                Self::Unknown(unknown)
            }
        }

        $crate::__read_union_by! { $name read_tagged absent_tagged }
    };
}

/// How a kind of a union is read.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_kind {
    ($variant:ident $of:ident from) => {
        $crate::runtime::read_kind::<Self, $of>
    };
    ($variant:ident $of:ident) => {
        |source| $crate::runtime::Read::read(source).map(Self::$variant)
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

/// Implements the writing of a union and the ways from its kinds to it, in the form of [`__received_union`].
#[doc(hidden)]
#[macro_export]
macro_rules! __write_union {
    ($name:ident by $($rule:ident)? $($property:literal $untagged:ident $(($means:literal))? sharing $shared:ty)? {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        $($crate::__union_from_kind! { $name $variant $of $($from)? })*

        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                let value: &dyn $crate::runtime::Write = match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                };
                value.write(sink)
            }

            fn is_absent(&self) -> bool {
                ::core::matches!(self, Self::Unknown(value) if value.is_missing())
            }
        }

        $crate::__serialize! { $name }
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
/// field: by a `copy`, by a reference (`borrow`), or by a method of `Option`.
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
