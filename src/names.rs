//! A list of variants with the names that the database holds -> an enum with both ways between them. Imports nothing.

/// A closed list of names: `name()` is what the database holds.
macro_rules! names {
    ($(#[$meta:meta])* $type:ident { $($(#[$note:meta])* $variant:ident = $name:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$note])* $variant),+ }
        impl $type {
            pub const ALL: &'static [$type] = &[$($type::$variant),+];
            pub fn name(self) -> &'static str { match self { $($type::$variant => $name),+ } }
            pub fn from_name(name: &str) -> Option<$type> { Self::ALL.iter().copied().find(|v| v.name() == name) }
        }
    };
}
pub(crate) use names;
