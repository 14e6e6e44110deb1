//! A request through all that stands before a handler, and through what reads
//! parameters and bodies.
#![no_main]

use actix_web::rt::{System, SystemRunner};
use actix_web::test::{call_service, init_service};
use actix_web::{App, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};
use libfuzzer_sys::fuzz_target;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::security::SecurityScheme;
use web::{
    ApiError, Body, Day, Endpoint, Format, Gate, Integer, MAX_LIST, Passage, Query, Routes, Site,
    Storable, Text, Word,
};

/// How many rows there are to be cut into pages.
const ROWS: usize = 1_234;

/// The most rows of a page.
const MOST: usize = 500;

/// Lets everybody pass.
struct Open;

impl Gate for Open {
    fn describe(&self, _: &mut Operation) {}

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        Vec::new()
    }

    fn admit<'a>(&'a self, _: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        ready(Passage { verdict: Ok(()), headers: Vec::new() }).boxed_local()
    }
}

async fn read(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    query.text("search");
    query.phrase("phrase");
    query.one::<Day>("as_of");
    query.one::<Word<bool>>("active");
    let codes = query.list::<Storable>("code").len();
    let numbers = query.list::<Integer>("number").len();
    assert!(codes <= MAX_LIST && numbers <= MAX_LIST);
    let page = query.page();
    query.finish()?;
    let page = page.cut(ROWS)?;
    assert!(page.rows.len() <= MOST && page.rows.end <= ROWS);
    let rows: Vec<usize> = page.rows.clone().collect();
    page.respond_rows(&request, &rows, |row| row)
}

async fn write(body: Body) -> Result<HttpResponse, ApiError> {
    let apart = body.json_apart("apart").map(|(fields, _)| fields.has("name"));
    let mut fields = body.fields()?;
    // Without a part it says the same as with it.
    assert!(body.is_form() || apart.is_ok_and(|is_there| is_there == fields.has("name")));
    fields.text("login");
    fields.required::<Text<20>>("name");
    fields.optional::<bool>("active");
    fields.nullable::<i64>("number");
    fields.list::<Text<5>>("codes");
    fields.finish()?;
    Ok(HttpResponse::NoContent().finish())
}

fn routes() -> Routes {
    let read = Endpoint::page(HttpMethod::Get, "/x/{id}/", read).formats(Format::EXPORTS);
    let write = Endpoint::page(HttpMethod::Post, "/x/{id}/", write).formats(Format::JSON);
    Routes::new()
        .endpoint(read, Open)
        .endpoint(write, Open)
        .edition(|request| Some(request.path().to_owned()))
}

async fn answer(text: &[u8]) {
    let Some((request, _)) = fuzz::message::request(text) else { return };
    let public_url = "https://almanac.example".parse().expect("a URL");
    let site = Site { public_url, trusted_proxies: Vec::new() };
    let routes = routes();
    let app = App::new().app_data(site).configure(|config| routes.configure("fuzz", config));
    let app = init_service(app).await;
    let answer = call_service(&app, request.to_request()).await;
    assert!(!answer.status().is_server_error(), "{}", answer.status());
}

thread_local! {
    static SYSTEM: SystemRunner = System::new();
}

fuzz_target!(|data: &[u8]| SYSTEM.with(|system| system.block_on(answer(data))));
