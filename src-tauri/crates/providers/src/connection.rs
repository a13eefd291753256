//! Where a provider is reached, and with which key. What is wrong with either is said here, before anything is sent.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

/// No provider's key comes near; more is a file pasted by mistake.
const LONGEST_KEY: usize = 1024;
/// A key this short would be found by chance in honest text, so it is not searched for there.
const SHORTEST_SCRUBBED_KEY: usize = 8;

/// Why a base URL cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    #[error("this is not a web address")]
    NotAUrl,
    #[error("the address must begin with https://")]
    NotHttps,
    #[error("the address must not contain a user name, a password, a question mark or a number sign")]
    HasExtras,
    #[error("only addresses on this machine can be connected")]
    NotLoopback,
    #[error("the connection could not be set up: {0}")]
    SetUp(String),
}

/// Which addresses may be connected.
///
/// One choice only, until the program has all the rules that a connection to the outside needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// 127.0.0.0/8, ::1 and `localhost`.
    LoopbackOnly,
}

/// A provider's base URL: https, or http on this machine; no credentials, query or fragment in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    base: Url,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Loopback,
    Elsewhere,
}

impl Connection {
    /// Reads a base URL as a person typed it.
    ///
    /// # Errors
    /// What keeps it from being used, wherever it leads.
    pub fn parse(base_url: &str) -> Result<Self, ConnectionError> {
        let base = Url::parse(base_url.trim()).map_err(|_| ConnectionError::NotAUrl)?;
        let place = match base.host_str() {
            None | Some("") => return Err(ConnectionError::NotAUrl),
            Some(host) if is_loopback(host) => Place::Loopback,
            Some(_) => Place::Elsewhere,
        };
        match (base.scheme(), place) {
            ("https", _) | ("http", Place::Loopback) => {}
            ("http", Place::Elsewhere) => return Err(ConnectionError::NotHttps),
            _ => return Err(ConnectionError::NotAUrl),
        }
        let has_credentials = !base.username().is_empty() || base.password().is_some();
        if has_credentials || base.query().is_some() || base.fragment().is_some() {
            return Err(ConnectionError::HasExtras);
        }
        Ok(Self { base, place })
    }

    /// Refuses an address that lies out of reach.
    ///
    /// # Errors
    /// [`ConnectionError::NotLoopback`].
    pub fn within(self, reach: Reach) -> Result<Self, ConnectionError> {
        match (reach, self.place) {
            (Reach::LoopbackOnly, Place::Loopback) => Ok(self),
            (Reach::LoopbackOnly, Place::Elsewhere) => Err(ConnectionError::NotLoopback),
        }
    }

    /// The base URL in its normal form; it holds no secret.
    pub fn as_str(&self) -> &str {
        self.base.as_str()
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// The base URL followed by these segments, each encoded, so that a name can never become a path.
    pub(crate) fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        // Only an address without a host has no segments, and `parse` let none in.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The text cannot be an account's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 1 to 1024 letters, digits and signs, without blanks")]
pub struct BadKey;

/// The key of an account. Never printed; wiped from memory when dropped.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// Takes a key as a person pasted it, without the blanks around it.
    ///
    /// # Errors
    /// It is empty, too long, or holds what cannot stand in a header.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        let is_sendable = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.is_empty() || text.len() > LONGEST_KEY || !is_sendable {
            return Err(BadKey);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The value of a header, marked so that no log shows it.
    pub(crate) fn header(&self, scheme: &str) -> Option<HeaderValue> {
        let text = Zeroizing::new(format!("{scheme} {}", self.0.as_str()));
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Takes the key out of text that came from outside and may be shown or stored.
    pub(crate) fn scrub(&self, text: String) -> String {
        let key = self.0.as_str();
        if key.len() >= SHORTEST_SCRUBBED_KEY && text.contains(key) { text.replace(key, "[key]") } else { text }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_http_stays_on_this_machine() {
        for good in ["https://api.example.com", "http://127.0.0.1:8080", "http://127.9.8.7", "http://[::1]:1/base/"] {
            assert!(Connection::parse(good).is_ok(), "{good}");
        }
        assert!(Connection::parse(" HTTP://LocalHost:81 ").is_ok());
        for bad in ["http://api.example.com", "http://10.0.0.1", "http://localhost.evil.example", "http://0.0.0.0"] {
            assert_eq!(Connection::parse(bad), Err(ConnectionError::NotHttps), "{bad}");
        }
        assert_eq!(Connection::parse("http://[::ffff:127.0.0.1]/"), Err(ConnectionError::NotHttps));
    }

    #[test]
    fn what_is_no_plain_web_address_is_refused() {
        for bad in ["", "stratics", "ftp://127.0.0.1", "file:///etc/passwd", "https://", "javascript:alert(1)"] {
            assert_eq!(Connection::parse(bad), Err(ConnectionError::NotAUrl), "{bad}");
        }
        for bad in ["https://me:secret@example.com", "https://me@example.com", "https://a.example/?k=1", "https://a/#x"]
        {
            assert_eq!(Connection::parse(bad), Err(ConnectionError::HasExtras), "{bad}");
        }
    }

    #[test]
    fn for_now_only_this_machine_is_in_reach() {
        let reach = |url: &str| Connection::parse(url).unwrap().within(Reach::LoopbackOnly);
        assert_eq!(reach("https://api.example.com"), Err(ConnectionError::NotLoopback));
        assert!(reach("https://localhost").is_ok());
        assert!(reach("http://127.0.0.1:1").is_ok());
    }

    #[test]
    fn a_segment_never_becomes_a_path_and_a_base_path_is_kept() {
        let connection = Connection::parse("https://a.example/base/").unwrap();
        assert_eq!(connection.url(&["v1", "drops", "x/../y?z"]).path(), "/base/v1/drops/x%2F..%2Fy%3Fz");
        assert_eq!(Connection::parse("https://a.example").unwrap().url(&["v1"]).as_str(), "https://a.example/v1");
    }

    #[test]
    fn a_key_is_never_printed_and_is_taken_out_of_what_comes_back() {
        let key = ApiKey::parse(" sk_live_12345678 ").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        assert_eq!(format!("{:?}", key.header("Bearer").unwrap()), "Sensitive");
        assert_eq!(key.scrub("no such key sk_live_12345678!".to_owned()), "no such key [key]!");
    }

    #[test]
    fn what_cannot_be_a_key_is_refused() {
        for bad in ["", "  ", "two words", "line\nbreak", "clé", &"k".repeat(1025)] {
            assert!(ApiKey::parse(bad).is_err(), "{bad}");
        }
    }
}
