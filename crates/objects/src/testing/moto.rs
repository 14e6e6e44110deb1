//! A server that speaks S3, of the test's own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::Objects;

/// moto's server, which keeps objects in its memory and ends with this.
#[derive(Debug)]
pub struct Moto {
    process: Child,
    /// Where it listens, host and port.
    pub address: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Moto {
    /// One that answers, and has a bucket; `None` where there is no moto.
    pub async fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("MOTO_SERVER") else {
            assert!(std::env::var("CI").is_err(), "CI has moto, and MOTO_SERVER names its server");
            eprintln!("skipped: MOTO_SERVER names no moto_server");
            return None;
        };
        let mut process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
        let address = log
            .find_map(|line| Some(line.split_once("Running on http://")?.1.trim().to_owned()))
            .expect("moto says where it listens");
        // It would stop when nobody read what it logs.
        std::thread::spawn(move || log.for_each(drop));
        let almanac = format!("http://{address}/almanac");
        let made = reqwest::Client::new().put(almanac).send().await.unwrap();
        assert!(made.status().is_success(), "{made:?}");
        Some(Self { process, address })
    }

    /// Its objects, without anything in between.
    pub fn objects(&self) -> Objects {
        bucket(&self.address, &[])
    }

    /// Whether parts lie about that belong to no object.
    pub async fn has_unfinished_uploads(&self) -> bool {
        let uploads = format!("http://{}/almanac?uploads", self.address);
        let answer = reqwest::get(uploads).await.unwrap().text().await.unwrap();
        assert!(answer.contains("<ListMultipartUploadsResult"), "{answer}");
        answer.contains("<Upload>")
    }

    /// Ends it, with all it keeps.
    pub fn kill(&mut self) {
        // It may have been killed before.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

/// The bucket of moto's server behind an address, opened as production opens one.
pub fn bucket(address: &str, more: &[(&str, &str)]) -> Objects {
    let endpoint = format!("http://{address}");
    let options = [
        ("AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    let options = options.iter().chain(more);
    let options = options.map(|(name, value)| (String::from(*name), String::from(*value)));
    Objects::s3(&"s3://almanac/files".parse().unwrap(), options).unwrap()
}
