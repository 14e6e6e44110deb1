use chassis::BoxError;
use clap::Args;
use objects::Objects;
use url::Url;

use super::super::databases::Databases;

/// Where everything is kept.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Place {
    #[command(flatten)]
    pub(crate) databases: Databases,
    /// Where objects are: file:///path or s3://bucket/prefix (with AWS_*)
    #[arg(long, env = "OBJECT_STORE_URL")]
    object_store_url: Option<Url>,
}

impl Place {
    pub(crate) fn objects(&self) -> Result<Objects, BoxError> {
        let url = self.object_store_url.as_ref().ok_or("set OBJECT_STORE_URL")?;
        Ok(Objects::open(url)?)
    }
}
