//! What strangers may cost: the address is public, and only the secret tells Telegram from others.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long the head of a request may take, and a connection be open without one.
pub(super) const HEAD: Duration = Duration::from_secs(10);

/// The largest head of a request, in bytes. Telegram's has a few hundred.
pub(super) const HEAD_MAX: usize = 16 * 1024;

/// How long the body of a request may take whose secret is right.
pub(super) const BODY: Duration = Duration::from_secs(10);

/// The largest update taken, in bytes. A text has at most 4,096 characters; the rest is names and
/// places.
pub(super) const BODY_MAX: usize = 1024 * 1024;

/// Connections beside those that Telegram may open.
const SPARE: usize = 24;

/// Lets so many connections in at a time; others wait a while and are closed.
#[derive(Clone)]
pub(super) struct Limited<A> {
    inner: A,
    places: Arc<Semaphore>,
}

impl<A> Limited<A> {
    /// `connections` are those that Telegram may open.
    pub(super) fn new(inner: A, connections: u8) -> Self {
        Self { inner, places: Arc::new(Semaphore::new(usize::from(connections) + SPARE)) }
    }
}

impl<I, S, A> Accept<I, S> for Limited<A>
where
    I: Send + 'static,
    S: Send + 'static,
    A: Accept<I, S> + Clone + Send + Sync + 'static,
    A::Future: Send,
    A::Stream: Send,
    A::Service: Send,
{
    type Stream = Placed<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let (inner, places) = (self.inner.clone(), Arc::clone(&self.places));
        Box::pin(async move {
            let full = || io::Error::from(ErrorKind::ResourceBusy);
            let place = timeout(HEAD, places.acquire_owned()).await.map_err(|_| full())?;
            let place = place.map_err(|_| full())?;
            let (stream, service) = inner.accept(stream, service).await?;
            Ok((Placed { stream, _place: place }, service))
        })
    }
}

/// A connection that has a place until it is closed.
pub(super) struct Placed<I> {
    stream: I,
    _place: OwnedSemaphorePermit,
}

impl<I: AsyncRead + Unpin> AsyncRead for Placed<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Placed<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
