//! A document's context -> its orders: what an authority imposed on whom, until when.

use anyhow::Result;

use crate::mention::{Context, Order};
use crate::morpheme::Forms;

/// The packs that orders are found with.
pub struct Rules {}

impl Rules {
    /// # Errors
    /// A rule that is not complete, with file and line.
    pub fn load(_forms: &mut Forms) -> Result<Rules> {
        Ok(Rules {})
    }
}

/// The orders of a document, sorted by (span, rule).
pub fn find(_context: &Context, _rules: &Rules) -> Vec<Order> {
    Vec::new()
}
