//! The pages people open, in a real browser that cannot reach the internet.

use std::process::Command;

use end_to_end::Platform;

/// The page as the browser has it once its scripts have run, or `None`
/// where there is no browser.
fn rendered(url: &str) -> Option<String> {
    let Ok(browser) = std::env::var("CHROMIUM") else {
        assert!(std::env::var("CI").is_err(), "CI has a browser, and CHROMIUM names it");
        eprintln!("skipped: CHROMIUM names no browser");
        return None;
    };
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-dev-shm-usage", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output()
        .unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_browsers_show_the_api() {
    let platform = Platform::start().await;
    for (path, shown) in [
        ("/", "One platform for NHS primary care"),
        ("/api/docs/", "operations-practices-list_practices"),
        ("/api/redoc/", "operation/list_practices"),
    ] {
        let url = format!("{}{path}", platform.url());
        let page = tokio::task::spawn_blocking(move || rendered(&url)).await.unwrap();
        if let Some(page) = page {
            assert!(page.contains(shown), "{path} does not show {shown}:\n{page}");
        }
    }
    platform.stop().await;
}
