//! A browser without a screen: cookies, redirects and plain forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use reqwest::{Client, redirect::Policy};
use tower::ServiceExt;

/// The most redirects of one step.
const MOST_REDIRECTS: usize = 8;
/// What the sign-in service reads browser and system from.
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The longest page that is taken, in bytes.
const LONGEST_PAGE: usize = 4 * 1024 * 1024;

/// One browser with its own cookies.
pub(crate) struct Browser {
    line: Line,
    origin: String,
    agent: &'static str,
    cookies: BTreeMap<String, String>,
}

/// How its requests reach the pages.
enum Line {
    /// Over the network.
    Network(Client),
    /// Within the process, as if they came from this address.
    Inside(Box<Router>, SocketAddr),
}

/// What came back.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What a step led to.
pub(crate) struct Page {
    /// Path and query.
    pub(crate) path: String,
    /// The page.
    pub(crate) html: String,
}

/// One part of a `multipart/form-data` body.
pub(crate) struct Picture<'a> {
    /// The field's name.
    pub(crate) field: &'a str,
    /// A PNG.
    pub(crate) png: &'a [u8],
}

impl Browser {
    /// A fresh browser at `http://localhost:8400`.
    pub(crate) fn new(origin: &str) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self::over(Line::Network(client), origin, AGENT))
    }

    /// A browser of somebody at this address, whose requests go to `pages` within the process.
    pub(crate) fn of_somebody(
        pages: Router,
        origin: &str,
        from: SocketAddr,
        agent: &'static str,
    ) -> Self {
        Self::over(Line::Inside(Box::new(pages), from), origin, agent)
    }

    fn over(line: Line, origin: &str, agent: &'static str) -> Self {
        Self { line, origin: origin.to_owned(), agent, cookies: BTreeMap::new() }
    }

    /// The browser was closed: what ends with it is forgotten.
    pub(crate) fn close(&mut self, keep: impl Fn(&str) -> bool) {
        self.cookies.retain(|name, _| keep(name));
    }

    /// Goes to an address.
    pub(crate) async fn open(&mut self, path: &str) -> Result<Page, String> {
        self.go(Method::GET, path, None).await
    }

    /// Fetches a picture of a page.
    pub(crate) async fn picture(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let response = self.send(Method::GET, path, None).await?;
        if !response.status.is_success() {
            return Err(format!("the picture at {path} answered {}", response.status));
        }
        Ok(response.body)
    }

    /// Sends the form of a page that goes to `action`, its hidden fields included.
    pub(crate) async fn submit(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Result<Page, String> {
        let form = page.form(action)?;
        let mut all: Vec<(String, String)> = hidden(form);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = all
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect::<Vec<_>>()
            .join("&");
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.go(Method::POST, action, Some((kind, body.into_bytes()))).await
    }

    /// Sends the form of a page that takes a picture.
    pub(crate) async fn upload(
        &mut self,
        page: &Page,
        action: &str,
        picture: Picture<'_>,
    ) -> Result<Page, String> {
        const BOUNDARY: &str = "countersign-demo-boundary";
        let mut body = Vec::new();
        for (name, value) in hidden(page.form(action)?) {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"code.png\"\r\n\
             Content-Type: image/png\r\n\r\n",
            picture.field
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(picture.png);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.go(Method::POST, action, Some((kind, body))).await
    }

    async fn go(
        &mut self,
        method: Method,
        path: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> Result<Page, String> {
        let mut path = path.to_owned();
        let mut response = self.send(method, &path, body).await?;
        for _ in 0..MOST_REDIRECTS {
            let status = response.status;
            if !status.is_redirection() {
                let html = String::from_utf8_lossy(&response.body).into_owned();
                let page = Page { path, html };
                return if status.is_success() {
                    Ok(page)
                } else {
                    Err(format!("{} answered {status}: {}", page.path, page.heading()))
                };
            }
            let to = response.headers.get(LOCATION).and_then(|value| value.to_str().ok());
            let to = to.ok_or("a redirect leads nowhere")?;
            path = to.strip_prefix(&self.origin).unwrap_or(to).to_owned();
            response = self.send(Method::GET, &path, None).await?;
        }
        Err(format!("{path} redirects for ever"))
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> Result<Reply, String> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = vec![(USER_AGENT, self.agent.to_owned()), (COOKIE, cookies.join("; "))];
        let mut bytes = Vec::new();
        if let Some((kind, content)) = body {
            headers.extend([(ORIGIN, self.origin.clone()), (CONTENT_TYPE, kind)]);
            bytes = content;
        }
        let reply = match &self.line {
            Line::Network(client) => {
                let mut request = client.request(method, format!("{}{path}", self.origin));
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let response =
                    request.body(bytes).send().await.map_err(|error| error.to_string())?;
                let (status, headers) = (response.status(), response.headers().clone());
                let body = response.bytes().await.map_err(|error| error.to_string())?.to_vec();
                Reply { status, headers, body }
            }
            Line::Inside(pages, from) => {
                let host = self.origin.split_once("://").map_or("", |(_, host)| host);
                let mut request = Request::builder().method(method).uri(path).header(HOST, host);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let request = request.extension(ConnectInfo(*from));
                let request = request.body(Body::from(bytes)).map_err(|error| error.to_string())?;
                let pages = pages.as_ref().clone();
                let response = pages.oneshot(request).await.map_err(|error| error.to_string())?;
                let (head, body) = response.into_parts();
                let body = axum::body::to_bytes(body, LONGEST_PAGE).await;
                let body = body.map_err(|error| error.to_string())?.to_vec();
                Reply { status: head.status, headers: head.headers, body }
            }
        };
        for line in reply.headers.get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                if value.is_empty() {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        Ok(reply)
    }
}

impl Page {
    /// The main heading, without tags.
    pub(crate) fn heading(&self) -> String {
        let heading = between(&self.html, "<h1", "</h1>").and_then(|text| text.split_once('>'));
        unescape(heading.map_or("", |(_, text)| text).trim())
    }

    /// Whether the page has a form that goes there.
    pub(crate) fn offers(&self, action: &str) -> bool {
        self.form(action).is_ok()
    }

    /// The number that a sign-in page shows.
    pub(crate) fn number(&self) -> Option<&str> {
        let shown = between(&self.html, "<p class=\"number", "</p>")?;
        between(shown, "aria-hidden=\"true\">", "</span>")
    }

    /// Address of the picture with this id.
    pub(crate) fn picture(&self, id: &str) -> Option<String> {
        let tag = between(&self.html, &format!("id=\"{id}\""), ">")?;
        between(tag, "src=\"", "\"").map(unescape)
    }

    fn form(&self, action: &str) -> Result<&str, String> {
        let wanted = format!("action=\"{action}\"");
        self.html
            .split("<form")
            .skip(1)
            .filter_map(|rest| rest.split("</form>").next())
            .find(|form| form.split('>').next().is_some_and(|tag| tag.contains(&wanted)))
            .ok_or_else(|| {
                format!("\"{}\" at {} offers no form to {action}", self.heading(), self.path)
            })
    }
}

/// Names and values of a form's hidden fields.
fn hidden(form: &str) -> Vec<(String, String)> {
    form.split("<input")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| tag.contains("type=\"hidden\""))
        .filter_map(|tag| {
            Some((
                between(tag, "name=\"", "\"")?.to_owned(),
                unescape(between(tag, "value=\"", "\"")?),
            ))
        })
        .collect()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split_once(from)?.1.split_once(to).map(|(part, _)| part)
}

fn unescape(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// Percent-encoding of everything but letters and digits.
fn escape(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page { path: "/x".to_owned(), html: html.to_owned() }
    }

    #[test]
    fn forms_are_found_by_their_action() {
        let page = page(
            "<h1 id=a>That&#39;s it</h1><form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"csrf\" \
             value=\"1&quot;2\"></form><form action=\"/b\"></form>",
        );
        assert_eq!(page.heading(), "That's it");
        assert!(page.offers("/b") && !page.offers("/c"));
        assert_eq!(hidden(page.form("/a").unwrap()), [("csrf".to_owned(), "1\"2".to_owned())]);
        assert_eq!(escape("a b@é"), "a%20b%40%C3%A9");
    }
}
