//! The manifests. `scripts/lint-deploy` builds them with kustomize and validates them; here is what
//! no schema knows.

use std::collections::BTreeSet;

use serde_norway::Value;

use crate::files::{behind_gateway, documents, entries, items, names, services, text, words, yaml};
use crate::settings::Reads;

fn own(service: &str) -> Value {
    yaml(&format!("kubernetes/services/{service}/kustomization.yaml"))
}

/// The variables of a container: the name, the key of the Secret, whether it may be missing.
fn secrets(container: &Value) -> impl Iterator<Item = (&str, &str, bool)> {
    items(&container["env"]).map(|variable| {
        let from = &variable["valueFrom"]["secretKeyRef"];
        assert_eq!(from["name"], "almanac-secrets", "secrets come by reference");
        let optional = from["optional"].as_bool().unwrap_or(false);
        (variable["name"].as_str().unwrap(), from["key"].as_str().unwrap(), optional)
    })
}

/// The container that patches of a service's Deployment describe, as far as they do.
fn patched(service: &str) -> Option<Value> {
    let own = own(service);
    let of_deployment = |patch: &&Value| patch["target"]["kind"] == "Deployment";
    let patch = items(&own["patches"]).find(of_deployment)?["patch"].as_str().unwrap().to_owned();
    let deployment: Value = serde_norway::from_str(&patch).unwrap();
    let containers = &deployment["spec"]["template"]["spec"]["containers"];
    assert_eq!(containers[0]["name"], "service", "of the template");
    Some(containers[0].clone())
}

