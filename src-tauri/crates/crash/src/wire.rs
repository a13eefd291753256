//! The network between the program and the stand-in: it lets everything pass, and sees when a submit begins.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// How a submit begins. One request is written at a time, so it stands at the front of what is read.
const SUBMIT: &[u8] = b"POST /v1/drops HTTP/1.1";

pub struct Wire {
    address: SocketAddr,
    /// How many submits began.
    pub submits: watch::Receiver<u64>,
    passing: JoinHandle<()>,
}

impl Wire {
    /// Between whoever connects and `server`.
    pub async fn to(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (seen, submits) = watch::channel(0);
        let passing = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let seen = seen.clone();
                connections.spawn(async move {
                    if let Ok(server) = TcpStream::connect(server).await {
                        connect(client, server, seen).await;
                    }
                });
            }
        });
        Ok(Self { address, submits, passing })
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.passing.abort();
    }
}

/// Until both sides have closed. What a dead client sent still arrives, as on any network.
async fn connect(client: TcpStream, server: TcpStream, seen: watch::Sender<u64>) {
    let (from_client, mut to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    let answers = async {
        let _ = copy(&mut from_server, &mut to_client).await;
        let _ = to_client.shutdown().await;
    };
    tokio::join!(requests(from_client, to_server, &seen), answers);
}

async fn requests(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, seen: &watch::Sender<u64>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = client.read(&mut bytes).await {
        if bytes.starts_with(SUBMIT) {
            seen.send_modify(|submits| *submits += 1);
        }
        if server.write_all(&bytes[..length]).await.is_err() {
            break;
        }
    }
    let _ = server.shutdown().await;
}
