// The page around both sides: what one click does, and what is said of it. Without it the same forms work, one page at
// a time.
(() => {
  "use strict";

  const page = document.querySelector("iframe.page");
  const phone = document.querySelector("iframe.phone");
  const said = document.getElementById("said");

  // A page in a frame may not take the focus by itself while the frame has it (HTML, "flush autofocus candidates"): who
  // presses Enter there and gets an error would have to find the field again.
  for (const frame of [page, phone]) {
    frame.addEventListener("load", () => {
      if (document.activeElement !== frame) return;
      const inside = frame.contentDocument;
      if (inside?.activeElement === inside?.body) inside?.querySelector("[autofocus]")?.focus();
    });
  }

  const copy = async (text, button) => {
    const before = button.getAttribute("aria-label") ?? button.textContent;
    let words = "Copied.";
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1500);
    } catch {
      words = `${before}: the browser did not allow it. Select the text instead.`;
    }
    say(words);
  };

  // One sentence, and something to take along.
  const say = (words, take) => {
    const sentence = document.createElement("p");
    sentence.textContent = words;
    said.replaceChildren(sentence);
    if (!take) return;
    const row = document.createElement("p");
    const text = document.createElement("strong");
    text.textContent = take;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = "Copy the pass";
    button.addEventListener("click", () => copy(take, button));
    row.append(text, " ", button);
    said.append(row);
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy).textContent, button));
  }

  // Sends a form as a click; the answer says what happened and where the page goes.
  const click = async (action, fields = {}) => {
    const csrf = document.querySelector("input[name='csrf']").value;
    const body = new URLSearchParams({ csrf, ...fields });
    const answer = await fetch(action, { method: "POST", body, headers: { accept: "application/json" } });
    // The demo was started again: this page is of the one before.
    if (answer.status === 403) location.reload();
    const told = await answer.json();
    if (told.said) say(told.said, told.take);
    if (told.page) page.contentWindow.location.replace(told.page);
    if (action.endsWith(document.body.dataset.again)) dispatchEvent(new Event("begun"));
    dispatchEvent(new Event("clicked"));
    return told;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const fields = button?.name ? { [button.name]: button.value } : {};
    try {
      await click(form.action, fields);
      // Another phone is another screen.
      if (!button?.dataset.switch) phone.contentWindow.location.replace(phone.getAttribute("src"));
    } catch {
      say("The demo does not answer. Was it stopped? Start it again with cargo demo.");
    }
    // Where both sides are below each other, what happened is brought into sight.
    const moved = button?.dataset.look ? phone : null;
    if (moved && moved.getBoundingClientRect().top > innerHeight / 2) moved.scrollIntoView({ block: "end" });
    button?.removeAttribute("aria-busy");
    delete form.dataset.sent;
  });

  window.demo = { click, say, page, phone };
})();
