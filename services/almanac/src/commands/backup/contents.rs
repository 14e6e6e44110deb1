use std::collections::BTreeSet;

use chassis::BoxError;
use diesel_async::AsyncPgConnection;

use crate::service::Service;

/// What databases say of what is elsewhere. Rows that name objects are never removed, and objects
/// are written before their rows are: what a snapshot names is in the store, and stays.
#[derive(Default)]
pub(super) struct Contents {
    /// The catalogue of reference data.
    pub(super) catalogue: String,
    /// The names of the keys that secrets are encrypted with.
    pub(super) secret_keys: BTreeSet<String>,
    /// The objects that are named: key, and SHA-256 in hexadecimal.
    pub(super) objects: Vec<(String, String)>,
}

impl Contents {
    /// Adds what the database of a service says.
    pub(super) async fn read(
        &mut self,
        service: Service,
        connection: &mut AsyncPgConnection,
    ) -> Result<(), BoxError> {
        match service {
            Service::Accounts => {
                self.secret_keys.extend(accounts::store::secrets::key_names(connection).await?);
            }
            Service::Reference => {
                let catalogue = reference::store::releases::catalogue(connection).await?;
                self.catalogue = catalogue.to_string();
                self.objects.extend(reference::store::releases::segments(connection).await?);
            }
            Service::Releases => {
                let names = releases::store::signing_keys::key_names(connection).await?;
                self.secret_keys.extend(names);
                let files = releases::store::releases::objects(connection).await?;
                let files = files.into_iter().map(|(key, sha256)| (key, hex::encode(sha256)));
                self.objects.extend(files);
            }
            Service::Rota | Service::Datasets | Service::Care => {}
        }
        Ok(())
    }
}
