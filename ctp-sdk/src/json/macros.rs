//! The macros that declare how a model is read and written: one line for each member.
//!
//! The macros are expanded once for each model of the API, so as much code as possible is in functions outside of them.

/// Implements the reading of a struct that is only received; with the feature `serialize` also its writing.
///
/// After the name follow the member that identifies its kind with the value of this kind, if there is one, and the fields
/// with the names of their members. A field with `else` gets the value after it, an `Option`, if the member is missing. `&`
/// precedes a field whose members are beside those of the struct. `..` precedes the field that keeps all other members,
/// with its type.
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

/// Implements the writing of a struct that is only sent, in the form of [`__received`]; with the feature `deserialize` also
/// its reading.
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

/// The reading part of [`__received`]. Most structs have one of the first two forms, which are the cheapest to compile.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_object {
    ($name:ident { $($field:ident: $member:literal,)* }) => {
        $crate::__read_fields! { $name { $($field,)* } }

        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self { $($field: $crate::runtime::Read::blank(),)* }
            }

            fn fill(&mut self, source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<()> {
                $crate::runtime::fill_object(source, $crate::__members!($($member)*), &mut { self })
            }
        }

        $crate::__deserialize! { $name }
    };
    ($name:ident as $property:literal = $tag:literal { $($field:ident: $member:literal,)* }) => {
        $crate::__read_fields! { $name { $($field,)* } }

        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self { $($field: $crate::runtime::Read::blank(),)* }
            }

            fn fill(&mut self, source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<()> {
                $crate::runtime::fill_object_of_kind(source, $property, $tag, $crate::__members!($($member)*), &mut { self })
            }
        }

        $crate::__deserialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal,)* & $beside:ident
    }) => {
        $crate::__read_fields! { $name { $($field,)* } }

        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self { $($field: $crate::runtime::Read::blank(),)* $beside: $crate::runtime::Read::blank() }
            }

            fn fill(&mut self, source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<()> {
                $crate::runtime::fill_beside(
                    self,
                    source,
                    |object, source| source.object($crate::runtime::Object {
                        members: $crate::__members!($($member)*),
                        fields: &mut { object },
                        tag: [$(($property, $tag))?].first().copied(),
                        filled: ::core::option::Option::None,
                    }),
                    |object| &mut object.$beside,
                )
            }
        }

        $crate::__deserialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal,)* ..$extra:ident: $kept:ty
    }) => {
        $crate::__read_fields! { $name { $($field,)* ..$extra } }

        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self { $($field: $crate::runtime::Read::blank(),)* $extra: $crate::runtime::Read::blank() }
            }

            fn fill(&mut self, source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<()> {
                source.object($crate::runtime::Object {
                    members: $crate::__members!($($member)*),
                    fields: &mut &mut *self,
                    tag: [$(($property, $tag))?].first().copied(),
                    filled: ::core::option::Option::None,
                })
            }
        }

        $crate::__deserialize! { $name }
    };
    ($name:ident $(as $property:literal = $tag:literal)? {
        $($field:ident: $member:literal $(else $fallback:expr)?,)* $(..$extra:ident: $kept:ty)?
    }) => {
        $crate::__read_fields! { $name by { $($field: $crate::__fill_field!($($fallback)?),)* $(..$extra)? } }

        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::Read::blank(),)*
                    $($extra: $crate::runtime::Read::blank(),)?
                }
            }

            #[allow(unused_assignments, unused_variables)]
            fn fill(&mut self, source: &mut dyn $crate::runtime::Source) -> $crate::runtime::Outcome<()> {
                let mut filled = $crate::runtime::Filled::default();
                source.object($crate::runtime::Object {
                    members: $crate::__members!($($member)*),
                    fields: &mut &mut *self,
                    tag: [$(($property, $tag))?].first().copied(),
                    filled: ::core::option::Option::Some(&mut filled),
                })?;
                // First the values of the other fields, then the assignments.
                let Self { $($field,)* .. } = &*self;
                let mut next = 0..;
                let ($($field,)*) = ($({
                    let is_filled = next.next().is_some_and(|place| filled.has(place));
                    $crate::__fallback!(is_filled $($fallback)?)
                },)*);
                $(
                    $crate::__fall_back!(self.$field, $field, $member, source $(, $fallback)?);
                )*
                ::core::result::Result::Ok(())
            }
        }

        $crate::__deserialize! { $name }
    };
}

