use super::*;

fn replica(port: u16, ready: bool, in_flight: usize) -> Arc<Replica> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let replica = Replica::new(Service::Rota, address, HeaderValue::from_static("rota"), ready);
    replica.in_flight.store(in_flight, Ordering::Relaxed);
    Arc::new(replica)
}

fn replicas(origins: &[&str]) -> Replicas {
    Replicas::new(Service::Rota, origins.iter().map(|origin| origin.parse().unwrap()).collect())
}

fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn of(replicas: &Replicas) -> Vec<SocketAddr> {
    replicas.all().iter().map(|replica| replica.address).collect()
}

#[test]
fn the_less_busy_of_two_that_are_ready_is_chosen() {
    let busy = |all: &[(bool, usize)]| -> Vec<Arc<Replica>> {
        all.iter().zip(0..).map(|((ready, busy), port)| replica(port, *ready, *busy)).collect()
    };
    for (all, chance, expected) in [
        (busy(&[]), &[][..], None),
        (busy(&[(true, 9)]), &[], Some(0)),
        (busy(&[(false, 9)]), &[], Some(0)),
        (busy(&[(true, 5), (true, 2), (true, 3)]), &[0, 1], Some(1)),
        (busy(&[(true, 5), (true, 2), (true, 3)]), &[0, 2], Some(2)),
        (busy(&[(true, 5), (true, 2), (true, 3)]), &[1, 1], Some(1)),
        (busy(&[(true, 5), (true, 2), (true, 3)]), &[2, 1], Some(2)),
        // Who is as busy as the other gives way to nobody.
        (busy(&[(true, 1), (true, 1)]), &[0, 1], Some(0)),
        (busy(&[(true, 1), (true, 1)]), &[1, 1], Some(1)),
        // Chance knows of those alone that are ready, unless none is.
        (busy(&[(false, 0), (true, 9), (false, 0)]), &[], Some(1)),
        (busy(&[(false, 0), (true, 9), (true, 8)]), &[0, 1], Some(2)),
        (busy(&[(false, 7), (false, 6), (false, 0)]), &[0, 1], Some(1)),
    ] {
        let mut chance = chance.iter();
        let chosen = choose(all.iter(), |range| {
            let next = *chance.next().unwrap();
            assert!(range.contains(&next), "{next}");
            next
        });
        assert_eq!(chosen.map(|replica| replica.address.port()), expected);
        assert_eq!(chance.len(), 0, "{expected:?}");
    }
}

#[test]
fn everybody_meets_everybody_else_and_nobody_themselves() {
    for count in 2..6 {
        let all: Vec<Arc<Replica>> = (0..count).map(|port| replica(port, true, 0)).collect();
        for first in 0..usize::from(count) {
            let met = (1..usize::from(count)).map(|step| {
                let busy = all.iter().map(|replica| &replica.in_flight);
                busy.for_each(|busy| busy.store(0, Ordering::Relaxed));
                all[first].in_flight.store(1, Ordering::Relaxed);
                let mut chance = [first, step].into_iter();
                let other = choose(all.iter(), |_| chance.next().unwrap()).unwrap();
                usize::from(other.address.port())
            });
            let mut met: Vec<usize> = met.collect();
            met.sort_unstable();
            let others: Vec<usize> = (0..usize::from(count)).filter(|at| *at != first).collect();
            assert_eq!(met, others, "{first} of {count}");
        }
    }
}

#[test]
fn a_request_counts_until_it_is_dropped() {
    let replicas = replicas(&["http://127.0.0.1:1", "http://127.0.0.1:2"]);
    let all = replicas.all();
    let busy = || [all[0].in_flight(), all[1].in_flight()];
    let first = replicas.next().unwrap();
    let second = replicas.next().unwrap();
    assert_ne!(first.address, second.address, "one is free");
    assert_eq!(busy(), [1, 1]);
    drop((first, second));
    assert_eq!(busy(), [0, 0]);
}

