//! Queries on the catalogue. Every function takes a connection; the caller owns the transaction.

pub mod releases;
