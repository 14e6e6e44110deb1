use access::Access;
use chassis::BoxError;
use clap::{Args, ValueEnum};
use serde_json::Value;
use web::openapi::merge;

/// Print the OpenAPI document of all services, or of one.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Openapi {
    /// Only this service's
    service: Option<Service>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Service {
    Accounts,
    Reference,
}

impl Openapi {
    #[expect(clippy::print_stdout, reason = "the document is the result")]
    pub(crate) fn run(self) -> Result<(), BoxError> {
        let document = match self.service {
            Some(Service::Accounts) => document(accounts::NAME)?,
            Some(Service::Reference) => document(reference::NAME)?,
            None => {
                let all = [document(accounts::NAME)?, document(reference::NAME)?];
                let [accounts, reference] = &all;
                let named = [(accounts::NAME, accounts), (reference::NAME, reference)];
                merge(named, "/")?
            }
        };
        println!("{document:#}");
        Ok(())
    }
}

/// The OpenAPI document of one service, made from its routes.
pub fn document(service: &str) -> Result<Value, BoxError> {
    let routes = match service {
        accounts::NAME => accounts::routes(&Access::closed()),
        reference::NAME => reference::routes(&Access::closed()),
        other => return Err(format!("there is no service {other}").into()),
    };
    Ok(serde_json::to_value(routes.openapi(service))?)
}
