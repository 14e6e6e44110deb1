use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroUsize;

use access::ThrottleConfig;
use chrono::NaiveDate;
use store::DatabaseUrl;
use tokio::process::Command;
use url::Url;

use super::{Port, Process, kept, program};
use crate::secrets;

/// The services behind the gateway, in the order of [`Started::services`].
pub(crate) const SERVICES: [&str; 6] =
    [accounts::NAME, reference::NAME, rota::NAME, datasets::NAME, releases::NAME, care::NAME];

/// The services there are two of, unless a test says otherwise.
pub(crate) const REPLICATED: [&str; 2] = [reference::NAME, rota::NAME];

/// Where services are asked. A test may put something in between.
#[derive(Clone, Debug)]
pub struct Routes {
    /// Where the others ask accounts.
    pub accounts_grpc: SocketAddr,
    /// Where the gateway asks the replicas of each service, by its name.
    pub upstreams: BTreeMap<&'static str, Vec<SocketAddr>>,
}

/// What the processes of a platform are told.
pub(crate) struct Plan {
    /// In the order of [`SERVICES`].
    pub(crate) databases: [DatabaseUrl; 6],
    pub(crate) object_store_url: Url,
    pub(crate) secret_keys: String,
    pub(crate) internal_token: String,
    pub(crate) throttle: ThrottleConfig,
    pub(crate) redis_url: Option<String>,
    pub(crate) public_url: Option<Url>,
    pub(crate) today: Option<NaiveDate>,
    pub(crate) downloads_per_key: Option<NonZeroUsize>,
    pub(crate) drain_seconds: u32,
    /// The services there are two of.
    pub(crate) replicated: &'static [&'static str],
    /// What is logged, where that is not the usual.
    pub(crate) log: Option<String>,
    /// What else is told: to whom, the name and the value.
    pub(crate) environment: Vec<(&'static str, &'static str, String)>,
    /// Commands that become services: which, and the words before the program.
    pub(crate) wrappers: Vec<(&'static str, Vec<String>)>,
}

/// Every process of a platform.
pub(crate) struct Started {
    pub(crate) gateway: Process,
    /// In the order of [`SERVICES`].
    pub(crate) services: [Vec<Process>; 6],
    pub(crate) routes: Routes,
}

impl Plan {
    /// Starts everything at once, and returns when all listen.
    pub(crate) async fn start(&self, between: impl FnOnce(&mut Routes)) -> Started {
        let gateway = Port::reserve();
        let ports = SERVICES.map(|name| {
            let count = if self.replicated.contains(&name) { 2 } else { 1 };
            (name, Vec::from_iter((0..count).map(|_| reserve(name))))
        });
        let addresses = |(name, replicas): &(&'static str, Vec<Vec<Port>>)| {
            (*name, replicas.iter().map(|ports| ports[0].address).collect())
        };
        let upstreams = ports.iter().map(addresses).collect();
        let mut routes = Routes { accounts_grpc: ports[0].1[0][1].address, upstreams };
        between(&mut routes);

        let site = self.site(gateway.address.port());
        let start = |name, ports| self.spawn(name, ports, site.clone(), &routes);
        let mut services = ports.map(|(name, replicas)| {
            replicas.into_iter().map(|ports| start(name, ports)).collect::<Vec<_>>()
        });
        let mut gateway = start(gateway::NAME, vec![gateway]);
        for process in services.iter_mut().flatten().chain([&mut gateway]) {
            process.listens().await;
        }
        Started { gateway, services, routes }
    }

    /// Starts one more process, which the gateway does not know and which
    /// trusts no proxy; it listens when this returns.
    pub(crate) async fn another(&self, name: &'static str, routes: &Routes) -> Process {
        // Nobody calls from there.
        let site = vec![owned(("ALMANAC_TRUSTED_PROXIES", "192.0.2.255/32".to_owned()))];
        let mut process = self.spawn(name, reserve(name), site, routes);
        process.listens().await;
        process
    }

    fn spawn(
        &self,
        name: &'static str,
        ports: Vec<Port>,
        mut environment: Vec<(String, String)>,
        routes: &Routes,
    ) -> Process {
        environment.extend(self.own(name, routes));
        let grpc = ports.get(1).map(|port| ("ACCOUNTS_GRPC_BIND", port.address.to_string()));
        environment.extend(grpc.map(owned));
        let own = self.wrappers.iter().find(|(of, _)| *of == name);
        let wrapper = own.map(|(_, wrapper)| wrapper.clone()).unwrap_or_default();
        Process::spawn(wrapper, name, environment, ports)
    }

    /// How services see the platform from outside.
    fn site(&self, port: u16) -> Vec<(String, String)> {
        let mut site = vec![owned(("ALMANAC_PORT", port.to_string()))];
        site.extend(
            self.public_url.iter().map(|url| owned(("ALMANAC_PUBLIC_URL", url.to_string()))),
        );
        site
    }

