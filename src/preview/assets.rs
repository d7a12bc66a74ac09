//! The files of the page. They are in the program, so that it needs nothing beside it.

/// One file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asset {
    /// Its name in the address; the page itself has none.
    pub(super) name: &'static str,
    /// Its media type.
    pub(super) kind: &'static str,
    pub(super) text: &'static str,
}

/// A script of the page by its name.
macro_rules! script {
    ($name:literal) => {
        Asset {
            name: $name,
            kind: "text/javascript; charset=utf-8",
            text: include_str!(concat!("page/", $name)),
        }
    };
}

/// All of them.
pub(super) const ASSETS: &[Asset] = &[
    Asset { name: "", kind: "text/html; charset=utf-8", text: include_str!("page/index.html") },
    Asset {
        name: "style.css",
        kind: "text/css; charset=utf-8",
        text: include_str!("page/style.css"),
    },
    Asset { name: "icon.svg", kind: "image/svg+xml", text: include_str!("page/icon.svg") },
    script!("build.js"),
    script!("changes.js"),
    script!("chat.js"),
    script!("coverage.js"),
    script!("frame.js"),
    script!("inbox.js"),
    script!("main.js"),
    script!("overlap.js"),
    script!("people.js"),
    script!("places.js"),
    script!("problems.js"),
    script!("program.js"),
    script!("why.js"),
];
