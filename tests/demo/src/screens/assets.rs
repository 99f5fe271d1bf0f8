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

/// Script of the phone's list: search and copies.
pub const LIST_JS: Asset = Asset {
    path: "/phone/static/list.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/list.js"),
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

/// Script of the frame: its clicks, and what is said of them.
pub const FRAME_JS: Asset = Asset {
    path: "/phone/static/frame.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/frame.js"),
};

/// Script of what changes by itself around both sides: phones, switches, the drawer.
pub const DRAWER_JS: Asset = Asset {
    path: "/phone/static/drawer.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/drawer.js"),
};

/// Script that says where in the story both sides are.
pub const STORY_JS: Asset = Asset {
    path: "/phone/static/story.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/story.js"),
};

/// Script that plays the story.
pub const PLAY_JS: Asset = Asset {
    path: "/phone/static/play.js",
    content_type: "text/javascript; charset=utf-8",
    body: include_str!("../../static/play.js"),
};

/// All of them.
pub const ALL: [&Asset; 9] = [
    &PHONE_CSS,
    &PHONE_JS,
    &LIST_JS,
    &SCANNER_JS,
    &FRAME_CSS,
    &FRAME_JS,
    &DRAWER_JS,
    &STORY_JS,
    &PLAY_JS,
];
