use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use proto::accounts::LookUpNamesRequest;
use tokio::time::{Instant, timeout};
use tonic::Status;

use crate::authenticator::{Client, PATIENCE, STALE};

/// Names change rarely, and an old one for a minute harms nobody.
const FRESH: Duration = Duration::from_secs(60);

const MOST: u64 = 100_000;

/// Accounts looks up no more ids of a kind at once.
const MOST_AT_ONCE: usize = 1_000;

/// What users and organisations are called: other services keep ids alone.
pub struct Names {
    client: Client,
    users: Memory,
    organizations: Memory,
}

/// Names by id. Ids that nobody has are not in it.
pub type NamesById = HashMap<i64, Arc<str>>;

impl Names {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, users: Memory::new(), organizations: Memory::new() }
    }

    /// The usernames of these users and the names of these organisations,
    /// asked for together. While accounts is away, names are used that it told
    /// in the last 15 minutes; fails where one is not known.
    pub async fn look_up(
        &self,
        users: &[i64],
        organizations: &[i64],
    ) -> Result<(NamesById, NamesById), Box<Status>> {
        let (mut known_users, user_ids) = self.users.recall(users, FRESH);
        let (mut known_organizations, organization_ids) =
            self.organizations.recall(organizations, FRESH);
        let (users, organizations) = match self.ask(&user_ids, &organization_ids).await {
            Ok(told) => told,
            Err(status) => {
                let (users, strangers) = self.users.recall(&user_ids, STALE);
                let (organizations, strange) = self.organizations.recall(&organization_ids, STALE);
                if !strangers.is_empty() || !strange.is_empty() {
                    return Err(status);
                }
                (users, organizations)
            }
        };
        known_users.extend(users);
        known_organizations.extend(organizations);
        Ok((known_users, known_organizations))
    }

    async fn ask(
        &self,
        user_ids: &[i64],
        organization_ids: &[i64],
    ) -> Result<(NamesById, NamesById), Box<Status>> {
        let (mut users, mut organizations) = (NamesById::new(), NamesById::new());
        let mut organization_ids = organization_ids.chunks(MOST_AT_ONCE);
        let mut user_ids = user_ids.chunks(MOST_AT_ONCE);
        loop {
            let (some_users, some_organizations) = (user_ids.next(), organization_ids.next());
            if some_users.is_none() && some_organizations.is_none() {
                return Ok((users, organizations));
            }
            let request = LookUpNamesRequest {
                user_ids: some_users.unwrap_or_default().to_vec(),
                organization_ids: some_organizations.unwrap_or_default().to_vec(),
            };
            let mut client = self.client.clone();
            let answer = timeout(PATIENCE, client.look_up_names(request)).await;
            let late = |_| Box::new(Status::deadline_exceeded("accounts did not answer in time"));
            let answer = answer.map_err(late)?.map_err(Box::new)?.into_inner();
            users.extend(self.users.learn(answer.users));
            organizations.extend(self.organizations.learn(answer.organizations));
        }
    }
}

/// A name, and when it was told.
#[derive(Clone)]
struct Told {
    name: Arc<str>,
    at: Instant,
}

/// The names of one kind that were told lately.
struct Memory(Cache<i64, Told>);

impl Memory {
    fn new() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(STALE).build())
    }

    /// The names that were told no longer ago than `age`, and the ids of the rest.
    fn recall(&self, ids: &[i64], age: Duration) -> (NamesById, Vec<i64>) {
        let (mut found, mut missing) = (NamesById::new(), Vec::new());
        for id in ids {
            match self.0.get(id).filter(|told| told.at.elapsed() < age) {
                Some(told) => {
                    found.insert(*id, told.name);
                }
                None => missing.push(*id),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        (found, missing)
    }

    fn learn(&self, names: HashMap<i64, String>) -> NamesById {
        let at = Instant::now();
        let shared = names.into_iter().map(|(id, name)| (id, Arc::<str>::from(name)));
        let names: NamesById = shared.collect();
        for (id, name) in &names {
            self.0.insert(*id, Told { name: Arc::clone(name), at });
        }
        names
    }
}
