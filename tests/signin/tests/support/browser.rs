//! A browser without scripts: cookies, redirects, forms with their CSRF token.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};

#[derive(Clone)]
pub struct Browser {
    pub base: String,
    pub cookies: BTreeMap<String, String>,
    /// `Set-Cookie` headers as they came.
    pub set: Vec<String>,
    pub csrf: String,
    /// `Accept-Language`; empty = none is sent.
    pub language: String,
    http: reqwest::Client,
}

pub struct Page {
    pub status: u16,
    pub path: String,
    pub text: String,
    pub headers: reqwest::header::HeaderMap,
}

impl Page {
    /// The number on the page: real text, said digit by digit to screen readers.
    pub fn number(&self) -> String {
        let marks: Vec<&str> = self.text.split("<p class=\"number").collect();
        assert_eq!(marks.len(), 2, "one number on the page: {}", self.text);
        let (_, rest) = marks[1].split_once("aria-hidden=\"true\">").unwrap();
        let number = rest.split('<').next().unwrap().to_owned();
        assert!(!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        number
    }

    pub fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

impl Browser {
    pub fn new(base: &str) -> Self {
        Self::sharing(base, &super::http())
    }

    /// One that shares its connections with others.
    pub fn sharing(base: &str, http: &reqwest::Client) -> Self {
        Self {
            base: base.into(),
            cookies: BTreeMap::new(),
            set: Vec::new(),
            csrf: String::new(),
            language: String::new(),
            http: http.clone(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.follow(path, Method::GET, String::new(), &[]).await
    }

    /// Sends a form with the CSRF token of the last page, and goes where it leads.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields);
        self.follow(path, Method::POST, form(&all), &[]).await
    }

    /// Sends a form with the CSRF token of the last page, and looks at no page after it.
    pub async fn post_only(&self, path: &str, fields: &[(&str, &str)]) -> u16 {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        let request = self
            .request(Method::POST, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form(&all));
        request.send().await.unwrap().status().as_u16()
    }

    /// Sends exactly this, without any token.
    pub async fn post_raw(&mut self, path: &str, body: String, headers: &[(&str, &str)]) -> Page {
        self.follow(path, Method::POST, body, headers).await
    }

    pub async fn sign_in(&mut self, user: &str, password: &str) -> Page {
        self.get("/signin").await;
        self.post("/signin", &[("user", user), ("password", password)]).await
    }

    /// What the set-up code on the page says, read from its pixels.
    pub async fn code(&mut self) -> String {
        read_code(&self.picture("/signin/setup/scan/qr.png").await)
    }

    /// A picture that nobody keeps.
    pub async fn picture(&self, path: &str) -> Vec<u8> {
        let request = self.request(Method::GET, path);
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 200);
        assert_eq!(reply.headers()["content-type"], "image/png");
        assert_eq!(reply.headers()["cache-control"], "no-store");
        reply.bytes().await.unwrap().to_vec()
    }

    /// What the code beside the number says; `None` where there is none.
    pub async fn match_code(&self, path: &str) -> Option<String> {
        let reply = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(reply.headers()["cache-control"], "no-store");
        if reply.status() == 404 {
            return None;
        }
        assert_eq!(reply.headers()["content-type"], "image/png");
        Some(read_code(&reply.bytes().await.unwrap()))
    }

    /// The address and the ten characters on the page with the code, for people who type them.
    pub async fn typed(&mut self) -> (String, String) {
        let page = self.get("/signin/setup/scan").await;
        assert!(page.has("Can't scan?") && !page.has("Type this code"), "{}", page.text);
        let page = self.get("/signin/setup/scan?show=typed").await;
        assert!(page.has("Type this code") && !page.has("<img"), "{}", page.text);
        let (_, rest) = page.text.split_once("<p class=\"typing\"><bdi>").unwrap();
        let (address, rest) = rest.split_once("</bdi>").unwrap();
        let code = rest.split_once("<strong>").unwrap().1.split('<').next().unwrap();
        (address.to_owned(), code.to_owned())
    }

    /// The first news of the waiting page's event stream, or the first that is not `but`.
    pub async fn news(&self, path: &str, but: &str) -> serde_json::Value {
        let mut reply = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(reply.headers()["content-type"], "text/event-stream");
        let mut text = String::new();
        while let Some(chunk) = reply.chunk().await.unwrap() {
            text.push_str(&String::from_utf8_lossy(&chunk));
            for line in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
                if let Ok(data) = serde_json::from_str::<serde_json::Value>(line)
                    && data["status"] != but
                {
                    return data;
                }
            }
        }
        panic!("the stream ended: {text}");
    }

    /// What an address answers, as it comes: no page, and not followed.
    pub async fn fetch(&self, path: &str) -> reqwest::Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header(COOKIE, cookies.join("; "))
            .header("User-Agent", "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko Firefox/140.0");
        if self.language.is_empty() {
            request
        } else {
            request.header("Accept-Language", &self.language)
        }
    }

    async fn follow(
        &mut self,
        path: &str,
        mut method: Method,
        mut body: String,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let mut request = self.request(method.clone(), &path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            if method == Method::POST {
                request = request
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .body(std::mem::take(&mut body));
            }
            let reply = request.send().await.unwrap();
            for cookie in reply.headers().get_all(SET_COOKIE) {
                self.keep(cookie.to_str().unwrap());
            }
            if let Some(next) = reply.headers().get(LOCATION) {
                assert_eq!(reply.status(), 303, "a form leads on by 303");
                path = next.to_str().unwrap().to_owned();
                method = Method::GET;
                continue;
            }
            let status = reply.status().as_u16();
            let headers = reply.headers().clone();
            let text = String::from_utf8_lossy(&reply.bytes().await.unwrap()).into_owned();
            if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
                self.csrf = rest.split('"').next().unwrap().to_owned();
            }
            let path = path.split('?').next().unwrap().to_owned();
            return Page { status, path, text, headers };
        }
        panic!("redirects in a circle at {path}");
    }

    fn keep(&mut self, cookie: &str) {
        self.set.push(cookie.to_owned());
        let (name, rest) = cookie.split_once('=').unwrap();
        let value = rest.split(';').next().unwrap();
        if rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Closes and opens the browser: cookies that end with it are gone.
    pub fn restart(&mut self) {
        self.cookies.retain(|name, _| name.contains("cs_browser"));
        self.csrf.clear();
    }
}

/// The text of the one QR code in a PNG picture.
pub fn read_code(png: &[u8]) -> String {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    codes[0].decode().unwrap().1
}

pub fn form(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b == b'-' || b == b'_' {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    pairs.join("&")
}