#[test]
fn another_is_never_the_same() {
    let alone = replicas(&["http://127.0.0.1:1"]);
    assert!(alone.another(addresses(&["127.0.0.1:1"])[0]).is_none());

    let two = replicas(&["http://127.0.0.1:1", "http://127.0.0.1:2"]);
    let [first, second] = ["127.0.0.1:1", "127.0.0.1:2"].map(|text| addresses(&[text])[0]);
    for _ in 0..20 {
        assert_eq!(two.another(first).unwrap().address, second);
    }
    // One that is not ready is better than none.
    two.all()[1].mark_unready(&"gone");
    assert_eq!(two.another(first).unwrap().address, second);
    assert_eq!(two.next().unwrap().address, first);
}

#[test]
fn every_address_of_a_name_is_a_replica() {
    let replicas = replicas(&["http://rota.test:8000", "http://127.0.0.1:1", "http://b.test:8000"]);
    assert_eq!(of(&replicas), addresses(&["127.0.0.1:1"]));

    let own = addresses(&["127.0.0.1:1"]);
    let two = addresses(&["192.0.2.1:8000", "192.0.2.2:8000"]);
    replicas.renew(&[two, own.clone(), addresses(&["192.0.2.2:8000", "[2001:db8::1]:8000"])]);
    let all = ["192.0.2.1:8000", "192.0.2.2:8000", "127.0.0.1:1", "[2001:db8::1]:8000"];
    assert_eq!(of(&replicas), addresses(&all));
    let hosts: Vec<HeaderValue> =
        replicas.all().iter().map(|replica| replica.host.clone()).collect();
    assert_eq!(hosts, ["rota.test:8000", "rota.test:8000", "127.0.0.1:1", "b.test:8000"]);

    // Who joins is not ready yet; who stays is as ready and as busy as before.
    let ready: Vec<bool> = replicas.all().iter().map(|replica| replica.is_ready()).collect();
    assert_eq!(ready, [false, false, true, false]);
    replicas.all()[1].mark_ready();
    let kept = InFlight::new(Arc::clone(&replicas.all()[1]));
    replicas.renew(&[addresses(&["192.0.2.3:8000", "192.0.2.2:8000"]), own, Vec::new()]);
    let all = ["192.0.2.3:8000", "192.0.2.2:8000", "127.0.0.1:1"];
    assert_eq!(of(&replicas), addresses(&all));
    let states: Vec<_> =
        replicas.all().iter().map(|replica| (replica.is_ready(), replica.in_flight())).collect();
    assert_eq!(states, [(false, 0), (true, 1), (true, 0)]);
    drop(kept);
}

#[test]
fn names_are_to_be_looked_up_and_addresses_are_not() {
    let fleet = |origin: &str| {
        Fleet::new(Upstreams {
            rota_upstream: vec!["http://[::1]:1".parse().unwrap(), origin.parse().unwrap()],
            ..Upstreams::default()
        })
    };
    assert!(fleet("http://127.0.0.1:1").is_looked_up());
    let named = fleet("http://rota.test");
    assert!(!named.is_looked_up());
    let rota = named.of(Service::Rota).unwrap();
    assert_eq!(of(rota), addresses(&["[::1]:1"]));
    assert_eq!((rota.origins[1].name(), rota.origins[1].port()), ("rota.test", 80));
    rota.mark_looked_up();
    assert!(named.is_looked_up());
}

#[test]
fn every_service_is_known_by_its_origins() {
    let origin = |port: u16| vec![format!("http://127.0.0.1:{port}").parse().unwrap()];
    let fleet = Fleet::new(Upstreams {
        accounts_upstream: origin(1),
        reference_upstream: origin(2),
        rota_upstream: origin(3),
        datasets_upstream: origin(4),
        releases_upstream: origin(5),
        care_upstream: origin(6),
    });
    for (service, port) in Service::ALL.into_iter().zip(1..) {
        let replica = fleet.of(service).unwrap().next().unwrap();
        assert_eq!(replica.address.port(), port, "{}", service.name());
    }
    let none = Fleet::new(Upstreams::default());
    assert!(none.of(Service::Rota).is_none());
}
