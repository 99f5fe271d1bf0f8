//! A phone at a realm that behaves like a plain server.

use countersign_signin::{Config, PlainRealm};
use reqwest::Method;
use serde_json::{Value, json};

use super::browser::form;
use super::phone::{digest, uuid};
use super::{Browser, IDA, PASSWORD, Page, Phone, Reply, World};

pub const REALM: &str = "legacy";
pub const CLIENT: &str = "push-device-client";
pub const SIGN_IN: &str = "/realms/legacy/signin";

/// A service with a plain realm beside its own.
pub async fn world() -> World {
    world_with(PlainRealm::named(REALM)).await
}

pub async fn world_with(realm: PlainRealm) -> World {
    World::with(Config { plain: vec![realm], ..Config::default() }).await
}

/// Types the password at the plain realm.
pub async fn sign_in(browser: &mut Browser) -> Page {
    browser.get(SIGN_IN).await;
    browser.post(SIGN_IN, &[("user", IDA), ("password", PASSWORD)]).await
}

/// The text of the code that a browser shows.
pub async fn code(browser: &Browser) -> String {
    super::browser::read_code(&browser.picture(&format!("{SIGN_IN}/code.png")).await)
}

/// What the parameters of a code say.
pub fn part(code: &str, name: &str) -> Option<String> {
    let (_, query) = code.split_once('?').unwrap();
    let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    found.map(|value| value.replace("%3A", ":").replace("%2F", "/"))
}

/// The address of a number's form.
pub fn press(button: &str) -> String {
    format!("{SIGN_IN}/{button}")
}

pub async fn certs(phone: &Phone) -> Value {
    let url = format!("{}/protocol/openid-connect/certs", phone.rb);
    let reply = phone.http.get(url).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap()
}

/// The claims of a JWS, unchecked.
pub fn claims(jws: &str) -> Value {
    let part = jws.split('.').nth(1).unwrap();
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(part.as_bytes()).unwrap())
        .unwrap()
}

/// The claims of a JWT, if the key in this set that is for signatures made it.
pub fn verify(certs: &Value, jwt: &str) -> Value {
    let header = jsonwebtoken::decode_header(jwt).unwrap();
    let keys = certs["keys"].as_array().unwrap();
    let fits = |key: &&Value| key["kid"] == header.kid.as_deref().unwrap() && key["use"] == "sig";
    let key = keys.iter().find(fits).unwrap();
    assert_eq!(key["alg"], format!("{:?}", header.alg));
    let text = |name: &str| key[name].as_str().unwrap();
    let key = jsonwebtoken::DecodingKey::from_rsa_components(text("n"), text("e")).unwrap();
    let mut rules = jsonwebtoken::Validation::new(header.alg);
    rules.validate_exp = false;
    rules.validate_aud = false;
    jsonwebtoken::decode::<Value>(jwt, &key, &rules).unwrap().claims
}

impl Phone {
    /// This phone at a plain realm.
    pub fn at_plain(mut self, realm: &str) -> Self {
        self.rb = format!("{}/realms/{realm}", self.base);
        self
    }

    /// Reads a code that holds its offer.
    pub fn take(&mut self, code: &str) {
        assert_eq!(part(code, "client_id").as_deref(), Some(CLIENT));
        self.secret = part(code, "client_secret").unwrap();
        self.offer = claims(&part(code, "token").unwrap());
        self.sub = self.offer["sub"].as_str().unwrap().into();
    }

    pub async fn plain_token(&mut self, bend: impl FnOnce(&mut Value)) -> Reply {
        let url = format!("{}/protocol/openid-connect/token", self.rb);
        let mut claims = json!({"htm": "POST", "htu": url, "iat": self.now(), "jti": uuid()});
        bend(&mut claims);
        let form = form(&[
            ("grant_type", "client_credentials"),
            ("client_id", CLIENT),
            ("client_secret", &self.secret),
        ]);
        let request = self
            .http
            .post(&url)
            .header("DPoP", self.key.sign("dpop+jwt", &claims))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form);
        let reply = super::phone::read(&Method::POST, request.send().await.unwrap()).await;
        if let Some(token) = reply.body["access_token"].as_str() {
            self.token = token.to_owned();
        }
        reply
    }

    pub fn plain_completion(&self) -> String {
        self.key.sign(
            "JWT",
            &json!({
                "enrollmentId": self.offer["enrollmentId"], "nonce": self.offer["nonce"],
                "sub": self.sub, "deviceType": "test", "pushProviderType": "none",
                "pushProviderId": "disabled", "credentialId": self.credential,
                "deviceId": self.device, "deviceLabel": self.label,
                "cnf": {"jwk": self.key.jwk}, "iat": self.now(), "exp": self.now() + 60,
            }),
        )
    }

    /// The claims that a plain server reads, and no more.
    pub fn plain_claims(&self, entry: &Value, number: &str) -> Value {
        json!({"cid": entry["cid"], "credId": self.credential, "action": "approve",
            "userVerification": number, "exp": self.now() + 60})
    }

    pub async fn plain_answer(&self, entry: &Value, claims: &Value) -> Reply {
        self.respond(entry, &self.key.sign("JWT", claims)).await
    }

    pub async fn plain_deny(&self, entry: &Value) -> Reply {
        let mut claims = self.plain_claims(entry, "");
        claims["action"] = json!("deny");
        self.plain_answer(entry, &claims).await
    }
}

/// The first user's phone, set up at the plain realm, and the browser that is signed in.
pub async fn set_up(world: &World) -> (Phone, Browser) {
    let mut browser = world.browser();
    let page = sign_in(&mut browser).await;
    assert!(page.has("Scan this QR code"), "{}", page.text);
    let mut phone = world.phone().at_plain(REALM);
    phone.take(&code(&browser).await);
    assert_eq!(phone.plain_token(|_| {}).await.status, 200);
    let reply = phone.complete(&phone.plain_completion()).await;
    assert_eq!((reply.status, &reply.body), (200, &json!({"status": "enrolled"})));
    assert!(browser.get(SIGN_IN).await.has("You are signed in"));
    (phone, browser)
}

/// A new browser that waits, and the number that it shows.
pub async fn at_number(world: &World) -> (Browser, String) {
    let mut browser = world.browser();
    let page = sign_in(&mut browser).await;
    assert!(page.has("Approve this sign-in"), "{}", page.text);
    let number = page.number();
    (browser, number)
}

pub fn ath(token: &str) -> String {
    digest(token)
}
