//! Where a browser goes after signing in.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Where a browser goes that asked for nothing better.
pub(crate) const HOME: &str = "/";

/// The most bytes of a path that a sign-in leads to.
const LONGEST: usize = 2_000;

/// What a header may not carry, and what no URL has as it stands.
const UNFIT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// The path to go to, fit for a `Location` header: `next` if it stays here,
/// else the start page.
pub(crate) fn destination(next: &str) -> String {
    if stays_here(next) { utf8_percent_encode(next, UNFIT).to_string() } else { HOME.to_owned() }
}

/// Whether a browser that is sent to `next` stays on this site: it is a path
/// with one slash in front, and browsers have no way to read it as a URL.
fn stays_here(next: &str) -> bool {
    let decoded = percent_decode_str(next).decode_utf8_lossy();
    next.len() <= LONGEST && is_path(next) && is_path(&decoded)
}

fn is_path(text: &str) -> bool {
    // Browsers take a backslash for a slash, and drop tabs and line ends.
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains('\\')
        && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        let longest = format!("/{}", "a".repeat(LONGEST - 1));
        for path in [
            "/",
            "/rota/",
            "/rota/?week=2026-11-23&view=all#monday",
            "/search/?q=a%20b",
            "/search/?q=50%25",
            "/search/?to=https://example.org/",
            "/a//b",
            "/:8080/",
            "/@example.org",
            &longest,
        ] {
            assert_eq!(destination(path), path);
        }
        for elsewhere in [
            "",
            "rota/",
            "?next=/",
            "//example.org",
            "///example.org",
            "/\\example.org",
            "\\\\example.org",
            "/rota\\",
            "/\t/example.org",
            "/\n/example.org",
            "/rota/\r\nSet-Cookie: a=b",
            "/\u{0}",
            "/\u{85}",
            " /rota/",
            "https://example.org/",
            "https:/example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "/%2Fexample.org",
            "/%2fexample.org",
            "/%5Cexample.org",
            "/%5cexample.org",
            "/%09/example.org",
            "/rota/%0d%0aSet-Cookie:%20a=b",
            "%2Frota/",
            "%68ttps://example.org/",
            &format!("{longest}a"),
        ] {
            assert_eq!(destination(elsewhere), HOME, "{elsewhere:?}");
        }
    }

    #[test]
    fn a_destination_is_fit_for_a_header() {
        assert_eq!(destination("/clinicians/?name=Zoë Hall"), "/clinicians/?name=Zo%C3%AB%20Hall");
        assert_eq!(destination("/?q=\"<x>\""), "/?q=%22%3Cx%3E%22");
    }
}
