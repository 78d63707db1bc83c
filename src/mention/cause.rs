//! (to be written)

pub mod class;
