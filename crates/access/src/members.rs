use std::sync::Arc;
use std::time::{Duration, SystemTime};

use moka::sync::Cache;
use proto::accounts::{self, ListMembersRequest};
use tokio::time::{Instant, timeout};
use tonic::Status;

use crate::Role;
use crate::authenticator::{Client, FRESH, PATIENCE, STALE};

/// The most members that are remembered, of all organisations together.
const MOST: u64 = 100_000;

/// Who belongs to which organisation, as accounts tells it.
pub struct Members {
    client: Client,
    told: Cache<i64, Told>,
}

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their id in accounts.
    pub id: i64,
    /// What they sign in as.
    pub username: String,
    /// Empty where none is known.
    pub email: String,
    /// What they are there.
    pub role: Role,
    /// Whether they may call at all.
    pub active: bool,
    /// When they were added to accounts, whenever they became a member.
    pub created_at: SystemTime,
}

/// The members of an organisation, and when they were told.
#[derive(Clone)]
struct Told {
    members: Arc<[Member]>,
    at: Instant,
}

impl Told {
    /// How many places it takes in memory: even nobody takes one.
    fn weight(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX).max(1)
    }
}

impl Members {
    pub(crate) fn new(client: Client) -> Self {
        let told = Cache::builder()
            .weigher(|_, told: &Told| told.weight())
            .max_capacity(MOST)
            .time_to_live(STALE)
            .build();
        Self { client, told }
    }

    /// The members of an organisation, by id; none where it is not active, or
    /// unknown. Who came or went within [`FRESH`] may be missing or still be
    /// there. While accounts is away, those are used that it told in the last
    /// 15 minutes; fails where it told none.
    pub async fn of(&self, organization: i64) -> Result<Arc<[Member]>, Box<Status>> {
        if let Some(members) = self.recall(organization, FRESH) {
            return Ok(members);
        }
        let asked = self.ask(organization).await;
        asked.or_else(|status| self.recall(organization, STALE).ok_or(status))
    }

    /// What was told no longer ago than `age`.
    fn recall(&self, organization: i64, age: Duration) -> Option<Arc<[Member]>> {
        let told = self.told.get(&organization)?;
        (told.at.elapsed() < age).then_some(told.members)
    }

    async fn ask(&self, organization: i64) -> Result<Arc<[Member]>, Box<Status>> {
        let mut client = self.client.clone();
        let request = ListMembersRequest { organization_id: organization };
        let answer = timeout(PATIENCE, client.list_members(request)).await;
        let late = |_| Box::new(Status::deadline_exceeded("accounts did not answer in time"));
        let answer = answer.map_err(late)?.map_err(Box::new)?.into_inner();
        let members: Result<Arc<[Member]>, String> = answer.members.into_iter().map(read).collect();
        let members = members.map_err(|error| Box::new(Status::internal(error)))?;
        let told = Told { members: Arc::clone(&members), at: Instant::now() };
        self.told.insert(organization, told);
        Ok(members)
    }
}

fn read(member: accounts::Member) -> Result<Member, String> {
    let created_at = member.created_at.ok_or("a member without a beginning")?;
    Ok(Member {
        id: member.user_id,
        username: member.username,
        email: member.email,
        role: member.role.parse()?,
        active: member.active,
        created_at: SystemTime::try_from(created_at).map_err(|error| error.to_string())?,
    })
}
