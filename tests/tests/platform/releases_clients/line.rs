//! A line to a server, which breaks when a test says so.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

/// The line, as clients see it.
pub(crate) struct Line {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    server: OnceLock<SocketAddr>,
    /// A connection breaks when so many bytes of answers have come over it, …
    length: AtomicU64,
    /// … as long as there are breaks left.
    breaks: AtomicU32,
    carried: AtomicU64,
}

impl Line {
    /// A line that leads nowhere yet, and does not break.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, state) = (listener.local_addr().unwrap(), Arc::<State>::default());
        let own = Arc::clone(&state);
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let state = Arc::clone(&own);
                // That a client hangs up is its own affair.
                tokio::spawn(async move { drop(state.carry(client).await) });
            }
        });
        Self { address, state }
    }

    /// Its address, without a final slash.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it leads to a server.
    pub(crate) fn lead_to(&self, url: &str) {
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        self.state.server.set(address).unwrap();
    }

    /// Breaks so many connections, each when so many bytes of answers came over it.
    pub(crate) fn break_after(&self, bytes: u64, times: u32) {
        self.state.length.store(bytes, Ordering::SeqCst);
        self.state.breaks.store(times, Ordering::SeqCst);
    }

    /// How many breaks nobody has met yet.
    pub(crate) fn breaks_left(&self) -> u32 {
        self.state.breaks.load(Ordering::SeqCst)
    }

    /// How many bytes of answers have come over it since it was asked last.
    pub(crate) fn carried(&self) -> u64 {
        self.state.carried.swap(0, Ordering::SeqCst)
    }
}

impl State {
    async fn carry(&self, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect(self.server.get().unwrap()).await?;
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = server.into_split();
        let asking = tokio::spawn(async move { copy(&mut from_client, &mut to_server).await });
        let (mut buffer, mut length) = (vec![0; 16 * 1024], 0);
        loop {
            let count = from_server.read(&mut buffer).await?;
            if count == 0 {
                break;
            }
            to_client.write_all(&buffer[..count]).await?;
            let count = u64::try_from(count).unwrap();
            self.carried.fetch_add(count, Ordering::SeqCst);
            length += count;
            if self.is_over(length) {
                break;
            }
        }
        asking.abort();
        Ok(())
    }

    fn is_over(&self, length: u64) -> bool {
        let one_less = |breaks: u32| breaks.checked_sub(1);
        length >= self.length.load(Ordering::SeqCst)
            && self.breaks.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok()
    }
}
