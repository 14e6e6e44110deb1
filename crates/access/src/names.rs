use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use proto::accounts::LookUpNamesRequest;
use tokio::time::timeout;
use tonic::Status;

use crate::authenticator::{Client, PATIENCE};

/// Names change rarely, and an old one for a minute harms nobody.
const FRESH: Duration = Duration::from_secs(60);

const MOST: u64 = 100_000;

/// Accounts looks up no more ids of a kind at once.
const MOST_AT_ONCE: usize = 1_000;

/// What users and organisations are called: other services keep ids alone.
pub struct Names {
    client: Client,
    users: Cache<i64, Arc<str>>,
    organizations: Cache<i64, Arc<str>>,
}

/// Names by id. Ids that nobody has are not in it.
pub type NamesById = HashMap<i64, Arc<str>>;

impl Names {
    pub(crate) fn new(client: Client) -> Self {
        let cache = || Cache::builder().max_capacity(MOST).time_to_live(FRESH).build();
        Self { client, users: cache(), organizations: cache() }
    }

    /// The usernames of these users and the names of these organisations,
    /// asked for together. Fails where accounts is away and one is not known.
    pub async fn look_up(
        &self,
        users: &[i64],
        organizations: &[i64],
    ) -> Result<(NamesById, NamesById), Box<Status>> {
        let (mut known_users, user_ids) = known(&self.users, users);
        let (mut known_organizations, organization_ids) = known(&self.organizations, organizations);
        let mut organization_ids = organization_ids.chunks(MOST_AT_ONCE);
        let mut user_ids = user_ids.chunks(MOST_AT_ONCE);
        loop {
            let (users, organizations) = (user_ids.next(), organization_ids.next());
            if users.is_none() && organizations.is_none() {
                break;
            }
            let request = LookUpNamesRequest {
                user_ids: users.unwrap_or_default().to_vec(),
                organization_ids: organizations.unwrap_or_default().to_vec(),
            };
            let mut client = self.client.clone();
            let answer = timeout(PATIENCE, client.look_up_names(request)).await;
            let late = |_| Box::new(Status::deadline_exceeded("accounts did not answer in time"));
            let answer = answer.map_err(late)?.map_err(Box::new)?.into_inner();
            learn(&self.users, &mut known_users, answer.users);
            learn(&self.organizations, &mut known_organizations, answer.organizations);
        }
        Ok((known_users, known_organizations))
    }
}

/// What is remembered, and the ids of the rest.
fn known(cache: &Cache<i64, Arc<str>>, ids: &[i64]) -> (NamesById, Vec<i64>) {
    let (mut found, mut missing) = (NamesById::new(), Vec::new());
    for id in ids {
        match cache.get(id) {
            Some(name) => {
                found.insert(*id, name);
            }
            None => missing.push(*id),
        }
    }
    missing.sort_unstable();
    missing.dedup();
    (found, missing)
}

fn learn(cache: &Cache<i64, Arc<str>>, known: &mut NamesById, names: HashMap<i64, String>) {
    for (id, name) in names {
        let name: Arc<str> = name.into();
        cache.insert(id, Arc::clone(&name));
        known.insert(id, name);
    }
}