/// Implements [`Fields`](crate::json::Fields): the fields of a struct, and the one that keeps all other members.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_fields {
    ($name:ident { $($field:ident,)* $(..$extra:ident)? }) => {
        $crate::__read_fields! { $name by { $($field: $crate::runtime::Read::fill,)* $(..$extra)? } }
    };
    ($name:ident by { $($field:ident: $fill:expr,)* $(..$extra:ident)? }) => {
        impl $crate::runtime::Fields for &mut $name {
            // The compiler turns this into a table.
            #[allow(unused_assignments, unused_mut, unused_variables)]
            fn fill(
                &mut self,
                place: usize,
                source: &mut dyn $crate::runtime::Source,
            ) -> $crate::runtime::Outcome<()> {
                let mut next = 0;
                $(
                    if place == next {
                        return $fill(&mut self.$field, source);
                    }
                    next += 1;
                )*
                $crate::runtime::no_field(source)
            }

            $(
                fn extra(&mut self) -> ::core::option::Option<&mut dyn $crate::runtime::Extra> {
                    ::core::option::Option::Some(&mut self.$extra)
                }
            )?
        }
    };
}

/// The members of a struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __members {
    ($($member:literal)*) => {{
        static MEMBERS: $crate::runtime::MemberNames = $crate::runtime::MemberNames::new(&[$($member),*]);
        &MEMBERS
    }};
}

/// The fallback of a field: none if its member was present.
#[doc(hidden)]
#[macro_export]
macro_rules! __fallback {
    ($is_filled:ident) => {
        ()
    };
    ($is_filled:ident $fallback:expr) => {
        if $is_filled {
            ::core::option::Option::Some(::core::option::Option::None)
        } else {
            $fallback.map(::core::option::Option::Some)
        }
    };
}

/// Assigns a fallback to its field.
#[doc(hidden)]
#[macro_export]
macro_rules! __fall_back {
    ($($to:ident).+, $from:ident, $member:literal, $source:ident) => {};
    ($($to:ident).+, $from:ident, $member:literal, $source:ident, $fallback:expr) => {
        match $from {
            ::core::option::Option::Some(::core::option::Option::None) => {}
            ::core::option::Option::Some(::core::option::Option::Some(fallback)) => {
                $($to).+ = fallback;
            }
            ::core::option::Option::None => $source.missing($member, &mut |source: &mut dyn $crate::runtime::Source| {
                $crate::runtime::Read::fill(&mut $($to).+, source)
            })?,
        }
    };
}

/// How a field is read, with or without a fallback. With one, `null` means the same as a missing member.
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_field {
    () => {
        $crate::runtime::Read::fill
    };
    ($fallback:expr) => {
        $crate::runtime::fill_unless_null
    };
}

/// Implements the writing of a struct, in the form of [`__received`].
#[doc(hidden)]
#[macro_export]
macro_rules! __write_object {
    ($name:ident { $($field:ident: $member:literal $(else $fallback:expr)?,)* }) => {
        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                $crate::runtime::write_object(sink, &[$(($member, &&self.$field)),*])
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
                    &[$(($member, &&self.$field)),*],
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
                    &[$(($member, &&self.$field)),*],
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
                    &[$(($member, &&self.$field)),*],
                    ::core::option::Option::Some(&self.$extra),
                )
            }
        }

        $crate::__serialize! { $name }
    };
}

/// `Deserialize` through [`Read`](crate::json::Read).
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

/// `Serialize` through [`Write`](crate::json::Write).
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

/// Implements the reading of a union that is only received and the conversions from its kinds; with the feature `serialize`
/// also its writing.
///
/// After the name follows how the kinds are distinguished: `by` the string in a member, followed by the meaning of an
/// object without that member (`Refused`, `Unknown`, or `Means` a tag) and by the struct with the common properties of all
/// kinds; or `by key`, the member that is present. Each kind is a line: its tag or key, its variant and its type; without
/// `from`, there is no conversion from the type, because two kinds have that type.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serialize")]
macro_rules! __received_union {
    ($($union:tt)*) => {
        $crate::__read_union! { $($union)* }
        $crate::__write_union! { $($union)* }
    };
}

/// Implements the reading of a union that is only received, and the conversions from its kinds.
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

