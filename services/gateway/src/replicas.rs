//! The replicas of each service: where they are, which may be asked, and which is.

use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::{Deref, Range};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use arc_swap::ArcSwap;
use http::HeaderValue;
use opentelemetry::{KeyValue, global};
use tracing::{info, warn};

use crate::config::{Origin, Upstreams};
use crate::routing::Service;

/// One address that a service answers at.
pub(crate) struct Replica {
    pub(crate) address: SocketAddr,
    /// Host and port as the configuration names them, for requests that name none.
    pub(crate) host: HeaderValue,
    service: Service,
    in_flight: AtomicUsize,
    ready: AtomicBool,
}

impl Replica {
    fn new(service: Service, address: SocketAddr, host: HeaderValue, ready: bool) -> Self {
        let (in_flight, ready) = (AtomicUsize::new(0), AtomicBool::new(ready));
        Self { address, host, service, in_flight, ready }
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    pub(crate) fn mark_ready(&self) {
        if !self.ready.swap(true, Ordering::Relaxed) {
            info!(service = self.service.name(), address = %self.address, "a replica is ready");
        }
    }

    pub(crate) fn mark_unready(&self, cause: &dyn Display) {
        if self.ready.swap(false, Ordering::Relaxed) {
            let service = self.service.name();
            warn!(service, address = %self.address, %cause, "a replica is not ready");
        }
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }
}

/// A replica with a request on its way to it. It counts until this is dropped.
pub(crate) struct InFlight(Arc<Replica>);

impl InFlight {
    fn new(replica: Arc<Replica>) -> Self {
        replica.in_flight.fetch_add(1, Ordering::Relaxed);
        Self(replica)
    }
}

impl Deref for InFlight {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.0
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The replicas of one service, shared by all workers.
pub(crate) struct Replicas {
    pub(crate) service: Service,
    pub(crate) origins: Vec<Origin>,
    current: ArcSwap<Vec<Arc<Replica>>>,
    looked_up: AtomicBool,
}

impl Replicas {
    /// Those whose addresses need no looking up.
    pub(crate) fn new(service: Service, origins: Vec<Origin>) -> Self {
        let looked_up = AtomicBool::new(origins.iter().all(|origin| origin.literal().is_some()));
        let replicas = Self { service, origins, current: ArcSwap::default(), looked_up };
        let literals: Vec<Vec<SocketAddr>> =
            replicas.origins.iter().map(|origin| origin.literal().into_iter().collect()).collect();
        replicas.renew(&literals);
        replicas
    }

    /// Takes over the addresses of each origin. Replicas that stay keep what is
    /// known of them, and an address that two origins have counts once. The first
    /// ones are taken for ready until something else is known; one that joins
    /// others may still be starting, and is not asked before it says that it is.
    pub(crate) fn renew(&self, addresses: &[Vec<SocketAddr>]) {
        let before = self.current.load();
        let mut after: Vec<Arc<Replica>> = Vec::new();
        for (origin, addresses) in self.origins.iter().zip(addresses) {
            for address in addresses {
                if at(&after, *address).is_none() {
                    let known = at(&before, *address).cloned();
                    after.push(known.unwrap_or_else(|| {
                        info!(service = self.service.name(), %address, "a replica is known");
                        let first = before.is_empty();
                        Arc::new(Replica::new(self.service, *address, origin.host(), first))
                    }));
                }
            }
        }
        let gone = before.iter().filter(|replica| at(&after, replica.address).is_none());
        for replica in gone {
            info!(service = self.service.name(), address = %replica.address, "a replica is gone");
        }
        self.current.store(Arc::new(after));
    }

    /// Every one there is.
    pub(crate) fn all(&self) -> Arc<Vec<Arc<Replica>>> {
        self.current.load_full()
    }

    /// Notes that every name was looked up, whether or not anything was found.
    pub(crate) fn mark_looked_up(&self) {
        self.looked_up.store(true, Ordering::Relaxed);
    }

    /// The replica to ask next; `None` where no address is known.
    pub(crate) fn next(&self) -> Option<InFlight> {
        self.choose(None)
    }