#[test]
fn every_service_has_all_that_the_template_has() {
    let template = yaml("kubernetes/service/kustomization.yaml");
    let kinds: BTreeSet<String> = words(&template["resources"])
        .into_iter()
        .flat_map(|file| documents(&format!("kubernetes/service/{file}")))
        .map(|document| document["kind"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "Deployment",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Service",
        "ServiceAccount",
    ];
    assert_eq!(kinds, BTreeSet::from(expected.map(str::to_owned)));
    let base = yaml("kubernetes/base/kustomization.yaml");
    for service in services() {
        let path = format!("../services/{service}");
        assert!(words(&base["resources"]).contains(&path.as_str()), "{service} is left out");
        let own = own(service);
        assert_eq!(words(&own["resources"]), ["../../service"]);
        assert_eq!(own["nameSuffix"], format!("-{service}").as_str());
        assert_eq!(own["labels"][0]["includeSelectors"], true);
        assert_eq!(own["labels"][0]["pairs"]["app.kubernetes.io/component"], service);
        assert_eq!(own["images"][0]["newName"], format!("almanac-{service}").as_str());
    }
}

#[test]
fn the_template_is_confined_and_probed() {
    let deployment = yaml("kubernetes/service/deployment.yaml");
    assert_eq!(deployment["spec"]["minReadySeconds"], 40, "names are remembered for so long");
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
    assert_eq!(pod["terminationGracePeriodSeconds"], 40);
    let container = &pod["containers"][0];
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert_eq!(container["securityContext"]["allowPrivilegeEscalation"], false);
    assert_eq!(words(&container["securityContext"]["capabilities"]["drop"]), ["ALL"]);
    for (probe, path) in [
        ("startupProbe", "/health/live"),
        ("livenessProbe", "/health/live"),
        ("readinessProbe", "/health/ready"),
    ] {
        assert_eq!(container[probe]["httpGet"]["path"], path, "{probe}");
    }
}

#[test]
fn what_is_set_is_read() {
    let settings = text("kubernetes/base/settings.env");
    let readers: Vec<Reads> = services().map(|service| Reads::of(&["serve", service])).collect();
    for variable in names(&settings) {
        assert!(readers.iter().any(|reads| reads.knows(variable)), "nobody reads {variable}");
    }
    for (service, reads) in services().zip(&readers) {
        for (variable, ..) in patched(service).iter().flat_map(secrets) {
            reads.assert(variable, service);
        }
    }
    let migrate = migration();
    for (variable, ..) in secrets(&migrate) {
        Reads::of(&["migrate"]).assert(variable, "the migration");
    }
    for path in ["small", "production"] {
        let overlay = yaml(&format!("kubernetes/overlays/{path}/kustomization.yaml"));
        for literal in items(&overlay["configMapGenerator"]).flat_map(|it| words(&it["literals"])) {
            let (variable, _) = literal.split_once('=').unwrap();
            assert!(readers.iter().any(|reads| reads.knows(variable)), "nobody reads {variable}");
        }
    }
}

fn migration() -> Value {
    let documents = documents("kubernetes/base/migrate.yaml");
    let job = documents.iter().find(|document| document["kind"] == "Job").unwrap();
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(words(&container["args"]), ["migrate"]);
    container.clone()
}

#[test]
fn every_service_is_told_what_it_cannot_start_without() {
    let settings = text("kubernetes/base/settings.env");
    let settings: BTreeSet<&str> = names(&settings).collect();
    let migrate = migration();
    let migrated: BTreeSet<&str> = secrets(&migrate).map(|(variable, ..)| variable).collect();
    for service in behind_gateway() {
        let upper = service.to_uppercase();
        for variable in ["BIND", "UPSTREAM"].map(|kind| format!("{upper}_{kind}")) {
            assert!(settings.contains(variable.as_str()), "{variable} is set nowhere");
        }
        let database = format!("{upper}_DATABASE_URL");
        assert!(migrated.contains(database.as_str()), "{service} is never migrated");
        let container = patched(service).unwrap();
        let told: BTreeSet<&str> = secrets(&container).map(|(variable, ..)| variable).collect();
        for variable in [database.as_str(), "ALMANAC_INTERNAL_TOKEN"] {
            assert!(told.contains(variable), "{service} is not told {variable}");
        }
        let reads = Reads::of(&["serve", service]);
        assert_eq!(told.contains("ALMANAC_SECRET_KEYS"), reads.knows("ALMANAC_SECRET_KEYS"));
        assert_eq!(told.contains("AWS_ACCESS_KEY_ID"), reads.knows("AWS_ACCESS_KEY_ID"));
    }
}

#[test]
fn the_example_has_the_secrets_that_are_asked_for() {
    let example = text("kubernetes/overlays/small/secrets.example.env");
    let example: BTreeSet<&str> = names(&example).collect();
    let containers: Vec<Value> = services().filter_map(patched).chain([migration()]).collect();
    let asked: Vec<_> = containers.iter().flat_map(secrets).collect();
    for (variable, key, optional) in &asked {
        assert_eq!(variable, key, "keys are named as the variables are");
        assert!(*optional || example.contains(key), "the example lacks {key}");
    }
    for key in example {
        assert!(asked.iter().any(|(_, asked, _)| *asked == key), "nobody asks for {key}");
    }
}

#[test]
fn overlays_change_what_is_there() {
    let kinds = ["Deployment", "HorizontalPodAutoscaler", "Service", "Ingress"];
    for overlay in ["small", "production"] {
        let overlay = yaml(&format!("kubernetes/overlays/{overlay}/kustomization.yaml"));
        for patch in items(&overlay["patches"]) {
            let target = &patch["target"];
            assert!(kinds.contains(&target["kind"].as_str().unwrap()), "{target:?}");
            let Some(name) = target["name"].as_str() else { continue };
            let alternatives = name.trim_start_matches("almanac-(").trim_end_matches(')');
            for named in alternatives.split('|').filter(|named| *named != "almanac") {
                assert!(services().any(|service| service == named), "there is no {named}");
            }
        }
    }
    let production = yaml("kubernetes/overlays/production/kustomization.yaml");
    let images: Vec<&str> =
        items(&production["images"]).map(|image| image["name"].as_str().unwrap()).collect();
    let expected: Vec<String> = services().map(|service| format!("almanac-{service}")).collect();
    assert_eq!(images, expected);
}

#[test]
fn the_network_lets_through_what_is_needed() {
    let policies = documents("kubernetes/base/network.yaml");
    let named = |name: &str| {
        let mut found = policies.iter().filter(|policy| policy["metadata"]["name"] == name);
        found.next().unwrap_or_else(|| panic!("there is no policy {name}"))
    };
    let nothing = &named("almanac-nothing")["spec"];
    assert_eq!(entries(&nothing["podSelector"]).count(), 0, "it is about all pods");
    assert_eq!(words(&nothing["policyTypes"]), ["Ingress", "Egress"]);
    assert!(nothing["ingress"].is_null() && nothing["egress"].is_null());

    let of = |selector: &Value| -> BTreeSet<String> {
        let values = words(&selector["matchExpressions"][0]["values"]);
        values.into_iter().map(str::to_owned).collect()
    };
    let all: BTreeSet<String> = behind_gateway().map(str::to_owned).collect();
    let mut askers = all.clone();
    askers.remove(accounts::NAME);
    let mut storing = all.clone();
    storing.extend(["migrate", "backup"].map(str::to_owned));
    let spec = |name: &str| &named(name)["spec"];
    let to = &spec("almanac-gateway-to-services")["egress"][0]["to"][0]["podSelector"];
    assert_eq!(of(to), all);
    assert_eq!(of(&spec("almanac-services-from-gateway")["podSelector"]), all);
    assert_eq!(of(&spec("almanac-services-to-accounts")["podSelector"]), askers);
    let from = &spec("almanac-accounts-from-services")["ingress"][0]["from"][0]["podSelector"];
    assert_eq!(of(from), askers);
    assert_eq!(of(&spec("almanac-databases")["podSelector"]), storing);
    let online = ["backup", "datasets", "reference", "releases"].map(str::to_owned);
    assert_eq!(of(&spec("almanac-https")["podSelector"]), BTreeSet::from(online));
    for (name, way, ports) in [
        ("almanac-names", "egress", &[53, 53][..]),
        ("almanac-ingress-to-gateway", "ingress", &[8080]),
        ("almanac-gateway-to-services", "egress", &[8080]),
        ("almanac-services-from-gateway", "ingress", &[8080]),
        ("almanac-services-to-accounts", "egress", &[9090]),
        ("almanac-accounts-from-services", "ingress", &[9090]),
        ("almanac-databases", "egress", &[5432, 6379]),
        ("almanac-https", "egress", &[443]),
    ] {
        let open = items(&spec(name)[way][0]["ports"]).map(|port| port["port"].as_u64().unwrap());
        assert_eq!(open.collect::<Vec<_>>(), ports, "{name}");
    }
}