/// Implements the writing of a union that is only sent and the conversions from its kinds, in the form of
/// [`__received_union`]; with the feature `deserialize` also its reading.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "deserialize")]
macro_rules! __sent_union {
    ($($union:tt)*) => {
        $crate::__exchanged_union! { $($union)* }
    };
}

/// Implements the writing of a union that is only sent and the conversions from its kinds, in the form of
/// [`__received_union`].
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "deserialize"))]
macro_rules! __sent_union {
    ($($union:tt)*) => {
        $crate::__write_union! { $($union)* }
    };
}

/// The reading part of [`__received_union`].
#[doc(hidden)]
#[macro_export]
macro_rules! __read_union {
    ($name:ident by key {
        $($key:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        impl $crate::runtime::KeyedUnion for $name {
            const KEYS: &'static [&'static str] = &[$($key),*];
            const KINDS: &'static [$crate::runtime::FillKind<Self>] =
                &[$($crate::__fill_kind!($variant)),*];

            fn unknown(unknown: $crate::runtime::Unknown) -> Self {
                Self::Unknown(unknown)
            }
        }

        $crate::__read_union_by! { $name fill_keyed }
    };
    ($name:ident by $property:literal $untagged:ident $(($means:literal))? sharing $shared:ty {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        impl $crate::runtime::TaggedUnion for $name {
            type Shared = $shared;
            const PROPERTY: &'static str = $property;
            const TAGS: &'static [&'static str] = &[$($tag),*];
            const KINDS: &'static [$crate::runtime::FillKind<Self>] =
                &[$($crate::__fill_kind!($variant)),*];
            const UNTAGGED: $crate::runtime::Untagged = $crate::runtime::Untagged::$untagged $(($means))?;

            fn unknown(unknown: $crate::runtime::Unknown<$shared>) -> Self {
                Self::Unknown(unknown)
            }
        }

        $crate::__read_union_by! { $name fill_tagged }
    };
}

/// How a kind of a union is read into a blank one: a function without a name.
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_kind {
    ($variant:ident) => {
        |union, source| {
            $crate::runtime::make_kind(union, Self::$variant($crate::runtime::Read::blank()));
            match union {
                Self::$variant(kind) => $crate::runtime::Read::fill(kind, source),
                _ => $crate::runtime::no_kind(source),
            }
        }
    };
}

/// `Read` and `Deserialize` of a union.
#[doc(hidden)]
#[macro_export]
macro_rules! __read_union_by {
    ($name:ident $fill:ident) => {
        impl $crate::runtime::Read for $name {
            fn blank() -> Self {
                Self::Unknown($crate::runtime::Unknown::MISSING)
            }

            fn fill(
                &mut self,
                source: &mut dyn $crate::runtime::Source,
            ) -> $crate::runtime::Outcome<()> {
                $crate::runtime::$fill(self, source)
            }
        }

        $crate::__deserialize! { $name }
    };
}

/// Implements the writing of a union and the conversions from its kinds, in the form of [`__received_union`].
#[doc(hidden)]
#[macro_export]
macro_rules! __write_union {
    ($name:ident by $($rule:ident)? $($property:literal $untagged:ident $(($means:literal))? sharing $shared:ty)? {
        $($tag:literal => $variant:ident($of:ident) $($from:ident)?,)*
    }) => {
        $($crate::__union_from_kind! { $name $variant $of $($from)? })*

        impl $crate::runtime::Write for $name {
            fn write(&self, sink: &mut dyn $crate::runtime::Sink) -> $crate::runtime::Outcome<()> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::Write::write(value, sink),)*
                    Self::Unknown(value) => $crate::runtime::Write::write(value, sink),
                }
            }

            fn is_absent(&self) -> bool {
                ::core::matches!(self, Self::Unknown(value) if value.is_missing())
            }
        }

        $crate::__serialize! { $name }
    };
}

/// The conversion from a kind of a union.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from_kind {
    ($name:ident $variant:ident $of:ident from) => {
        impl ::core::convert::From<$of> for $name {
            #[inline]
            fn from(value: $of) -> Self {
                Self::$variant(value.into())
            }
        }
    };
    ($name:ident $variant:ident $of:ident) => {};
}

/// Implements a method of a union that returns a field that all its kinds have.
///
/// After the name of the union follow its variants, then the methods: the return type, and how it is obtained from the
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
