//! Where a request came from and where links in the answer should point.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;
use ipnet::IpNet;
use url::Url;

use crate::ApiError;

/// Reads the URL of a setting, which has one of these schemes.
///
/// # Errors
/// Says what is wrong.
pub fn setting(text: &str, schemes: &[&str]) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("not a URL: {error}"))?;
    if schemes.contains(&url.scheme()) {
        Ok(url)
    } else {
        Err(format!("the scheme is {}, not {}", url.scheme(), schemes.join(" or ")))
    }
}

/// What a service must know of the world outside to speak about it.
#[derive(Clone, Debug)]
pub struct Site {
    /// `ALMANAC_PUBLIC_URL`: the origin of every absolute link.
    pub public_url: Url,
    /// `ALMANAC_TRUSTED_PROXIES`: whose `X-Forwarded-*` headers count.
    pub trusted_proxies: Vec<IpNet>,
}

impl Site {
    /// The site a request came to, as the server was started with it.
    pub fn of(request: &HttpRequest) -> Result<&Self, ApiError> {
        request.app_data().ok_or_else(|| ApiError::internal("no Site is configured"))
    }

    /// An absolute link to `path_and_query`, which starts with a slash.
    pub fn link(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether callers reach the platform over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// Whether a request came over plain HTTP to a platform that is reached over TLS.
    pub fn is_insecure(&self, request: &HttpRequest) -> bool {
        let peer = request.peer_addr().map(|peer| peer.ip());
        let forwarded = request.headers().get("x-forwarded-proto");
        // Of several proxies the first met the caller.
        let proto = forwarded.and_then(|value| value.to_str().ok()?.split(',').next());
        let proto = proto.unwrap_or_default().trim();
        let believed = peer.is_some_and(|peer| self.trusts(peer));
        self.is_secure() && !(believed && proto.eq_ignore_ascii_case("https"))
    }

    /// Whether forwarding headers set by `peer` are to be believed.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted_proxies.iter().any(|net| net.contains(&peer))
    }
}

/// The address of the caller: the peer or, when the peer is a trusted proxy,
/// the last address in `X-Forwarded-For` that is not one.
pub fn client_address(request: &HttpRequest, site: &Site) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>()
        .join(",");
    Some(farthest_trusted(peer, &forwarded, site))
}

/// The media type of forms, as browsers send them.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of a body: lower case, without parameters. `None` where the
/// request names none.
pub fn media_type(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::CONTENT_TYPE)?.to_str().unwrap_or_default();
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// Whether the body is a form.
pub fn is_form(request: &HttpRequest) -> bool {
    media_type(request).is_some_and(|media_type| media_type == FORM)
}

fn farthest_trusted(peer: IpAddr, forwarded: &str, site: &Site) -> IpAddr {
    // On a dual-stack socket IPv4 callers look like IPv6 ones.
    let mut address = peer.to_canonical();
    for hop in forwarded.rsplit(',').map(str::trim) {
        if !site.trusts(address) {
            break;
        }
        match hop.parse() {
            Ok(ip) => address = IpAddr::to_canonical(&ip),
            Err(_) => break,
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn over_tls_only_what_a_trusted_proxy_says_counts() {
        let site = |url: &str| Site {
            public_url: url.parse().unwrap(),
            trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        };
        for (url, peer, proto, insecure) in [
            ("http://almanac.test", "192.0.2.7:1", "", false),
            ("https://almanac.test", "127.0.0.1:1", "https", false),
            ("https://almanac.test", "127.0.0.1:1", "HTTPS, http", false),
            ("https://almanac.test", "127.0.0.1:1", "http, https", true),
            ("https://almanac.test", "127.0.0.1:1", "", true),
            ("https://almanac.test", "192.0.2.7:1", "https", true),
        ] {
            let request = TestRequest::default()
                .peer_addr(peer.parse().unwrap())
                .insert_header(("x-forwarded-proto", proto))
                .to_http_request();
            assert_eq!(site(url).is_insecure(&request), insecure, "{url} {peer} {proto}");
        }
    }

    #[test]
    fn a_setting_has_a_scheme_that_is_known() {
        for (text, expected) in [
            ("https://nhs.example/a", Ok(())),
            ("file:///a/b", Ok(())),
            ("ftp://user:secret@nhs.example/", Err("the scheme is ftp, not https or file")),
            ("localhost:8000", Err("the scheme is localhost, not https or file")),
            ("nhs.example", Err("not a URL: relative URL without a base")),
        ] {
            let read = setting(text, &["https", "file"]);
            assert_eq!(read.map(drop), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_media_type_is_told_without_its_parameters() {
        for (value, expected, form) in [
            ("application/json; charset=utf-8", "application/json", false),
            ("Application/X-WWW-Form-Urlencoded;charset=UTF-8", FORM, true),
            ("application/x-www-form-urlencodedx", "application/x-www-form-urlencodedx", false),
        ] {
            let request = TestRequest::default().insert_header((header::CONTENT_TYPE, value));
            let request = request.to_http_request();
            assert_eq!(media_type(&request).as_deref(), Some(expected));
            assert_eq!(is_form(&request), form);
        }
        assert_eq!(media_type(&TestRequest::default().to_http_request()), None);
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let site = Site {
            public_url: "http://almanac.test".parse().unwrap(),
            trusted_proxies: vec!["127.0.0.0/8".parse().unwrap(), "10.0.0.0/8".parse().unwrap()],
        };
        for (peer, forwarded, expected) in [
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
            ("127.0.0.1", "192.0.2.7, 10.1.1.1", "192.0.2.7"),
            ("127.0.0.1", "198.51.100.1, 192.0.2.7, 10.1.1.1", "192.0.2.7"),
            ("127.0.0.1", "forged, 10.1.1.1", "10.1.1.1"),
            ("203.0.113.9", "192.0.2.7", "203.0.113.9"),
            ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
            ("::ffff:127.0.0.1", "192.0.2.7", "192.0.2.7"),
            ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ] {
            let address = farthest_trusted(peer.parse().unwrap(), forwarded, &site);
            assert_eq!(address, expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded}");
        }
    }
}
