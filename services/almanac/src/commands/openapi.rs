use chassis::BoxError;
use clap::Args;
use web::openapi::merge;

use crate::output::print;
use crate::service::Service;

/// Print the OpenAPI document of all services, or of one.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Openapi {
    /// Only this service's
    service: Option<Service>,
}

impl Openapi {
    pub(crate) fn run(self) -> Result<(), BoxError> {
        let document = match self.service {
            Some(service) => service.document()?,
            None => {
                let mut documents = Vec::new();
                for service in Service::ALL {
                    documents.push((service.name(), service.document()?));
                }
                merge(documents.iter().map(|(name, document)| (*name, document)), "/")?
            }
        };
        print(format_args!("{document:#}"))?;
        Ok(())
    }
}
