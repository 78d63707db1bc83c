//! (cluster)
