//! Generates the gRPC clients and servers; protox parses, so no `protoc` is needed.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../proto");
    let descriptors = protox::compile(["almanac/accounts/v1/accounts.proto"], ["../../proto"])?;
    // They hold credentials and, in signatures, what is told of people.
    let secret =
        ["AuthenticateRequest", "SignedRequest"].map(|name| format!(".almanac.accounts.v1.{name}"));
    tonic_prost_build::configure().skip_debug(secret).compile_fds(descriptors)?;
    Ok(())
}
