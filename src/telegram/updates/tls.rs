//! The webhook's certificate, where no proxy ends TLS.

use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use tokio::time::sleep;

use crate::config::Webhook;

/// How often the files are read again. Certificates are renewed days before they end.
const RENEWAL: Duration = Duration::from_hours(1);

/// A certificate with its key, and where they were read.
pub(crate) struct Tls {
    config: RustlsConfig,
    certificate: PathBuf,
    key: PathBuf,
}

impl Tls {
    /// Reads the files; `None` if there are none and a proxy ends TLS.
    ///
    /// # Errors
    /// Why they cannot be used, for the log.
    pub(crate) async fn read(settings: &Webhook) -> Result<Option<Self>, std::io::Error> {
        let (Some(certificate), Some(key)) = (&settings.certificate, &settings.key) else {
            return Ok(None);
        };
        let config = RustlsConfig::from_pem_file(certificate, key).await?;
        Ok(Some(Self { config, certificate: certificate.clone(), key: key.clone() }))
    }

    /// What new connections are encrypted with, now and after a renewal.
    pub(crate) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Takes up renewed files, for ever. What cannot be used changes nothing.
    pub(crate) async fn reload_on_request(self) -> Infallible {
        loop {
            sleep(RENEWAL).await;
            if let Err(error) = self.config.reload_from_pem_file(&self.certificate, &self.key).await
            {
                tracing::warn!(%error, "the certificate cannot be read again; the old one stays");
            }
        }
    }
}