    /// The replica to ask after one that failed; `None` where there is no other.
    pub(crate) fn another(&self, than: SocketAddr) -> Option<InFlight> {
        self.choose(Some(than))
    }

    fn choose(&self, but: Option<SocketAddr>) -> Option<InFlight> {
        let current = self.current.load();
        let candidates = current.iter().filter(|replica| Some(replica.address) != but);
        choose(candidates, rand::random_range).cloned().map(InFlight::new)
    }
}

fn at(replicas: &[Arc<Replica>], address: SocketAddr) -> Option<&Arc<Replica>> {
    replicas.iter().find(|replica| replica.address == address)
}

/// One that is ready. Where none is, whether they are does not count: what
/// keeps all of them from being ready is better told by the service itself.
fn choose<'a, R>(
    replicas: impl Iterator<Item = &'a Arc<Replica>>,
    random: R,
) -> Option<&'a Arc<Replica>>
where
    R: FnMut(Range<usize>) -> usize,
{
    let all: Vec<_> = replicas.collect();
    // Each is asked once: it may change its mind meanwhile.
    let ready: Vec<_> = all.iter().copied().filter(|replica| replica.is_ready()).collect();
    less_busy(if ready.is_empty() { &all } else { &ready }, random)
}

/// Of two taken at random, the one with fewer requests in flight: nearly as
/// good as the least busy of all, and no two gateways agree on the same one.
fn less_busy<'a, R>(replicas: &[&'a Arc<Replica>], mut random: R) -> Option<&'a Arc<Replica>>
where
    R: FnMut(Range<usize>) -> usize,
{
    let count = replicas.len();
    if count < 2 {
        return replicas.first().copied();
    }
    let first = random(0..count);
    let second = (first + random(1..count)) % count;
    let (first, second) = (*replicas.get(first)?, *replicas.get(second)?);
    Some(if second.in_flight() < first.in_flight() { second } else { first })
}

/// The replicas of every service that the configuration knows.
#[derive(Clone)]
pub(crate) struct Fleet(Arc<[Arc<Replicas>]>);

impl Fleet {
    pub(crate) fn new(upstreams: Upstreams) -> Self {
        let known = [
            (Service::Accounts, upstreams.accounts_upstream),
            (Service::Reference, upstreams.reference_upstream),
            (Service::Rota, upstreams.rota_upstream),
            (Service::Datasets, upstreams.datasets_upstream),
            (Service::Releases, upstreams.releases_upstream),
            (Service::Care, upstreams.care_upstream),
        ];
        let known = known.into_iter().filter(|(_, origins)| !origins.is_empty());
        Self(known.map(|(service, origins)| Arc::new(Replicas::new(service, origins))).collect())
    }

    /// Those of a service; `None` where it has no origin at all.
    pub(crate) fn of(&self, service: Service) -> Option<&Arc<Replicas>> {
        self.iter().find(|replicas| replicas.service == service)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Replicas>> {
        self.0.iter()
    }

    /// Whether every name was looked up.
    pub(crate) fn is_looked_up(&self) -> bool {
        self.iter().all(|replicas| replicas.looked_up.load(Ordering::Relaxed))
    }

    /// Measures them, whenever somebody looks.
    pub(crate) fn observe(&self) {
        let fleet = self.clone();
        global::meter("gateway")
            .u64_observable_gauge("gateway.replicas")
            .with_description("Replicas of a service, by whether they are ready")
            .with_callback(move |gauge| {
                for replicas in fleet.iter() {
                    let all = replicas.all();
                    let ready = all.iter().filter(|replica| replica.is_ready()).count();
                    for (state, count) in [("ready", ready), ("unready", all.len() - ready)] {
                        let service = KeyValue::new("service", replicas.service.name());
                        let labels = [service, KeyValue::new("state", state)];
                        gauge.observe(u64::try_from(count).unwrap_or(u64::MAX), &labels);
                    }
                }
            })
            .build();
    }
}

#[cfg(test)]
mod tests;
