use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::HttpRequest;
use opentelemetry::metrics::Counter;
use opentelemetry::{KeyValue, global};
use tonic::transport::Uri;
use web::{ApiError, Passage, Site, client_address};

use crate::door::{Door, LARGEST_FORM, Scheme, Strangers};
use crate::{
    Authenticator, Bucket, Caller, Credential, InternalToken, Members, Names, Permission, Rates,
    ResourcePermission, Scope, Subject, Throttle, ThrottleConfig, Tier,
};

static REFUSALS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("access")
        .u64_counter("access.throttle_refusals")
        .with_description("Calls answered 429, by tier")
        .build()
});

/// How often counters that no longer matter are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// What a service needs to know its callers: accounts, the throttle, the
/// rates. Its routes get their gates from here.
pub struct Access {
    pub(crate) authenticator: Authenticator,
    pub(crate) throttle: Throttle,
    pub(crate) rates: ThrottleConfig,
    names: Names,
    members: Members,
}

impl Access {
    /// Joins the parts. `service` names the service in what replicas share.
    pub fn new(
        service: &'static str,
        authenticator: Authenticator,
        rates: ThrottleConfig,
    ) -> Arc<Self> {
        let throttle = Throttle::new(service, rates.redis_url.as_ref());
        let names = Names::new(authenticator.client());
        let members = Members::new(authenticator.client());
        Arc::new(Self { authenticator, throttle, rates, names, members })
    }

    /// Lets nobody in, because there is no accounts to ask: for making
    /// documents. Must be called on a Tokio runtime.
    pub fn closed() -> Arc<Self> {
        let nowhere = Uri::from_static("http://accounts.invalid");
        let authenticator = Authenticator::new(nowhere, &InternalToken::random());
        Self::new("closed", authenticator, ThrottleConfig::default())
    }

    /// Learns of revocations as they happen, and forgets now and then what no
    /// longer matters to the throttle, for as long as it lives.
    pub fn attend(self: &Arc<Self>) {
        self.authenticator.follow_revocations();
        let sweeping = Arc::downgrade(self);
        tokio::spawn(async move {
            while let Some(access) = sweeping.upgrade() {
                access.throttle.sweep();
                drop(access);
                tokio::time::sleep(SWEEP).await;
            }
        });
    }

    /// What users and organisations are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Who belongs to which organisation.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// For holders of a bearer API key; `scope` names what the key must cover,
    /// `None` lets any good key pass.
    pub fn bearer(self: &Arc<Self>, scope: impl Into<Option<Scope>>) -> Door {
        let permission = scope.into().map_or(Permission::Any, Permission::Scope);
        self.any_of(&[Scheme::ApiKey], permission, Tier::ApiKey)
    }

    /// For people who signed in; what changes something must repeat the CSRF token.
    pub fn session(self: &Arc<Self>, permission: Permission, tier: Tier) -> Door {
        self.any_of(&[Scheme::Session], permission, tier)
    }

    /// For holders of an access token.
    pub fn token(self: &Arc<Self>, permission: Permission) -> Door {
        self.any_of(&[Scheme::Token], permission, Tier::DatasetsUser)
    }

    /// The same, and for strangers; a token that is not good is refused all the same.
    pub fn token_or_anonymous(self: &Arc<Self>) -> Door {
        let door = self.token(Permission::Any);
        Door { strangers: Strangers::Counted(Tier::DatasetsAnonymous), ..door }
    }

    /// For holders of a release key, in the path as `{key}` or as bearer.
    pub fn release_key(self: &Arc<Self>) -> Door {
        self.any_of(&[Scheme::ReleaseKey], Permission::Any, Tier::Releases)
    }

    /// For signed requests. The parameters they cover are [`crate::Parameters`]
    /// among the request's extensions.
    pub fn signed(self: &Arc<Self>, permission: ResourcePermission) -> Door {
        self.any_of(&[Scheme::Signed], Permission::Resource(permission), Tier::Signed)
    }

    /// For any of several schemes: the first that the request has a credential for decides.
    pub fn any_of(
        self: &Arc<Self>,
        schemes: &'static [Scheme],
        permission: Permission,
        tier: Tier,
    ) -> Door {
        Door {
            access: Arc::clone(self),
            schemes,
            permission,
            tier,
            strangers: Strangers::Refused,
            forms: false,
            largest_form: LARGEST_FORM,
            hidden: false,
            shape: None,
        }
    }

    /// For everybody, without asking who it is; counted by address.
    pub fn open(self: &Arc<Self>, tier: Tier) -> Door {
        let door = self.any_of(&[], Permission::Any, tier);
        Door { strangers: Strangers::Counted(tier), ..door }
    }

    /// A page for people who signed in; its forms must repeat the CSRF token.
    pub fn page(self: &Arc<Self>, permission: Permission) -> Door {
        Door { forms: true, ..self.session(permission, Tier::Unlimited) }
    }

    /// A page for everybody. What it is sent must repeat the CSRF token,
    /// whoever sends it. People who signed in are known and not counted;
    /// strangers are, by address, in this tier.
    pub fn open_page(self: &Arc<Self>, strangers: Tier) -> Door {
        Door { strangers: Strangers::Counted(strangers), ..self.page(Permission::Any) }
    }

    /// Counts a call of somebody who is known.
    pub(crate) async fn count(&self, tier: Tier, caller: &Caller) -> Passage {
        let default = self.rates.rates(tier);
        let (subject, rates) = match (&caller.credential, &caller.user) {
            (Credential::ApiKey(key), _) if tier == Tier::ApiKey => {
                (Subject::Key(key.id), key.throttle.as_ref().unwrap_or(default))
            }
            (Credential::SignedKey(key), _) => {
                (Subject::SignedKey(key.id), key.throttle.as_ref().unwrap_or(default))
            }
            (_, Some(user)) => (Subject::User(user.id), default),
            (_, None) => return refuse(ApiError::internal("a caller who is nobody")),
        };
        self.spend(Bucket::new(tier, subject), rates, tier == Tier::Signed).await
    }

    /// Counts a call by the address it came from; where that is unknown, not at
    /// all. `signed`: in the headers of signed requests.
    pub(crate) async fn count_address(
        &self,
        tier: Tier,
        request: &HttpRequest,
        signed: bool,
    ) -> Passage {
        match address(request) {
            Some(address) => {
                let bucket = Bucket::new(tier, Subject::Address(address));
                self.spend(bucket, self.rates.rates(tier), signed).await
            }
            None => Passage { verdict: Ok(()), headers: Vec::new() },
        }
    }

    async fn spend(&self, bucket: Bucket, rates: &Rates, signed: bool) -> Passage {
        match self.throttle.spend(bucket, rates).await {
            Ok(allowance) => Passage {
                verdict: Ok(()),
                headers: allowance.map(|left| left.headers_of(signed)).unwrap_or_default(),
            },
            Err(throttled) => {
                REFUSALS.add(1, &[KeyValue::new("tier", bucket.tier().as_str())]);
                Passage {
                    verdict: Err(ApiError::throttled(throttled.retry_after)),
                    headers: throttled.allowance.headers_of(signed),
                }
            }
        }
    }
}

/// Where a request came from.
pub(crate) fn address(request: &HttpRequest) -> Option<std::net::IpAddr> {
    client_address(request, request.app_data::<Site>()?)
}

pub(crate) fn refuse(error: ApiError) -> Passage {
    Passage { verdict: Err(error), headers: Vec::new() }
}
