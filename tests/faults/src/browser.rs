//! A browser without scripts: cookies, redirects, forms with their token.

use std::collections::BTreeMap;

use axum::body::Body;

use crate::server::{ORIGIN, Server};

/// Who signs in.
pub(crate) const IDA: &str = "ida@harbour.test";
/// Her password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A page as it stands.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Page {
    /// The number on the page, where it shows one.
    pub(crate) fn number(&self) -> Option<String> {
        let (_, rest) = self.text.split_once("<p class=\"number")?;
        let (_, rest) = rest.split_once("aria-hidden=\"true\">")?;
        rest.split('<').next().map(str::to_owned)
    }

    /// Whether somebody is signed in here.
    pub(crate) fn is_signed_in(&self) -> bool {
        let plain = self.path.starts_with("/realms/") && self.text.contains("You are signed in");
        plain || matches!(self.path.as_str(), "/signin/stay" | "/mail")
    }
}

#[derive(Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<String, String>,
    csrf: String,
    /// Where the pages are, a plain realm's or none.
    base: String,
}

impl Browser {
    /// One that goes to these pages.
    pub(crate) fn at(base: &str) -> Self {
        Self { base: base.to_owned(), ..Self::default() }
    }

    /// User and password; the page after them. `None` when the service is not there.
    pub(crate) async fn sign_in(&mut self, server: &Server) -> Option<Page> {
        self.get(server, "/signin").await?;
        self.post(server, "/signin", &[("user", IDA), ("password", PASSWORD)]).await
    }

    pub(crate) async fn get(&mut self, server: &Server, path: &str) -> Option<Page> {
        self.follow(server, format!("{}{path}", self.base), "GET", String::new()).await
    }

    /// Sends a form with the token of the last page.
    pub(crate) async fn post(
        &mut self,
        server: &Server,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Option<Page> {
        let mut form = format!("csrf={}", self.csrf);
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", value.replace('@', "%40").replace(' ', "+")));
        }
        self.follow(server, format!("{}{path}", self.base), "POST", form).await
    }

    /// A picture.
    pub(crate) async fn picture(&self, server: &Server, path: &str) -> Vec<u8> {
        let path = format!("{}{path}", self.base);
        let reply = server.call("GET", &path, &[("cookie", self.cookie())], Body::empty()).await;
        reply.expect("the service is there").body
    }

    fn cookie(&self) -> String {
        let all: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        all.join("; ")
    }

    async fn follow(
        &mut self,
        server: &Server,
        path: String,
        method: &str,
        form: String,
    ) -> Option<Page> {
        let (mut path, mut method, mut form) = (path, method, form);
        for _ in 0..6 {
            let mut headers = vec![("cookie", self.cookie())];
            if method == "POST" {
                headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
                headers.push(("origin", ORIGIN.to_owned()));
            }
            let body = Body::from(std::mem::take(&mut form));
            let reply = server.call(method, &path, &headers, body).await?;
            for cookie in reply.headers.get_all("set-cookie") {
                self.keep(cookie.to_str().unwrap_or_default());
            }
            if let Some(next) = reply.headers.get("location") {
                path = next.to_str().unwrap_or_default().to_owned();
                method = "GET";
                continue;
            }
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
                self.csrf = rest.split('"').next().unwrap_or_default().to_owned();
            }
            let path = path.split('?').next().unwrap_or_default().to_owned();
            return Some(Page { path, text });
        }
        panic!("redirects in a circle at {path}");
    }

    fn keep(&mut self, cookie: &str) {
        let Some((name, rest)) = cookie.split_once('=') else { return };
        let value = rest.split(';').next().unwrap_or_default();
        if rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
