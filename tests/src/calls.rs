//! Data for a platform, and what it then answers.

use reference::domain::Origin;
use reference::import::{Importer, Options, Outcome};
use reference::publications::{self, Silent};
use reqwest::Response;
use serde_json::Value;

use crate::{Platform, eventually, importer};

impl Platform {
    /// Publishes an epraccur file.
    pub async fn publish(&self, text: &str) -> Outcome {
        self.import(text, Origin::Published).await
    }

    /// Imports an epraccur file, however few its rows.
    pub async fn import(&self, text: &str, origin: Origin) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("epraccur.csv");
        std::fs::write(&file, text).unwrap();
        let epraccur = publications::find("epraccur").unwrap();
        let options = Options { force: true, ..Options::of(origin) };
        self.importer().import(epraccur, &file, options, Silent).await.unwrap()
    }

    /// The way files come in.
    pub fn importer(&self) -> Importer {
        importer(&self.reference_database.url, self.objects.path())
    }

    /// Gets `path` through the gateway, without a key.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url())).send().await.unwrap()
    }

    /// Gets `path` through the gateway.
    pub async fn get_as(&self, key: &str, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url())).bearer_auth(key);
        request.send().await.unwrap()
    }

    /// Gets `path` through the gateway and reads the JSON of a 200.
    pub async fn json_as(&self, key: &str, path: &str) -> Value {
        let response = self.get_as(key, path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    /// Gets the rows of a list that fits on one page.
    pub async fn rows_as(&self, key: &str, path: &str) -> Vec<Value> {
        let mut page = self.json_as(key, path).await;
        assert_eq!(page["next"], Value::Null, "{path} fits on one page");
        serde_json::from_value(page["results"].take()).unwrap()
    }

    /// Gets the rows of all pages, from link to link.
    pub async fn walk_as(&self, key: &str, path: &str) -> Vec<Value> {
        let (mut rows, mut next) = (Vec::new(), Some(format!("{}{path}", self.url())));
        while let Some(url) = next {
            let response = self.client.get(&url).bearer_auth(key).send().await.unwrap();
            assert_eq!(response.status(), 200, "{url}");
            let mut page: Value = response.json().await.unwrap();
            rows.extend(serde_json::from_value::<Vec<Value>>(page["results"].take()).unwrap());
            next = page["next"].as_str().map(str::to_owned);
            assert!(next.is_some() || page["count"] == rows.len(), "{url} ends too soon");
        }
        rows
    }

    /// Gets all rows of a list; `path` has a query.
    pub async fn all_rows_as(&self, key: &str, path: &str) -> Vec<Value> {
        let response = self.get_as(key, &format!("{path}&format=ndjson")).await;
        assert_eq!(response.status(), 200, "{path}");
        let text = response.text().await.unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits until reference serves so many practices.
    pub async fn serves(&self, key: &str, count: u64) {
        self.answers(key, "/api/v1/practices/", count).await;
    }

    /// Waits until a list of reference has so many rows.
    pub async fn answers(&self, key: &str, path: &str, count: u64) {
        eventually("the view has changed", async || {
            for response in self.everywhere_as(key, path).await {
                let served = response.status() == 200;
                if !served || response.json::<Value>().await.unwrap()["count"] != count {
                    return false;
                }
            }
            true
        })
        .await;
    }

    /// What each replica of reference answers, without the gateway: one may
    /// have heard of an import before the other.
    pub async fn everywhere_as(&self, key: &str, path: &str) -> Vec<Response> {
        let mut responses = Vec::new();
        for address in self.reference.as_ref().unwrap().addresses() {
            let request = self.client.get(format!("http://{address}{path}")).bearer_auth(key);
            responses.push(request.send().await.unwrap());
        }
        responses
    }
}
