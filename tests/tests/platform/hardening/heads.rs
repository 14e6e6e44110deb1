//! Request lines and header lines.

use super::{Bench, HIDDEN};

#[tokio::test(flavor = "multi_thread")]
async fn header_lines_are_lines() {
    let bench = Bench::start(None);
    for line in [
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding: chunked\r\n , identity",
        "X-Folded: a\r\n b",
        "X-Folded: a\r\n\tb",
        " X-Early: a",
        "X-Space : a",
        "X-Tab\t: a",
        "Transfer-Encoding : chunked",
        "Content-Length : 5",
        "X-Carriage: a\rTransfer-Encoding: chunked",
        "X-Carriage: a\r\rb",
        "X-Nul: a\0b",
        "X-Nul\0: a",
        "X-Bell: a\u{7}b",
        "X-No-Colon",
        ": no name",
        "X(odd): a",
        "Host: b",
        "Host: a",
    ] {
        for request in [
            format!("POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n{HIDDEN}"),
            format!("POST /api/v1/qof/ HTTP/1.1\r\n{line}\r\nHost: a\r\n\r\n{HIDDEN}"),
        ] {
            let answer = bench.refuses(&request).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{line:?}: {answer}");
        }
    }
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_line_names_one_place_here() {
    let bench = Bench::start(None);
    for line in [
        "GET  /api/v1/qof/ HTTP/1.1",
        "GET /api/v1/qof/  HTTP/1.1",
        "GET\t/api/v1/qof/ HTTP/1.1",
        "GET /api/v1/qof/ a HTTP/1.1",
        "GET /api/v1/qof/\0 HTTP/1.1",
        "GET /api/v1/qof/\u{7f} HTTP/1.1",
        "GET /api/v1/qof/é HTTP/1.1",
        "GET /api/v1/qof/ HTTP/1.1\rX: a",
        "GET /api/v1/qof/",
        "GET /api/v1/qof/ HTTP/0.9",
        "GET /api/v1/qof/ HTTP/1.2",
        "GET /api/v1/qof/ HTTP/2.0",
        "GET /api/v1/qof/ http/1.1",
        "GET /api/v1/qof/ HTTP/1.1x",
        "PRI * HTTP/2.0",
        "G(T /api/v1/qof/ HTTP/1.1",
        "GET http://other.test/api/v1/qof/ HTTP/1.1",
        "GET http://a:81/api/v1/qof/ HTTP/1.1",
        "GET http://user@a/api/v1/qof/ HTTP/1.1",
        "GET other.test HTTP/1.1",
    ] {
        let answer = bench.refuses(&format!("{line}\r\nHost: a\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{line:?}: {answer}");
    }
    for hosts in ["", "Host: a/b\r\n", "Host: a b\r\n", "Host: a,b\r\n", "Host: user@a\r\n"] {
        let request = format!("GET /api/v1/qof/ HTTP/1.1\r\n{hosts}\r\n");
        let answer = bench.refuses(&request).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{hosts:?}: {answer}");
    }

    let request = "GET http://A.test/api/v1/qof/?a=b HTTP/1.1\r\nHost: a.test\r\n\r\n";
    let (arrived, _) = bench.passes(request).await;
    assert_eq!(arrived.line, "GET /api/v1/qof/?a=b");
    assert_eq!(arrived.header("host"), Some("a.test"));
    // HTTP/1.0 knows no hosts.
    let (arrived, _) = bench.passes("GET /api/v1/qof/ HTTP/1.0\r\n\r\n").await;
    assert!(arrived.header("host").is_some());
    let request = "GET /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nConnection: close, Host\r\n\r\n";
    let (arrived, _) = bench.passes(request).await;
    assert_eq!(arrived.header("host"), Some("a"));
    bench.finish().await;
}
