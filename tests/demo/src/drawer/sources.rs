//! Where in the repository something stands: looked up in the sources that this program was built from.

/// Files with what the drawer names, by their path in the repository.
macro_rules! sources {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../../../", $path)))),*]
    };
}

/// The handles of the facade; a file is named as its handle.
const HANDLES: [(&str, &str); 5] = sources!(
    "core/src/app/handles/accounts.rs",
    "core/src/app/handles/requests.rs",
    "core/src/app/handles/services.rs",
    "core/src/app/handles/settings.rs",
    "core/src/app/handles/vault.rs",
);

/// Where the states are.
const TYPES: [(&str, &str); 4] = sources!(
    "core/src/app/lifecycle.rs",
    "core/src/app/views.rs",
    "core/src/push/request.rs",
    "core/src/push/view.rs",
);

/// The addresses of the service that phones call.
const ROUTES: (&str, &str) =
    ("tests/signin/src/api/mod.rs", include_str!("../../../../tests/signin/src/api/mod.rs"));

/// Where a call of the facade stands.
pub(crate) fn facade(handle: &str, call: &str) -> Option<String> {
    let file = format!("/{handle}.rs");
    let source = HANDLES.iter().find(|(path, _)| path.ends_with(&file))?;
    line(source, |line| {
        let after = line.trim_start().strip_prefix("pub ").and_then(|rest| {
            rest.strip_prefix("async ").unwrap_or(rest).strip_prefix("fn ")?.strip_prefix(call)
        });
        after.is_some_and(|after| after.starts_with(['(', '<']))
    })
}

/// Where a variant of a type stands.
pub(crate) fn variant(of: &str, name: &str) -> Option<String> {
    let start = format!("pub enum {of} {{");
    let source = TYPES.iter().find(|(_, text)| text.contains(&start))?;
    let mut inside = false;
    line(source, |line| {
        inside |= line == start;
        let after = line.trim_start().strip_prefix(name);
        inside && after.is_some_and(|after| after.starts_with([',', '(', ' ']))
    })
}

/// Where the service says who answers at a path of its realm.
pub(crate) fn route(path: &str) -> Option<String> {
    let path = path.split('?').next()?;
    let (_, path) = path.strip_prefix("/realms/")?.split_once('/')?;
    let path = format!("/{path}");
    line(&ROUTES, |line| {
        let pattern = line.split_once(".route(\"").and_then(|(_, rest)| rest.split_once('"'));
        pattern.is_some_and(|(pattern, _)| fits(pattern, &path))
    })
}

/// Whether a path is one of a pattern such as `/a/{id}/b`.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if pattern.starts_with('{') || pattern == part => {}
            _ => return false,
        }
    }
}

fn line((path, text): &(&str, &str), mut is_it: impl FnMut(&str) -> bool) -> Option<String> {
    let at = text.lines().position(&mut is_it)?;
    Some(format!("{path}:{}", at.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_addresses_are_found_where_they_stand() {
        for (found, line) in [
            (facade("requests", "approve"), "pub async fn approve(&self"),
            (facade("requests", "refresh"), "pub async fn refresh("),
            (facade("accounts", "preview"), "pub async fn preview<'a>("),
            (facade("vault", "unlock"), "pub fn unlock(&self"),
            (variant("VaultState", "Locked"), "Locked(HeaderInfo),"),
            (variant("AccountState", "Active"), "Active,"),
            (variant("Outcome", "Denied"), "Denied {"),
            (route("/realms/demo/push-mfa/login/challenges/1/respond"), "login::respond"),
            (route("/realms/demo/push-mfa/login/pending?userId=•••"), "login::pending"),
        ] {
            let found = found.unwrap_or_else(|| line.to_owned());
            let (path, number) = found.rsplit_once(':').unwrap();
            let all = HANDLES.iter().chain(&TYPES).chain([&ROUTES]);
            let (_, text) = all.into_iter().find(|(known, _)| *known == path).unwrap();
            let stands = text.lines().nth(number.parse::<usize>().unwrap() - 1).unwrap();
            assert!(stands.contains(line), "{found}: {stands}");
        }
        assert_eq!(facade("requests", "no_such_call"), None);
        assert_eq!(route("/realms/demo/push-mfa/login"), None);
    }
}
