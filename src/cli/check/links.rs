//! `check --links`: whether pictures and videos behind links are there, and what Telegram takes.

use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, RANGE};

use super::Found;
use crate::knowledge::media::{Kind, Limits, MediaItem};
use crate::knowledge::{Knowledge, Problem};

/// How long one link may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file is known by so many of its first bytes.
const FIRST_BYTES: usize = 512;

/// What is wrong with a link, and the mend.
type Objection = (String, &'static str);

/// Opens each link; what is wrong is added to `found`.
pub(super) fn check(knowledge: &Knowledge, found: &mut Found) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client =
        reqwest::Client::builder().timeout(PATIENCE).build().map_err(std::io::Error::other)?;
    let entries = knowledge.faq.entry.iter().enumerate();
    let exercises = knowledge.exercises.exercise.iter().enumerate();
    let places = &knowledge.places;
    let mut opened = 0;
    let mut open = |media: &[MediaItem], problem: &dyn Fn(&str, Objection) -> Problem| {
        for (nth, item) in media.iter().enumerate() {
            let Some(link) = &item.link else { continue };
            opened += 1;
            if let Err(objection) = runtime.block_on(look(&client, link)) {
                found.problems.push(problem(&format!("media/{nth}/link"), objection));
            }
        }
    };
    for (number, entry) in entries {
        open(&entry.media, &|at, (what, mend)| places.entry(number, at, what, mend.to_owned()));
    }
    for (number, exercise) in exercises {
        open(&exercise.media, &|at, (what, mend)| {
            places.exercise(number, at, what, mend.to_owned())
        });
    }
    found.summary.push(format!("links: {opened} of pictures and videos opened"));
    Ok(())
}

/// Opens a link as Telegram does, as far as it takes to know what it is.
async fn look(client: &reqwest::Client, link: &str) -> Result<(), Objection> {
    let last_byte = FIRST_BYTES - 1;
    let sent = client.get(link).header(RANGE, format!("bytes=0-{last_byte}")).send().await;
    let mut response = match sent {
        Ok(response) if response.status().is_success() => response,
        Ok(response) => {
            let status = response.status();
            return Err((
                format!("the server answers with {status}"),
                "link to a file that everybody may see",
            ));
        }
        Err(error) => {
            return Err((
                format!("it cannot be opened ({})", error.without_url()),
                "check the address, and whether this machine is online",
            ));
        }
    };
    let size = size(response.headers());
    let mut bytes = Vec::new();
    while bytes.len() < FIRST_BYTES
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend_from_slice(&chunk);
    }
    judge(link, size, &bytes)
}

/// The size of the whole file, where the server tells it.
fn size(headers: &HeaderMap) -> Option<u64> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text(CONTENT_RANGE) {
        Some(range) => range.rsplit('/').next()?.parse().ok(),
        None => text(CONTENT_LENGTH)?.parse().ok(),
    }
}

fn judge(link: &str, size: Option<u64>, bytes: &[u8]) -> Result<(), Objection> {
    // One that says no kind is told of by the load.
    let Some(kind) = Kind::of_link(link) else { return Ok(()) };
    let found = Kind::of_bytes(bytes);
    if found != Some(kind) {
        let is = found.map_or("something else", Kind::name);
        return Err((
            format!("behind it is {is}, not {} as it says", kind.name()),
            "link to the file itself, not to a page with it",
        ));
    }
    let most = Limits::of(kind).link;
    match size {
        Some(size) if size > most => Err((
            format!("it has {} MB, and Telegram takes {} MB", size >> 20, most >> 20),
            "make it smaller, or put it into faq/media, where it may be larger",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::Router;
    use axum::routing::get;
    use axum_server::tls_rustls::RustlsConfig;

    use super::*;

    const MP4: &[u8] = b"\0\0\0\x18ftypmp42";

    #[test]
    fn kind_and_size_are_judged() {
        let judge = |link, size, bytes| judge(link, size, bytes).map_err(|(what, _)| what);
        let (video, photo) = ("https://a.example/b.mp4", "https://a.example/b.jpg?c");
        assert_eq!(judge(video, Some(20 << 20), MP4), Ok(()));
        assert_eq!(judge(video, None, MP4), Ok(()));
        assert!(judge(video, Some(21 << 20), MP4).unwrap_err().contains("21 MB"));
        assert!(judge(photo, Some(6 << 20), b"\xff\xd8\xff").unwrap_err().contains("takes 5 MB"));
        assert!(judge(photo, None, MP4).unwrap_err().contains("an MP4 video"));
        assert!(judge(photo, None, b"<!DOCTYPE html>").unwrap_err().contains("something else"));
    }

    #[tokio::test]
    async fn links_are_opened() {
        let made = rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        let (pem, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let tls = RustlsConfig::from_pem(pem.clone().into(), key.into()).await.unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let large = || async { [MP4, &vec![0; 21 << 20]].concat() };
        let app = Router::new()
            .route("/good.mp4", get(|| async { MP4 }))
            .route("/page.jpg", get(|| async { "<html>a page</html>" }))
            .route("/large.mp4", get(large));
        let server = axum_server::from_tcp_rustls(listener, tls).unwrap();
        tokio::spawn(server.serve(app.into_make_service()));
        let client = reqwest::Client::builder()
            .add_root_certificate(reqwest::Certificate::from_pem(pem.as_bytes()).unwrap())
            .resolve("a.example", address)
            .no_proxy()
            .build()
            .unwrap();
        for (name, part) in [
            ("good.mp4", None),
            ("page.jpg", Some("something else")),
            ("large.mp4", Some("21 MB")),
            ("gone.mp4", Some("404")),
        ] {
            let link = format!("https://a.example:{}/{name}", address.port());
            let said = look(&client, &link).await.map_err(|(what, _)| what);
            match part {
                None => assert_eq!(said, Ok(())),
                Some(part) => assert!(said.clone().unwrap_err().contains(part), "{said:?}"),
            }
        }
        let said = look(&client, "https://127.0.0.1:1/a.mp4").await.unwrap_err().0;
        assert!(said.contains("cannot be opened") && !said.contains("a.mp4"), "{said}");
    }
}
