//! The whole platform on one machine.

use std::collections::BTreeSet;

use serde_norway::Value;

use crate::files::{behind_gateway, entries, items, names, services, text, words, yaml};
use crate::settings::Reads;

/// The services of compose.yaml that run a program of ours.
fn ours(compose: &Value) -> Vec<(&str, &Value)> {
    entries(&compose["services"])
        .filter(|(_, service)| service["image"].as_str().unwrap().starts_with("almanac-"))
        .collect()
}

/// What a service runs, after `almanac`.
fn command<'a>(name: &'a str, service: &'a Value) -> Vec<&'a str> {
    match words(&service["command"]) {
        none if none.is_empty() => vec!["serve", name],
        mut words => {
            words.retain(|word| !word.starts_with('-') && !word.starts_with('/'));
            words
        }
    }
}

#[test]
fn every_service_is_built_and_checked() {
    let compose = yaml("compose.yaml");
    for name in services() {
        let service = &compose["services"][name];
        assert_eq!(service["image"], format!("almanac-{name}").as_str());
        assert_eq!(service["build"]["args"]["SERVICE"], name);
        assert_eq!(service["build"]["dockerfile"], "deploy/Dockerfile");
        let check = ["CMD", "/usr/local/bin/almanac", "health", name, "--ready"];
        assert_eq!(words(&service["healthcheck"]["test"]), check);
        assert_eq!(service["stop_grace_period"], "40s");
        let limits = &service["deploy"]["resources"]["limits"];
        assert!(limits["memory"].is_string() && limits["cpus"].is_string(), "{name}");
    }
    let built = ours(&compose).into_iter().filter(|(_, service)| !service["build"].is_null());
    let images: Vec<&str> = built.map(|(_, service)| service["image"].as_str().unwrap()).collect();
    let different: BTreeSet<&str> = images.iter().copied().collect();
    assert_eq!(different.len(), images.len(), "no tag is exported by two builds at once");
}

#[test]
fn services_start_when_the_databases_are_up_to_date() {
    let compose = yaml("compose.yaml");
    for name in behind_gateway() {
        let after = &compose["services"][name]["depends_on"]["migrate"];
        assert_eq!(after["condition"], "service_completed_successfully", "{name}");
        let before_gateway = &compose["services"]["gateway"]["depends_on"][name];
        assert_eq!(before_gateway["condition"], "service_healthy", "{name}");
        let upstream = format!("{}_UPSTREAM", name.to_uppercase());
        let upstream = &compose["services"]["gateway"]["environment"][upstream.as_str()];
        assert_eq!(*upstream, format!("http://{name}:8080").as_str());
    }
}

#[test]
fn nothing_may_more_than_it_needs() {
    let compose = yaml("compose.yaml");
    for (name, service) in entries(&compose["services"]) {
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(words(&service["cap_drop"]), ["ALL"], "{name}");
        assert_eq!(words(&service["security_opt"]), ["no-new-privileges:true"], "{name}");
        assert!(service["privileged"].is_null(), "{name}");
        for port in words(&service["ports"]) {
            assert!(port.starts_with("127.0.0.1:"), "{name} is published on {port}");
            let watching = service["profiles"] == Value::from(vec!["observability"]);
            assert!(name == "gateway" || watching, "{name} is published");
        }
    }
    let capable = entries(&compose["services"]).filter(|(_, it)| !it["cap_add"].is_null());
    assert_eq!(capable.map(|(name, _)| name).collect::<Vec<_>>(), ["prepare"]);
}

#[test]
fn what_is_set_is_read() {
    let compose = yaml("compose.yaml");
    let all = ours(&compose);
    assert!(all.len() > services().count(), "the jobs are among them");
    for (name, service) in &all {
        let reads = Reads::of(&command(name, service));
        for (variable, _) in entries(&service["environment"]) {
            reads.assert(variable, name);
        }
    }
    let readers: Vec<Reads> =
        all.iter().map(|(name, service)| Reads::of(&command(name, service))).collect();
    let script = text("compose/prepare.sh");
    let secrets: Vec<&str> = names(&script).collect();
    assert!(secrets.contains(&"ALMANAC_SECRET_KEYS") && secrets.contains(&"DATABASE_URL"));
    for secret in secrets {
        assert!(readers.iter().any(|reads| reads.knows(secret)), "nobody reads {secret}");
    }
}

#[test]
fn what_is_named_is_there() {
    let compose = yaml("compose.yaml");
    let keys = |of: &str| entries(&compose[of]).map(|(name, _)| name).collect::<BTreeSet<_>>();
    let (names, volumes, networks) = (keys("services"), keys("volumes"), keys("networks"));
    for (name, service) in entries(&compose["services"]) {
        for (other, _) in entries(&service["depends_on"]) {
            assert!(names.contains(other), "{name} waits for {other}");
        }
        for network in words(&service["networks"]) {
            assert!(networks.contains(network), "{name} is in {network}");
        }
        for volume in words(&service["volumes"]) {
            let (source, _) = volume.split_once(':').unwrap();
            match source.strip_prefix("./") {
                Some(path) => {
                    let path = format!("{}/../deploy/{path}", env!("CARGO_MANIFEST_DIR"));
                    assert!(std::path::Path::new(&path).exists(), "{name} mounts {source}");
                }
                None => assert!(volumes.contains(source), "{name} mounts {source}"),
            }
        }
    }
    for config in items(&yaml("observability/prometheus.yaml")["scrape_configs"]) {
        let scraped = words(&config["dns_sd_configs"][0]["names"]);
        assert_eq!(scraped, services().collect::<Vec<_>>());
    }
}
