//! The networks that a key may be used from, as people write them.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use thiserror::Error;

/// The most characters of a text that an error repeats.
const SHOWN: usize = 50;

/// The bits of an IPv6 address before the IPv4 address that is mapped into it
/// (RFC 4291 §2.5.5.2).
const MAPPED: u8 = 96;

/// What was written is not one network.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidNetwork {
    /// It is neither an address nor a network.
    #[error("“{0}” is neither an address, as 192.0.2.7, nor a network, as 192.0.2.0/24.")]
    Form(String),
    /// It has bits beyond its prefix: an address within the network beside it.
    #[error("“{0}” is an address within a network; that is {1}.")]
    Within(String, IpNet),
}

/// The network that `text` means: one in CIDR notation, or an address, which is
/// a network of one. IPv4 mapped into IPv6 is IPv4, since callers are known by that.
///
/// # Errors
/// A sentence for the person who wrote it.
pub fn network(text: &str) -> Result<IpNet, InvalidNetwork> {
    let shown = || text.chars().take(SHOWN).collect::<String>();
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let network: IpNet = text.parse().map_err(|_| InvalidNetwork::Form(shown()))?;
    let network = unmapped(network);
    match network.trunc() {
        whole if whole == network => Ok(network),
        whole => Err(InvalidNetwork::Within(shown(), whole)),
    }
}

fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(mapped) = network else { return network };
    let address = mapped.addr().to_ipv4_mapped();
    let length = mapped.prefix_len().checked_sub(MAPPED);
    let plain =
        address.zip(length).and_then(|(address, length)| Ipv4Net::new(address, length).ok());
    plain.map_or(network, IpNet::V4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_as_they_are_meant() {
        for (text, expected) in [
            ("192.0.2.0/24", "192.0.2.0/24"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("192.0.2.7/32", "192.0.2.7/32"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("::/0", "::/0"),
            ("::ffff:203.0.113.9", "203.0.113.9/32"),
            ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
            ("::ffff:0.0.0.0/96", "0.0.0.0/0"),
        ] {
            let read = network(text).map(|network| network.to_string());
            assert_eq!(read.as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_address_within_a_network_is_told_which() {
        for (text, whole) in [
            ("192.0.2.7/24", "192.0.2.0/24"),
            ("2001:db8::1/32", "2001:db8::/32"),
            ("::ffff:203.0.113.9/120", "203.0.113.0/24"),
        ] {
            let fault = network(text).unwrap_err();
            assert_eq!(fault, InvalidNetwork::Within(text.to_owned(), whole.parse().unwrap()));
            assert!(fault.to_string().ends_with(&format!("that is {whole}.")), "{fault}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let long = "x".repeat(1_000);
        for text in ["", " ", "192.0.2.0/33", "300.1.1.1", "192.0.2", "everywhere", &long] {
            let shown: String = text.chars().take(50).collect();
            assert_eq!(network(text), Err(InvalidNetwork::Form(shown)), "{text}");
        }
    }
}
