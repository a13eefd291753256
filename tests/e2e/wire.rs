//! JSON over plain HTTP, as much of it as WebDriver needs.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;

/// Sends one request and gives the `value` of the answer; an error of WebDriver, or no answer within the limit, is text.
pub fn ask(port: u16, method: &str, path: &str, body: &Value, limit: Duration) -> Result<Value, String> {
    let body = if method == "GET" || method == "DELETE" { String::new() } else { body.to_string() };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let answer = exchange(port, &[head.as_bytes(), body.as_bytes()].concat(), limit)
        .map_err(|error| format!("{method} {path}: no answer from WebKitWebDriver: {error}"))?;
    let start = answer.find("\r\n\r\n").ok_or("an answer without a body")? + 4;
    let mut answer: Value = serde_json::from_str(&answer[start..]).map_err(|error| format!("{error}: {answer}"))?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{method} {path}: {error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}

/// The body of what a server on this machine answers to a request with that key. Without a body it is a GET.
pub fn with_key(port: u16, path: &str, bearer: &str, body: Option<&Value>, limit: Duration) -> Result<Value, String> {
    let method = if body.is_some() { "POST" } else { "GET" };
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {bearer}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(port, request.as_bytes(), limit).map_err(|error| format!("{method} {path}: {error}"))?;
    let start = answer.find("\r\n\r\n").ok_or("an answer without a body")? + 4;
    serde_json::from_str(&answer[start..]).map_err(|error| format!("{error}: {answer}"))
}

fn exchange(port: u16, request: &[u8], limit: Duration) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(limit))?;
    stream.write_all(request)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
