//! A service of the tests' own, with one route behind each kind of door. It
//! tells what it was told: who called, and with which parameters.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use access::{
    Access, AccountsConfig, Action, Authenticator, Caller, Credential, Parameters, Permission,
    ResourcePermission, Scheme, Scope, ThrottleConfig, Tier,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use chassis::{Running, Server, SiteConfig};
use futures_util::FutureExt;
use prometheus::Registry;
use reqwest::Response;
use serde_json::{Value, json};
use url::Url;
use utoipa::openapi::path::HttpMethod;
use web::{Endpoint, Routes};

use crate::{Browser, Platform, client};

/// Any free port of this machine.
const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The methods a session may be used with.
const METHODS: [HttpMethod; 5] =
    [HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete];

/// One replica of the service.
pub struct Probe {
    running: Running,
}

impl Probe {
    /// A replica that asks the accounts of a platform.
    pub async fn start(platform: &Platform, throttle: ThrottleConfig) -> Self {
        Self::start_at(platform.internal(), None, throttle).await
    }

    /// A replica that asks these accounts, seen from outside at `public_url`.
    pub async fn start_at(
        accounts: &AccountsConfig,
        public_url: Option<Url>,
        throttle: ThrottleConfig,
    ) -> Self {
        let url = accounts.accounts_grpc_url.clone().unwrap();
        let token = accounts.internal_token.as_ref().unwrap();
        let access = Access::new("probe", Authenticator::new(url, token), throttle);
        access.attend();
        let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        let site = SiteConfig { bind: LOCAL.ip(), port: 0, public_url, trusted_proxies };
        let server = Server {
            name: "probe",
            listener: chassis::bind(LOCAL).unwrap(),
            site: site.site(),
            ready: Arc::new(|| async { Ok(()) }.boxed()),
            metrics: Registry::new(),
            compress: false,
        };
        let routes = Arc::new(routes(&access));
        let running = server.start(move |config| routes.configure("probe", config)).unwrap();
        Self { running }
    }

    /// Its address, without a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.address)
    }

    /// The cookies of a browser, brought here.
    pub fn browser(&self, browser: &Browser) -> Browser {
        browser.at(&self.url())
    }

    /// Gets a path as nobody.
    pub async fn get(&self, path: &str) -> Response {
        client().get(format!("{}{path}", self.url())).send().await.unwrap()
    }

    /// Gets a path with a bearer credential.
    pub async fn get_as(&self, credential: &str, path: &str) -> Response {
        let request = client().get(format!("{}{path}", self.url())).bearer_auth(credential);
        request.send().await.unwrap()
    }

    /// The status of [`Probe::get_as`].
    pub async fn status_as(&self, credential: &str, path: &str) -> u16 {
        self.get_as(credential, path).await.status().as_u16()
    }

    /// Stops the replica.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}

fn routes(access: &Arc<Access>) -> Routes {
    let get = |path: &str| Endpoint::page(HttpMethod::Get, path, tell);
    let signed = |action| access.signed(ResourcePermission { resource: "care-enquiries", action });
    let session = |permission| access.session(permission, Tier::Standard);
    let routes = Routes::new()
        .endpoint(get("/api/v1/probe/bearer/"), access.bearer(None))
        .endpoint(get("/api/v1/probe/bearer/practices/"), access.bearer(Scope::Practices))
        .endpoint(get("/api/v1/probe/expensive/"), access.session(Permission::Any, Tier::Expensive))
        .endpoint(get("/api/v1/probe/member/"), session(Permission::Member))
        .endpoint(get("/api/v1/probe/manager/"), session(Permission::Manager))
        .endpoint(get("/api/v1/probe/staff/"), session(Permission::Staff))
        .endpoint(
            get("/api/v1/probe/either/"),
            access.any_of(&[Scheme::ApiKey, Scheme::Session], Permission::Staff, Tier::Standard),
        )
        .endpoint(get("/api/v1/probe/token/"), access.token(Permission::Any))
        .endpoint(
            Endpoint::page(HttpMethod::Post, "/api/v1/probe/token/", tell),
            access.token(Permission::Any),
        )
        .endpoint(get("/api/v1/probe/editor/"), access.token(Permission::Editor))
        .endpoint(get("/api/v1/probe/token-or-anonymous/"), access.token_or_anonymous())
        .endpoint(get("/api/v1/probe/release/keys/{key}/x"), access.release_key())
        .endpoint(get("/api/v1/probe/release/items/1/x"), access.release_key())
        .endpoint(get("/v1/care-enquiries"), signed(Action::Read))
        .endpoint(
            Endpoint::page(HttpMethod::Put, "/v1/care-enquiries", tell),
            signed(Action::Create),
        )
        .endpoint(get("/v1/care-enquiries/{id}"), signed(Action::Read))
        .endpoint(
            Endpoint::page(HttpMethod::Patch, "/v1/care-enquiries/{id}", tell),
            signed(Action::Update),
        )
        .endpoint(
            Endpoint::page(HttpMethod::Delete, "/v1/care-enquiries/{id}", tell),
            signed(Action::Delete),
        )
        .endpoint(get("/api/v1/care-enquiries"), signed(Action::Read));
    METHODS.into_iter().fold(routes, |routes, method| {
        let endpoint = Endpoint::page(method, "/api/v1/probe/session/", tell);
        routes.endpoint(endpoint, session(Permission::Any))
    })
}

/// What the door has found out.
async fn tell(request: HttpRequest) -> HttpResponse {
    let extensions = request.extensions();
    let caller = extensions.get::<Arc<Caller>>();
    let parameters = extensions.get::<Parameters>().map(|parameters| parameters.0.clone());
    HttpResponse::Ok().json(json!({
        "caller": caller.map(|caller| told(caller)),
        "parameters": parameters,
    }))
}

fn told(caller: &Caller) -> Value {
    let (credential, id) = match &caller.credential {
        Credential::ApiKey(key) => ("api_key", Some(key.id)),
        Credential::Session(session) => ("session", Some(session.id)),
        Credential::Token => ("token", None),
        Credential::ReleaseKey(key) => ("release_key", Some(key.id)),
        Credential::SignedKey(key) => ("signed_key", Some(key.id)),
    };
    let account = match &caller.credential {
        Credential::SignedKey(key) => Some(&key.account),
        _ => None,
    };
    let user = caller.user.as_ref();
    json!({
        "credential": credential,
        "credential_id": id,
        "user": user.map(|user| user.id),
        "username": user.map(|user| &user.username),
        "staff": user.map(|user| user.staff),
        "organization": caller.organization(),
        "account": account,
    })
}
