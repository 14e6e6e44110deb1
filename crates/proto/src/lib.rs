//! The gRPC contracts between services, generated from `/proto`.

/// `almanac.accounts.v1`: who is calling.
pub mod accounts {
    #![expect(
        missing_docs,
        clippy::allow_attributes,
        clippy::as_conversions,
        reason = "generated; the promises are documented in the .proto file"
    )]
    tonic::include_proto!("almanac.accounts.v1");
}
