use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::SyncError;
use super::fetch::{Fetcher, Patience};
use crate::domain::due::Source;
use crate::{ExternalSource, NhsDdSource, SyncSettings};

/// Where the lists of a source are published.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// Which source.
    pub source: Source,
    /// The address below which they are.
    pub base: &'a Url,
    key: Option<&'a SecretString>,
}

impl Origin<'_> {
    /// What reads the lists; a key is sent to nobody but whose it is.
    pub fn fetcher(&self) -> Result<Fetcher, SyncError> {
        Ok(Fetcher::new(Patience::default(), self.key.cloned())?)
    }
}

impl NhsDdSource {
    /// Where its lists are published.
    pub const fn origin(&self) -> Origin<'_> {
        Origin { source: Source::NhsDd, base: &self.nhs_dd_base_url, key: None }
    }
}

impl ExternalSource {
    /// Where its lists are published.
    pub fn origin(&self) -> Origin<'_> {
        let key = self.external_dataset_api_key.as_ref();
        // Whoever has none may still have set the variable.
        let key = key.filter(|key| !key.expose_secret().trim().is_empty());
        Origin { source: Source::External, base: &self.external_dataset_api_url, key }
    }
}

impl SyncSettings {
    /// Where the lists of a source are published.
    pub fn origin(&self, source: Source) -> Origin<'_> {
        match source {
            Source::NhsDd => self.nhs_dd.origin(),
            Source::External => self.external.origin(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_key_is_none() {
        for (key, expected) in
            [(None, None), (Some(""), None), (Some(" \t"), None), (Some("sesame"), Some("sesame"))]
        {
            let source = ExternalSource {
                external_dataset_api_url: "https://a.test/".parse().unwrap(),
                external_dataset_api_key: key.map(Into::into),
            };
            let sent = source.origin().key.map(|key| key.expose_secret());
            assert_eq!(sent, expected, "{key:?}");
        }
    }
}
