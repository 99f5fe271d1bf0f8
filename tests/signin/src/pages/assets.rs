//! The few files that the pages load, built into the program.

/// A file served as it is.
pub struct Asset {
    /// Its address, below the base path.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub body: &'static str,
}

/// Style sheet of all pages.
pub const CSS: Asset = Asset {
    path: "/static/countersign.css",
    content_type: "text/css; charset=utf-8",
    body: include_str!("../../static/countersign.css"),
};

/// Script of the waiting pages.
pub const WAIT_JS: Asset = Asset {
    path: "/static/wait.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/wait.js"),
};

/// The mark, also the icon in the browser's tab.
pub const MARK_SVG: Asset = Asset {
    path: "/static/mark.svg",
    content_type: "image/svg+xml",
    body: include_str!("../../static/mark.svg"),
};

/// All of them.
pub const ALL: [&Asset; 3] = [&CSS, &WAIT_JS, &MARK_SVG];
