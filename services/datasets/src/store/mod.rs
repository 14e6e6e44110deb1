//! What is kept: plain queries. Whoever calls them owns the transaction.

pub mod datasets;
pub mod option_lists;
pub mod sources;
pub mod sync_runs;
pub mod synced;
pub mod versions;

pub use datasets::{DatasetRow, NewDataset};
