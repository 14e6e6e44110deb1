//! Downloads that break off, by curl alone.

use super::line::Line;
use super::*;

/// Goes on with a file; what is in `settings` is not on the command line.
fn go_on(settings: &Path, file: &Path) -> Command {
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", "--continue-at", "-"]);
    command.args(["--write-out", "%{http_code} %{size_download}", "--config"]);
    command.arg(settings).arg("--output").arg(file);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_goes_on_where_a_download_broke_off() {
    if find("curl").is_none() {
        return;
    }
    let (platform, line) = (Platform::start().await, Line::start().await);
    line.lead_to(&platform.url());
    let item = platform.item("Example").await;
    let archive = bytes(1_000_000);
    platform.publish_archive(item, ARCHIVE, archive.clone()).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let url = line.url();
    let trud = format!("url = \"{url}/download/api/v1/keys/{key}/content/items/{item}/{ARCHIVE}\"");
    let ours = format!(
        "url = \"{url}/api/v1/releases/items/{item}/content/{ARCHIVE}\"\n\
         header = \"Authorization: Bearer {key}\""
    );
    for request in [trud, ours] {
        let folder = tempfile::tempdir().unwrap();
        let (settings, file) = (folder.path().join("settings"), folder.path().join(ARCHIVE));
        fs::write(&settings, request).unwrap();

        line.break_after(1_500_000, 2);
        let mut had = 0;
        for _ in 0..2 {
            assert!(!run(go_on(&settings, &file)).await.status.success(), "it broke off");
            let content = fs::read(&file).unwrap();
            assert!(content.len() > had + 1_000_000 && content.len() < archive.len());
            assert!(archive.starts_with(&content), "what came is its beginning");
            had = content.len();
        }
        assert_eq!(line.breaks_left(), 0);

        let last = run(go_on(&settings, &file)).await;
        assert!(last.status.success());
        assert_eq!(text(&last.stdout), format!("206 {}", archive.len() - had));
        assert!(fs::read(&file).unwrap() == archive);

        let more = run(go_on(&settings, &file)).await;
        assert_eq!(text(&more.stdout).split(' ').next(), Some("416"), "there is no more of it");
        assert!(fs::read(&file).unwrap() == archive);
    }
    platform.stop().await;
}
