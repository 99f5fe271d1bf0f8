// The phone's list: what is searched for is looked for while it is typed, and codes are copied and leave the clipboard
// again. Without it the list is searched by its button, and codes are selected by hand.
(() => {
  "use strict";

  const TYPING_MS = 200;
  let typing = 0;
  let emptying = 0;
  let copied = "";

  const post = (action, fields) => {
    const csrf = document.querySelector("input[name='csrf']").value;
    return fetch(action, { method: "POST", body: new URLSearchParams({ csrf, ...fields }) });
  };

  document.addEventListener("input", ({ target }) => {
    if (target.id !== "search-text") return;
    clearTimeout(typing);
    typing = setTimeout(async () => {
      try {
        await post(target.form.action, { [target.name]: target.value });
      } catch {
        // The demo was stopped, or is restarting: the button asks again.
      }
      document.dispatchEvent(new Event("stale"));
    }, TYPING_MS);
  });

  const say = (words) => {
    const status = document.getElementById("copied");
    if (status) status.textContent = words;
  };

  // Where the browser lets us look, nothing else that was copied since is taken away.
  const empty = async () => {
    try {
      const allowed = await navigator.permissions.query({ name: "clipboard-read" });
      const holds = allowed.state === "granted" ? await navigator.clipboard.readText() : copied;
      if (holds === copied) await navigator.clipboard.writeText("");
    } catch {
      // The window is not in front: its system empties nothing for it.
    }
  };

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-take]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.take);
      copied = button.dataset.take;
      const seconds = Number(await (await post(document.body.dataset.copied, {})).text());
      say(`Copied. The clipboard is emptied in ${seconds} seconds.`);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1500);
      clearTimeout(emptying);
      emptying = setTimeout(empty, seconds * 1000);
    } catch {
      say("The browser did not allow it. Select the code instead.");
    }
  });
})();
