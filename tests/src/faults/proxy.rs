use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// A network before a server. At first it passes everything on at once.
#[derive(Clone, Default)]
pub struct Proxy(Arc<Mutex<Rules>>);

#[derive(Clone, Copy, Default)]
struct Rules {
    delay: Duration,
    /// A connection breaks once that has carried so many bytes of answers.
    cut: Option<usize>,
    /// How often a cut was asked for.
    cuts: usize,
}

impl Proxy {
    /// Where to connect to, to reach this server through it. Must be called on
    /// a Tokio runtime, with which it ends.
    pub fn before(&self, server: SocketAddr) -> SocketAddr {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (listener, proxy) = (TcpListener::from_std(listener).unwrap(), self.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let proxy = proxy.clone();
                // Connections break: that is what we are for.
                tokio::spawn(async move { proxy.join(client, server).await.ok() });
            }
        });
        address
    }

    /// From now on what the server says arrives so much later.
    pub fn delay(&self, delay: Duration) {
        self.change(|rules| rules.delay = delay);
    }

    /// Breaks the first connection that carries more than so many bytes of
    /// answers from now on.
    pub fn cut_after(&self, bytes: usize) {
        self.change(|rules| {
            rules.cut = Some(bytes);
            rules.cuts += 1;
        });
    }

    /// Whether a cut is still to come.
    pub fn is_to_cut(&self) -> bool {
        self.rules().cut.is_some()
    }

    fn rules(&self) -> Rules {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, how: impl FnOnce(&mut Rules)) {
        how(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn join(&self, client: TcpStream, server: SocketAddr) -> io::Result<()> {
        let server = TcpStream::connect(server).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (mut from_client, to_client) = client.into_split();
        let (from_server, mut to_server) = server.into_split();
        // Whoever ends first ends both.
        tokio::select! {
            asked = copy(&mut from_client, &mut to_server) => asked.map(drop),
            answered = self.answer(from_server, to_client) => answered,
        }
    }

    async fn answer(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
        // What is late keeps nothing else from being as late as it should be.
        let (sender, mut late) = mpsc::channel(64);
        let read = async move {
            loop {
                let mut chunk = Vec::with_capacity(1 << 16);
                if from.read_buf(&mut chunk).await? == 0 {
                    return io::Result::Ok(());
                }
                if sender.send((Instant::now() + self.rules().delay, chunk)).await.is_err() {
                    return Ok(());
                }
            }
        };
        let write = async {
            let (mut cuts, mut carried) = (0, 0);
            while let Some((due, chunk)) = late.recv().await {
                sleep_until(due).await;
                let rules = self.rules();
                if cuts != rules.cuts {
                    (cuts, carried) = (rules.cuts, 0);
                }
                carried += chunk.len();
                if rules.cut.is_some_and(|most| carried > most) {
                    self.change(|rules| rules.cut = None);
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
                to.write_all(&chunk).await?;
            }
            io::Result::Ok(())
        };
        tokio::try_join!(read, write).map(drop)
    }
}
