//! The examples of the client's README.

use accounts::store::api_keys::Terms;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_work() {
    let (Some(mut writer), Some(example)) = (python(), python()) else { return };
    let program = example.get_program().to_owned();
    let (platform, _) = Platform::demo().await;
    let (_, api_key) = platform.key("reader", Terms::default()).await;
    let (organization, password) = (platform.organization("Our Trust").await, secrets::password());
    platform.user("creator", &password).await;
    platform.member(organization, "creator", Role::Creator).await;
    let signer = signer(&platform, organization, None).await;
    let item = platform.item("Example").await;
    platform.publish_archive(item, "example_1.0.0.zip", &b"archive"[..]).await;
    let (_, release_key) = platform.subscriber("subscriber", item).await;
    let environment = [
        ("ALMANAC_URL", platform.url()),
        ("ALMANAC_API_KEY", api_key),
        ("ALMANAC_ORG_CREATOR_USERNAME", "creator".to_owned()),
        ("ALMANAC_ORG_CREATOR_PASSWORD", password),
        ("ALMANAC_RELEASES_ITEM", item.to_string()),
        ("ALMANAC_RELEASES_KEY", release_key),
        ("ALMANAC_SIGNED_ACCOUNT_ID", signer.account.clone()),
        ("ALMANAC_SIGNED_KEY", signer.key.clone()),
        ("ALMANAC_SIGNED_SECRET", signer.secret().to_owned()),
    ];

    let folder = tempfile::tempdir().unwrap();
    writer.arg(home().join("tests/readme.py")).arg(folder.path());
    done(writer).await;
    let mut said = Vec::new();
    for number in 1..=5 {
        let mut example = Command::new(&program);
        example.current_dir(folder.path()).envs(environment.clone());
        example.arg(format!("example_{number}.py"));
        said.push(done(example).await);
    }
    assert!(!folder.path().join("example_6.py").exists(), "every example was tried");
    for (said, expected) in said.iter().zip([
        "2026-01-01 ",
        "400 name: ",
        "example_1.0.0.zip",
        " Bloggs",
        "practices_included",
    ]) {
        assert!(said.contains(expected), "{expected:?} is in what was said: {said}");
    }
    assert_eq!(fs::read(folder.path().join("example_1.0.0.zip")).unwrap(), b"archive");
    platform.stop().await;
}
