use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

/// A port of this machine that nobody else is given while this lives, whether
/// a process listens on it or not: bound, never listened on. Linux lets one
/// other socket listen there, whose process names the port.
pub struct Port {
    /// Where it is.
    pub address: SocketAddr,
    _bound: Socket,
}

impl Port {
    /// One that was free.
    pub fn reserve() -> Self {
        let any = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        let bound = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        bound.set_reuse_address(true).unwrap();
        bound.bind(&any.into()).unwrap();
        let address = bound.local_addr().unwrap().as_socket().unwrap();
        Self { address, _bound: bound }
    }
}
