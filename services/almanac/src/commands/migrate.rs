use ::store::DatabaseUrl;
use chassis::BoxError;
use clap::Args;
use serde_json::json;

use super::databases::Databases;
use crate::output::Output;
use crate::service::Service;

/// Create and update the databases.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Migrate {
    /// Only this service's
    service: Option<Service>,
    #[command(flatten)]
    databases: Databases,
}

impl Migrate {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        for service in Service::ALL {
            if self.service.is_none_or(|only| only == service) {
                let url = self.databases.url(service)?;
                tell(output, &url, ::store::migrate(&url, service.migrations()).await?)?;
            }
        }
        Ok(())
    }
}

fn tell(output: &Output, url: &DatabaseUrl, versions: Vec<String>) -> Result<(), BoxError> {
    let words = match versions.len() {
        0 => format!("{}: up to date", url.name()),
        1 => format!("{}: one migration", url.name()),
        count => format!("{}: {count} migrations", url.name()),
    };
    Ok(output.result(&json!({ "database": url.name(), "migrations": versions }), words)?)
}
