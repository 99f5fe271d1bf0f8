// What changes by itself around both sides: the phones above the one that is looked at, what is switched on, and the
// drawer with what happened behind the phone.
(() => {
  "use strict";

  const EVERY_MS = 1000;
  const MOST = 400;
  const KINDS = { call: "Call", wire: "Wire", state: "State", click: "Click" };

  const sides = document.getElementById("sides");
  const drawer = document.getElementById("drawer");
  const list = document.getElementById("lines");
  const behind = document.getElementById("behind");
  const close = document.getElementById("close-drawer");
  const tabs = document.getElementById("tabs");
  const group = tabs.querySelector("[role='group']");

  let last = 0;
  const shown = new Map();

  const part = (name, className, text) => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const draw = ({ first, times, kind, what, more, place }) => {
    const line = document.createElement("li");
    line.className = `of-${kind}`;
    const head = part("p", "head", "");
    head.append(part("span", "kind", KINDS[kind]), " ", part("span", "what", what));
    if (times > 1) head.append(" ", part("span", "times", `${times} times`));
    line.append(head);
    if (more.length > 0) {
      const message = document.createElement("details");
      message.open = shown.get(first)?.querySelector("details")?.open ?? false;
      const summary = document.createElement("summary");
      summary.append(part("span", "place", place ?? ""), part("span", "", "What it says"));
      message.append(summary, ...more.map((text) => part("p", "more", text)));
      line.append(message);
    } else if (place) line.append(part("p", "place", place));
    shown.get(first)?.remove();
    shown.delete(first);
    shown.set(first, line);
    list.prepend(line);
  };

  const lines = ({ last: now, lines: all }) => {
    // Both sides began again.
    if (now < last) {
      list.replaceChildren();
      shown.clear();
      last = 0;
      return;
    }
    last = now;
    for (const line of all) draw(line);
    for (const [first, line] of shown) {
      if (shown.size <= MOST) break;
      line.remove();
      shown.delete(first);
    }
  };

  let drawn = "";
  const phones = (all) => {
    const wanted = JSON.stringify(all);
    if (wanted === drawn) return;
    drawn = wanted;
    const focused = group.contains(document.activeElement) ? document.activeElement.value : null;
    tabs.hidden = all.length < 2;
    group.replaceChildren(
      ...all.map(({ name, shown: current, rings }) => {
        const button = part("button", "tab", name);
        button.name = group.dataset.field;
        button.value = name;
        button.setAttribute("aria-pressed", String(current));
        if (rings) button.append(" ", part("span", "tag warn", "rings"));
        return button;
      }),
    );
    if (focused) [...group.children].find((button) => button.value === focused)?.focus();
  };

  const look = async () => {
    const answer = await fetch(`${document.body.dataset.now}?since=${last}`, { cache: "no-store" });
    if (!answer.ok) return;
    const now = await answer.json();
    phones(now.phones);
    for (const button of document.querySelectorAll("[data-switch]")) {
      const on = button.dataset.switch.endsWith("offline") ? now.offline : now.slow;
      if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
    }
    lines(now.drawer);
  };

  let looking = Promise.resolve();
  const again = () => {
    // The demo was stopped, or is restarting: ask again later.
    looking = looking.then(look).catch(() => {});
    return looking;
  };
  const pulse = async () => {
    if (!document.hidden) await again();
    setTimeout(pulse, EVERY_MS);
  };

  const open = (is) => {
    drawer.hidden = !is;
    sides.classList.toggle("open", is);
    behind.setAttribute("aria-expanded", String(is));
  };
  behind.hidden = false;
  behind.addEventListener("click", () => open(drawer.hidden));
  close.addEventListener("click", () => {
    open(false);
    behind.focus();
  });
  addEventListener("clicked", again);
  pulse();
})();