    /// What a service is told, and not more than it needs.
    fn own(&self, name: &'static str, routes: &Routes) -> Vec<(String, String)> {
        let mut own = vec![("ALMANAC_DRAIN_SECONDS", self.drain_seconds.to_string())];
        own.extend(self.log.iter().map(|targets| ("RUST_LOG", targets.clone())));
        if name == gateway::NAME {
            let mut environment = pairs(own);
            environment.extend(upstreams(routes));
            environment.extend(self.more(name));
            return environment;
        }
        own.push(("ALMANAC_INTERNAL_TOKEN", self.internal_token.clone()));
        own.extend(self.limits());
        if name != accounts::NAME {
            own.push(("ACCOUNTS_GRPC_URL", grpc_url(routes)));
        }
        own.extend(match name {
            accounts::NAME => vec![("ALMANAC_SECRET_KEYS", self.secret_keys.clone())],
            reference::NAME => vec![("OBJECT_STORE_URL", self.object_store_url.to_string())],
            rota::NAME => Vec::from_iter(self.day()),
            datasets::NAME => nowhere(),
            releases::NAME => self.of_releases(),
            _ => Vec::new(),
        });
        let mut environment = pairs(own);
        environment.extend(self.databases().filter(|(owner, _)| *owner == name).map(database));
        environment.extend(self.more(name));
        environment
    }

    fn of_releases(&self) -> Vec<(&'static str, String)> {
        let mut own = vec![
            ("OBJECT_STORE_URL", self.object_store_url.to_string()),
            ("ALMANAC_SECRET_KEYS", self.secret_keys.clone()),
        ];
        let most =
            self.downloads_per_key.map(|most| ("RELEASES_DOWNLOADS_PER_KEY", most.to_string()));
        own.extend(most);
        own
    }

    fn day(&self) -> Option<(&'static str, String)> {
        self.today.map(|today| ("ALMANAC_TODAY", today.to_string()))
    }

    fn databases(&self) -> impl Iterator<Item = (&'static str, &DatabaseUrl)> {
        SERVICES.into_iter().zip(&self.databases)
    }

    fn more(&self, name: &'static str) -> impl Iterator<Item = (String, String)> {
        let own = self.environment.iter().filter(move |(to, _, _)| *to == name);
        own.map(|(_, name, value)| ((*name).to_owned(), value.clone()))
    }

    /// How often callers may call, and where that is counted.
    pub(crate) fn limits(&self) -> Vec<(&'static str, String)> {
        let mut limits = rates(&self.throttle).to_vec();
        limits.extend(self.redis_url.iter().map(|url| ("REDIS_URL", url.clone())));
        limits
    }

    /// The administrator's command line, as yet without arguments.
    pub(crate) fn command(&self, routes: Option<&Routes>) -> Command {
        let mut command = Command::new(program());
        command.kill_on_drop(true).env_clear().envs(kept()).envs(nowhere());
        command.envs(self.databases().map(database)).envs(self.day());
        command.env("OBJECT_STORE_URL", self.object_store_url.as_str());
        command.env("ALMANAC_SECRET_KEYS", &self.secret_keys);
        if let Some(routes) = routes {
            command.env("ACCOUNTS_GRPC_URL", grpc_url(routes));
            command.env("ALMANAC_INTERNAL_TOKEN", &self.internal_token);
        }
        command
    }
}

/// The variables that say how often callers may call.
pub(crate) fn rates(throttle: &ThrottleConfig) -> [(&'static str, String); 8] {
    let ThrottleConfig {
        throttle_standard,
        throttle_expensive,
        throttle_anonymous,
        throttle_api_key,
        throttle_datasets_anonymous,
        throttle_datasets_user,
        throttle_signed,
        throttle_releases,
        redis_url: _,
    } = throttle;
    [
        ("THROTTLE_STANDARD", throttle_standard.to_string()),
        ("THROTTLE_EXPENSIVE", throttle_expensive.to_string()),
        ("THROTTLE_ANONYMOUS", throttle_anonymous.to_string()),
        ("THROTTLE_API_KEY", throttle_api_key.to_string()),
        ("THROTTLE_DATASETS_ANONYMOUS", throttle_datasets_anonymous.to_string()),
        ("THROTTLE_DATASETS_USER", throttle_datasets_user.to_string()),
        ("THROTTLE_SIGNED", throttle_signed.to_string()),
        ("THROTTLE_RELEASES", throttle_releases.to_string()),
    ]
}

/// One port for what a service answers; accounts has a second one, for gRPC.
fn reserve(name: &str) -> Vec<Port> {
    let count = if name == accounts::NAME { 2 } else { 1 };
    (0..count).map(|_| Port::reserve()).collect()
}

fn grpc_url(routes: &Routes) -> String {
    format!("http://{}", routes.accounts_grpc)
}

fn upstreams(routes: &Routes) -> impl Iterator<Item = (String, String)> {
    routes.upstreams.iter().map(|(name, replicas)| {
        let origins: Vec<String> =
            replicas.iter().map(|address| format!("http://{address}")).collect();
        (format!("{}_UPSTREAM", name.to_uppercase()), origins.join(","))
    })
}

/// Lists are synced by tests alone: what is published is nowhere.
fn nowhere() -> Vec<(&'static str, String)> {
    let nowhere = || "file:///nowhere/".to_owned();
    vec![
        ("DATASETS_SYNC", "off".to_owned()),
        ("NHS_DD_BASE_URL", nowhere()),
        ("EXTERNAL_DATASET_API_URL", nowhere()),
        ("EXTERNAL_DATASET_API_KEY", secrets::password()),
    ]
}

fn database((service, url): (&str, &DatabaseUrl)) -> (String, String) {
    (format!("{}_DATABASE_URL", service.to_uppercase()), url.expose().to_owned())
}

fn pairs(named: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    named.into_iter().map(owned).collect()
}

fn owned((name, value): (&str, String)) -> (String, String) {
    (name.to_owned(), value)
}
