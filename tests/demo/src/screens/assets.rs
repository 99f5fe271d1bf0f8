//! The files that the frame and the phone load beside those of the sign-in service.

use countersign_signin::pages::assets::Asset;

/// Style sheet of the phone; tokens and controls come from the service's.
pub const PHONE_CSS: Asset = Asset {
    path: "/phone/static/phone.css",
    content_type: "text/css; charset=utf-8",
    body: include_str!("../../static/phone.css"),
};

/// Script of the phone: number field, countdowns, refresh.
pub const PHONE_JS: Asset = Asset {
    path: "/phone/static/phone.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/phone.js"),
};

/// Script of the scanner.
pub const SCANNER_JS: Asset = Asset {
    path: "/phone/static/scanner.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/scanner.js"),
};

/// Style sheet of the frame.
pub const FRAME_CSS: Asset = Asset {
    path: "/phone/static/frame.css",
    content_type: "text/css; charset=utf-8",
    body: include_str!("../../static/frame.css"),
};

/// Script of the frame.
pub const FRAME_JS: Asset = Asset {
    path: "/phone/static/frame.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/frame.js"),
};

/// All of them.
pub const ALL: [&Asset; 5] = [&PHONE_CSS, &PHONE_JS, &SCANNER_JS, &FRAME_CSS, &FRAME_JS];
