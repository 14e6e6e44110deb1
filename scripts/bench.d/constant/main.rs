//! The upstream `scripts/bench` measures with: every path is answered with the same JSON, of 5 KB
//! or as many bytes as the argument says. Its first line of output is the address it listens on.

use std::env;
use std::future::ready;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_web::web::{Bytes, to};
use actix_web::{App, HttpResponse, HttpServer};

const SIZE: usize = 5 * 1024;

/// Longer than gateways keep idle connections, as our services do.
const IDLE: Duration = Duration::from_secs(75);

#[tokio::main]
async fn main() -> io::Result<()> {
    let frame = r#"{"constant":""}"#.len();
    let size = env::args().nth(1).map(|size| size.parse::<usize>()).transpose();
    let size = size.map_err(io::Error::other)?.unwrap_or(SIZE);
    let filling = "x".repeat(size.saturating_sub(frame));
    let body = Bytes::from(format!(r#"{{"constant":"{filling}"}}"#));
    let server = HttpServer::new(move || {
        let body = body.clone();
        let answer =
            move || ready(HttpResponse::Ok().content_type("application/json").body(body.clone()));
        App::new().default_service(to(answer))
    })
    .workers(available_parallelism()?.get())
    .keep_alive(IDLE)
    .bind((Ipv4Addr::LOCALHOST, 0))?;
    for address in server.addrs() {
        writeln!(io::stdout(), "{address}")?;
    }
    server.run().await
}
