// Where in the story both sides are: by the page's address and the phone's screen.
(() => {
  "use strict";

  const EVERY_MS = 400;
  const { page, phone } = window.demo;
  const steps = [...document.querySelectorAll("#story li")];
  const step = (name) => steps.find((one) => one.dataset.step === name);
  const listed = (one, of) => one.dataset[of].trim().split(/\s+/);
  let reached = null;

  const mark = (now) => {
    if (reached === now) return;
    reached = now;
    const at = steps.indexOf(now);
    for (const [index, one] of steps.entries()) {
      one.toggleAttribute("aria-current", one === now);
      if (one === now) one.setAttribute("aria-current", "step");
      one.classList.toggle("past", at >= 0 && index < at);
    }
  };

  const find = () => {
    const path = page.contentWindow.location.pathname;
    const screen = phone.contentDocument?.getElementById("screen");
    const onPhone = steps.find((one) => listed(one, "screens").some((name) => name && screen?.classList.contains(name)));
    if (onPhone) return onPhone;
    const onPage = steps.find((one) => listed(one, "pages").includes(path));
    // Who is set up signs in with the phone: the guide's seventh step begins with the password again.
    const isSetUp = reached && steps.indexOf(reached) >= steps.indexOf(step("G6"));
    if (onPage === steps[0] && isSetUp) return step("G7");
    return onPage ?? reached;
  };

  const look = () => {
    try {
      const now = find();
      if (now) mark(now);
    } catch {
      // A frame is between two pages.
    }
    setTimeout(look, EVERY_MS);
  };
  addEventListener("begun", () => mark(steps[0]));
  look();
})();
