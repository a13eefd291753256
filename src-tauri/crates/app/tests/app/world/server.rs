//! Servers on loopback that a person may connect by mistake.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What every request is answered with.
#[derive(Clone)]
pub enum Manner {
    Answers(String),
    ClosesTheConnection,
    SaysNothing,
}

pub struct Server {
    pub base_url: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    pub async fn that(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = requests.clone();
        tokio::spawn(async move {
            // Those that get no answer wait here until the test ends.
            let mut kept = vec![];
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                counter.fetch_add(1, Ordering::SeqCst);
                match &manner {
                    Manner::Answers(answer) => answered(stream, answer).await,
                    Manner::ClosesTheConnection => drop(stream),
                    Manner::SaysNothing => kept.push(stream),
                }
            }
        });
        Self { base_url, requests }
    }

    pub async fn answering(status: &str, content_type: &str, body: &str) -> Self {
        let length = body.len();
        Self::that(Manner::Answers(format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )))
        .await
    }

    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn answered(mut stream: TcpStream, answer: &str) {
    // A client that has gone away is no fault of the server.
    let _ = stream.write_all(answer.as_bytes()).await;
}

/// An address on which nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
