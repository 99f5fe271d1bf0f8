// The waiting pages: listens to what becomes of the request where there is one, counts the time down
// that the service handed over, and moves on. The status line is announced by screen readers; the focus
// stays where it is, and the countdown is never announced second by second.
(() => {
  "use strict";

  const WARN_AT = 20;
  const GRACE_MS = 1500;
  const RETRY_MS = 3000;

  const page = document.querySelector("[data-next]");
  if (!page) return;
  const status = page.querySelector("[data-status]");
  const clock = page.querySelector("[data-countdown]");
  const later = page.querySelector("[data-later]");
  const stays = (page.dataset.stays ?? "").split(" ");
  let leaving = false;

  const say = (text) => {
    if (status && text && status.textContent !== text) status.textContent = text;
  };

  // The phone's name stands apart from the words around it, whichever way its script runs.
  const seen = (name) => {
    page.querySelector("[data-not-seen]")?.remove();
    const [before, after] = status.dataset.seen.split("{}");
    const label = document.createElement("bdi");
    label.textContent = name;
    if (status.textContent !== before + name + after) status.replaceChildren(before, label, after);
  };

  const moveOn = (text) => {
    if (leaving) return;
    leaving = true;
    say(text);
    location.replace(page.dataset.next);
  };

  const heard = (event) => {
    let news;
    try {
      news = JSON.parse(event.data);
    } catch {
      return;
    }
    if (typeof news.status !== "string") return;
    if (stays.includes(news.status)) {
      if (news.status === "CLAIMED" && status?.dataset.seen && news.deviceLabel) {
        seen(news.deviceLabel);
      }
      // There is nothing left to hear of.
      if (news.status === "NOT_FOUND") event.target.close();
      return;
    }
    moveOn(news.status === "APPROVED" ? status?.dataset.approved : status?.dataset.over);
  };

  const listen = () => {
    const source = new EventSource(page.dataset.events);
    source.addEventListener("message", heard);
    source.addEventListener("status", heard);
    source.addEventListener("error", () => {
      // A browser tries again by itself unless the answer was not a stream of events.
      if (source.readyState === EventSource.CLOSED && !leaving) setTimeout(listen, RETRY_MS);
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };

  // As `chrome::left` begins it.
  const told = (words, left) =>
    left < 120 || !words.minutes
      ? words.format.replace("{}", String(left))
      : words.minutes.replace("{}", String(Math.ceil(left / 60)));

  const count = (element, seconds, each, done) => {
    // The end is a moment of this computer's running time: its wall clock plays no part.
    const end = performance.now() + Number(seconds) * 1000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      const text = told(element.dataset, left);
      if (element.textContent !== text) element.textContent = text;
      each(left);
      if (left > 0) setTimeout(tick, 250);
      else done();
    };
    tick();
  };

  // Where waiting is all there is to do, nobody is hurried.
  let warned = false;
  const warn = (left) => {
    if (!status?.dataset.warning) return;
    clock.classList.toggle("hurry", left < WARN_AT);
    if (left < WARN_AT && !warned) {
      warned = true;
      say(status.dataset.warning);
    }
  };

  // What can be done later comes in the place of the words that say when.
  const offer = () => {
    for (const offered of page.querySelectorAll("[data-offered]")) offered.hidden = false;
    later.remove();
  };

  if (page.dataset.events) listen();
  if (clock) {
    count(clock, clock.dataset.countdown, warn, () => {
      setTimeout(() => moveOn(status?.dataset.over), GRACE_MS);
    });
  }
  if (later) count(later, later.dataset.later, () => {}, offer);

  // A page out of the browser's back-forward store may show a request that is long over.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
