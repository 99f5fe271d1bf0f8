// The page around both sides. A page in a frame may not take the focus by itself while the frame has it
// (HTML, "flush autofocus candidates"): who presses Enter there and gets an error would have to find the
// field again.
(() => {
  "use strict";

  for (const frame of document.querySelectorAll("iframe")) {
    frame.addEventListener("load", () => {
      if (document.activeElement !== frame) return;
      const inside = frame.contentDocument;
      if (inside?.activeElement === inside?.body) inside?.querySelector("[autofocus]")?.focus();
    });
  }
})();
