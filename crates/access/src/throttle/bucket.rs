use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// What kind of use is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// Calls that name nobody, by address.
    Anonymous,
    /// Calls with a bearer API key.
    ApiKey,
    /// Ordinary calls of people who are signed in.
    Standard,
    /// Calls that set long work going.
    Expensive,
    /// Calls that name nobody and that datasets answers, by address.
    DatasetsAnonymous,
    /// Calls to datasets by people it knows.
    DatasetsUser,
    /// Calls for tokens, by address.
    Tokens,
    /// Calls with a key for release downloads.
    Releases,
    /// Signed calls, by key.
    Signed,
    /// Calls that are not counted.
    Unlimited,
}

impl Tier {
    /// The word for it in documents and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::ApiKey => "api_key",
            Self::Standard => "standard",
            Self::Expensive => "expensive",
            Self::DatasetsAnonymous => "datasets_anonymous",
            Self::DatasetsUser => "datasets_user",
            Self::Tokens => "tokens",
            Self::Releases => "releases",
            Self::Signed => "signed",
            Self::Unlimited => "unlimited",
        }
    }
}

/// On whose account a call is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A client address. IPv6 callers count by /64, the smallest network one subscriber gets.
    Address(IpAddr),
    /// A key that belongs to a person, by id. Kinds of key never meet in one tier.
    Key(i64),
    /// A person, by id.
    User(i64),
    /// A key for signing requests, by id.
    SignedKey(i64),
}

impl fmt::Display for Subject {
    /// The kind and the address or id: `address:192.0.2.1`, `key:12`, `user:3`, `signed:4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "address:{address}"),
            Self::Key(id) => write!(f, "key:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::SignedKey(id) => write!(f, "signed:{id}"),
        }
    }
}

/// One allowance: a tier, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    pub(super) tier: Tier,
    pub(super) subject: Subject,
}

impl Bucket {
    /// The allowance of `subject` in `tier`.
    pub fn new(tier: Tier, subject: Subject) -> Self {
        let subject = match subject {
            Subject::Address(address) => Subject::Address(subscriber(address)),
            other => other,
        };
        Self { tier, subject }
    }

    /// The tier it is of.
    pub fn tier(&self) -> Tier {
        self.tier
    }
}

/// What is counted in place of an address: IPv4 as such, also where it is
/// mapped into IPv6, and of IPv6 the /64.
pub fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            Ipv6Addr::from_bits(network).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subscriber_is_one_subject() {
        let bucket =
            |text: &str| Bucket::new(Tier::Anonymous, Subject::Address(text.parse().unwrap()));
        assert_eq!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ffff::9"));
        assert_ne!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"));
        assert_ne!(bucket("192.0.2.1"), bucket("192.0.2.2"));
        assert_eq!(bucket("::ffff:192.0.2.1"), bucket("192.0.2.1"));
    }
}
