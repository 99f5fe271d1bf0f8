// The phone: digits and YES, seconds counted down, and a look every second whether the screen is
// still the one to show. Works without; only less smoothly.
(() => {
  "use strict";

  const PULSE_MS = 1000;
  const TICK_MS = 250;
  // What the server draws anew; the rest of the page is the same on every screen.
  const PARTS = ["waiting", "screen", "pinned", "bar"];
  const body = document.body;
  document.documentElement.classList.add("scripts");
  const part = (page, id) => page.getElementById(id);
  // As it came from the server: what this script changes in it is no reason to draw it again.
  const served = new Map(PARTS.map((id) => [id, part(document, id).innerHTML]));

  // The number. The core checks it again: this only spares a mistake. More digits than are asked for are
  // not taken, and nothing is cut off: the beginning of another number would be a wrong one.
  const digitsIn = (text) => [...text].filter((letter) => /\p{Nd}/u.test(letter));
  const check = () => {
    const number = document.querySelector("[data-digits]");
    const yes = document.querySelector(".yes");
    if (!number || !yes) return;
    const asked = Number(number.dataset.digits);
    const passcode = document.getElementById("passcode");
    const hint = document.getElementById("hint");
    let typed = digitsIn(number.value);
    const tooMany = typed.length > asked;
    if (tooMany) typed = digitsIn(number.dataset.taken ?? "");
    if (number.value !== typed.join("")) number.value = typed.join("");
    number.dataset.taken = number.value;
    const whole = typed.length === asked;
    const missing = asked - typed.length;
    yes.disabled = !whole || passcode?.value === "";
    let words = "";
    if (tooMany) words = hint.dataset.long;
    else if (typed.length === 0) words = hint.dataset.start;
    else if (!whole) words = hint.dataset.more.replace("{}", String(missing));
    else if (passcode?.value === "") words = hint.dataset.passcode;
    if (hint.textContent !== words) hint.textContent = words;
    hint.classList.toggle("wrong", tooMany);
  };
  document.addEventListener("input", check);

  // Where to go on typing: at what was wrong, else at the screen's first field. Only where the person is: who types on
  // the page beside the phone is not taken away from it.
  const focus = () => {
    if (parent !== window && !document.hasFocus()) return;
    const problem = document.querySelector("[role='alert']");
    const field = problem
      ? (document.querySelector("[aria-invalid='true']") ?? problem)
      : document.querySelector("[data-digits], [autofocus]");
    field?.focus();
  };

  // A form is sent once: a second tap on a slow phone must not answer twice.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // What was typed for a request is for that request alone.
  const requestOf = (page) => page.querySelector("#answer input[name='id']")?.value;

  // Where an element stands, to find the same one in what is drawn anew.
  const placeOf = (element) => {
    const steps = [];
    for (let at = element; at !== null && at !== body; at = at.parentElement) {
      if (at.parentElement) steps.unshift([...at.parentElement.children].indexOf(at));
    }
    return { steps, alone: element.cloneNode(false) };
  };
  const elementAt = ({ steps, alone }) => {
    const byId = alone.id && document.getElementById(alone.id);
    if (byId) return byId;
    const found = steps.reduce((at, step) => at?.children[step], body);
    return found?.cloneNode(false).isEqualNode(alone) ? found : null;
  };

  // Draws the screen anew: what differs is put in its place. What was typed, the focus, what was opened and
  // what was scrolled to stay.
  const redraw = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    if (answer.redirected) {
      location.replace(answer.url);
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = requestOf(document) === requestOf(next);
    const kept = same ? [...document.querySelectorAll("input[id]:not([type='file'])")].map((it) => [it.id, it.value]) : [];
    const open = [...document.querySelectorAll("details[open][id]")].map((it) => it.id);
    const focused = document.activeElement && placeOf(document.activeElement);
    const selection = document.activeElement?.selectionStart;
    const screen = part(document, "screen");
    const at = same ? [screen.scrollTop, scrollY] : [0, 0];
    for (const id of PARTS) {
      const drawn = part(next, id).innerHTML;
      if (drawn === served.get(id)) continue;
      served.set(id, drawn);
      part(document, id).innerHTML = drawn;
    }
    screen.className = part(next, "screen").className;
    document.title = next.title;
    body.dataset.version = next.body.dataset.version;
    for (const [id, value] of kept) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    screen.scrollTop = at[0];
    scrollTo(0, at[1]);
    check();
    const before = focused && elementAt(focused);
    if (!same) {
      focus();
    } else if (before && before !== document.activeElement) {
      before.focus({ preventScroll: true });
      if (typeof selection === "number") before.setSelectionRange?.(selection, selection);
    }
  };

  // One at a time; when the phone does not answer, again later.
  let drawing = false;
  let wait = 0;
  const again = async () => {
    if (drawing || performance.now() < wait) return;
    drawing = true;
    try {
      await redraw();
    } catch {
      wait = performance.now() + PULSE_MS;
    }
    drawing = false;
  };

  document.addEventListener("stale", again);

  // The seconds of a request, and of codes. The text of a code never changes under the reader: the screen
  // is drawn anew when a code's time is over.
  const begun = new WeakMap();
  const remaining = (element, seconds) => {
    if (!begun.has(element)) begun.set(element, performance.now());
    return Math.ceil(Number(seconds) - (performance.now() - begun.get(element)) / 1000);
  };
  const tick = () => {
    for (const left of document.querySelectorAll("[data-countdown]")) {
      const seconds = Math.max(0, remaining(left, left.dataset.countdown));
      left.textContent = left.dataset.format.replace("{}", String(seconds));
      left.classList.toggle("hurry", seconds <= 20);
    }
    let over = false;
    for (const pie of document.querySelectorAll("[data-left]")) {
      const seconds = Math.max(0, remaining(pie, pie.dataset.left));
      over ||= seconds === 0;
      pie.querySelector(".left-over").setAttribute("stroke-dasharray", `${seconds} ${pie.dataset.period}`);
      pie.querySelector("text").textContent = String(seconds);
    }
    if (over) again();
    setTimeout(tick, TICK_MS);
  };

  const pulse = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(body.dataset.pulse, { cache: "no-store" });
        if (answer.ok && (await answer.text()).trim() !== body.dataset.version) await again();
      } catch {
        // The demo was stopped, or is restarting: ask again.
      }
    }
    setTimeout(pulse, PULSE_MS);
  };

  check();
  focus();
  tick();
  setTimeout(pulse, PULSE_MS);
})();
