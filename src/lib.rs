//! Reads Korean news, company notices and regulator reports, and links what a company said to the cause that the
//! authority found. The modules stand here in the order of the data flow; each imports only from those above it.

pub mod span;
pub mod document;
pub mod sentence;
pub mod morpheme;
pub mod rule;
pub mod mention;
pub mod incident;
pub mod link;
pub mod record;
pub mod pipeline;
pub mod store;
pub mod diff;
pub mod report;
pub mod eval;
pub mod cli;
