//! The program's words, as another program uses them.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

use crate::Failure;

const PASSPHRASE: &str = "the trial's own passphrase";
const KEY: &str = "of-the-trial";

/// A dealership's folder, and the program that works in it.
pub struct Program {
    binary: PathBuf,
    pub seed: u64,
}

/// What the demo is asked to be.
pub struct Demo {
    pub customers: u32,
    pub drops: u32,
    pub runs: u32,
    /// Seconds of its clock that pass in one.
    pub speed: u32,
}

impl Program {
    pub fn new(binary: PathBuf, seed: u64) -> Self {
        Self { binary, seed }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).env("VOICEDROPS_PASSPHRASE", PASSPHRASE).env_remove("VOICEDROPS_DATA_DIR");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Runs whose drops go to the server at `base_url`.
    pub fn demo(&self, folder: &Path, base_url: &str, demo: &Demo) -> io::Result<Child> {
        let numbers = [demo.customers, demo.drops, demo.runs, demo.speed].map(|number| number.to_string());
        let [customers, drops, runs, speed] = numbers.each_ref().map(String::as_str);
        let seed = self.seed.to_string();
        let mut command = self.command(&["demo", "--json", "--stratics", base_url, "--key", KEY, "--seed", &seed]);
        command.args(["--customers", customers, "--drops", drops, "--runs", runs, "--speed", speed, "--data-dir"]);
        command.arg(folder).spawn()
    }

    /// One command of the table, as JSON.
    pub async fn call(&self, folder: &Path, name: &str, request: &Value) -> Result<Value, Failure> {
        let mut command = self.command(&["call", name, &request.to_string(), "--data-dir"]);
        let called = command.arg(folder).output().await?;
        if !called.status.success() {
            let said = String::from_utf8_lossy(&called.stderr).into_owned();
            return Err(Failure::EndedBadly { seed: self.seed, status: called.status, said });
        }
        Ok(serde_json::from_slice(&called.stdout)?)
    }

    pub async fn stand_in(&self, ports: u32, speed: u32) -> Result<StandIn, Failure> {
        let numbers = [ports.to_string(), speed.to_string(), self.seed.to_string()];
        let [ports, speed, seed] = numbers.each_ref().map(String::as_str);
        let words = ["stand-in", "stratics", "--key", KEY, "--ports", ports, "--speed", speed, "--seed", seed];
        let mut process = self.command(&words).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        if let Some(output) = process.stdout.as_mut() {
            BufReader::new(output).read_line(&mut line).await?;
        }
        let said: Value = serde_json::from_str(&line)?;
        let address = said["base_url"].as_str().and_then(|url| url.strip_prefix("http://")?.parse().ok());
        let address = address.ok_or_else(|| io::Error::other("the stand-in does not say where it listens"))?;
        Ok(StandIn { address, _process: process })
    }
}

/// The stand-in, which nobody kills before its dealership is done with it.
pub struct StandIn {
    pub address: SocketAddr,
    _process: Child,
}

impl StandIn {
    /// How it behaves from now on.
    pub async fn play(&self, scenario: &Value) -> Result<(), Failure> {
        let body = scenario.to_string();
        let head = format!("POST /stand-in/scenario HTTP/1.1\r\nContent-Length: {}\r\n", body.len());
        self.ask(&head, &body).await.map(drop)
    }

    /// What it did.
    pub async fn ledger<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let answer = self.ask("GET /stand-in/ledger HTTP/1.1\r\n", "").await?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// The body of its answer.
    async fn ask(&self, head: &str, body: &str) -> Result<String, Failure> {
        let mut stream = TcpStream::connect(self.address).await?;
        let rest = "Content-Type: application/json\r\nConnection: close\r\n\r\n";
        let request = format!("{head}Host: {}\r\nAuthorization: Bearer {KEY}\r\n{rest}{body}", self.address);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        match answer.split_once("\r\n\r\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 20") => Ok(body.to_owned()),
            _ => Err(io::Error::other(format!("the stand-in answers: {answer}")).into()),
        }
    }
}
