//! Reads Korean news, company notices and regulator reports, and links what a company said to the cause that the
//! authority found. The modules stand here in the order of the data flow; each imports only from those above it.

pub mod cli;
pub mod diff;
pub mod document;
pub mod eval;
pub mod incident;
pub mod link;
pub mod mention;
pub mod morpheme;
mod names;
pub mod pipeline;
pub mod record;
pub mod report;
pub mod rule;
pub mod sentence;
pub mod span;
pub mod store;
