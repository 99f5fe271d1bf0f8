// "Play": the guide's story, G1 to G8 and G0, pressed and typed on the page and the phone as a person would, slowly enough
// to watch. Nothing is done that cannot be done by hand.
(() => {
  "use strict";

  const { click, say, page, phone } = window.demo;
  const PASSCODE = "harbour-7391";
  const LOOK_MS = 100;
  const PATIENCE_MS = 60000;
  // What is waited, at the pace of the page: to read a sentence, before something is pressed, between two keys.
  const READ_MS = 3200;
  const POINT_MS = 900;
  const KEY_MS = 110;

  const play = document.getElementById("play");
  const pause = document.getElementById("pause");
  const stop = document.getElementById("stop");
  const pointer = document.getElementById("pointer");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  let run = null;
  const alive = (mine) => {
    if (run !== mine) throw new DOMException("stopped", "AbortError");
  };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // Waits at the page's pace; a pause takes as long as it takes.
  const beat = async (mine, ms) => {
    let left = ms * Number(document.body.dataset.pace);
    do {
      alive(mine);
      const step = Math.min(left, LOOK_MS);
      await sleep(mine.paused ? LOOK_MS : step);
      if (!mine.paused) left -= step;
    } while (mine.paused || left > 0);
    alive(mine);
  };

  // What is on a side when it has come, looked for again and again.
  const wait = async (mine, frame, css, path) => {
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      alive(mine);
      const inside = frame.contentDocument;
      const there = path === undefined || frame.contentWindow.location.pathname === path;
      const found = there && inside?.readyState === "complete" ? inside.querySelector(css) : null;
      if (found && found.getClientRects().length > 0) return found;
      await sleep(LOOK_MS);
      if (mine.paused) waited -= LOOK_MS;
    }
    throw new Error(`${frame.title} shows "${frame.contentDocument?.title}" and not what comes next`);
  };

  const tell = async (mine, words) => {
    say(words);
    pointer.hidden = true;
    await beat(mine, READ_MS);
  };

  // Shows what is pressed or typed into.
  const point = async (mine, frame, element) => {
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    frame.scrollIntoView({ block: "nearest", behavior: "instant" });
    const outer = frame.getBoundingClientRect();
    const at = element.getBoundingClientRect();
    const left = outer.left + at.left + scrollX - 6;
    const top = outer.top + at.top + scrollY - 6;
    pointer.hidden = false;
    pointer.classList.toggle("calm", calm.matches);
    Object.assign(pointer.style, {
      transform: `translate(${left}px, ${top}px)`,
      width: `${at.width + 12}px`,
      height: `${at.height + 12}px`,
    });
    await beat(mine, POINT_MS);
  };

  const press = async (mine, frame, css, path) => {
    const element = await wait(mine, frame, css, path);
    await point(mine, frame, element);
    // The screen may have been drawn anew meanwhile.
    (await wait(mine, frame, css, path)).click();
  };

  const type = async (mine, frame, css, text, path) => {
    const element = await wait(mine, frame, css, path);
    await point(mine, frame, element);
    const letters = calm.matches ? [text] : [...text];
    let typed = "";
    for (const letter of letters) {
      typed += letter;
      const field = await wait(mine, frame, css);
      field.value = typed;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await beat(mine, KEY_MS);
    }
  };

  const numberOn = async (mine, path) => (await wait(mine, page, "p.number [aria-hidden]", path)).textContent.trim();

  const password = async (mine) => {
    await type(mine, page, "#user", document.getElementById("user").textContent, "/signin");
    await type(mine, page, "#password", document.getElementById("password").textContent, "/signin");
    await press(mine, page, "form:has(#password) button.primary", "/signin");
  };

  // Types the number on the phone, with the passcode where it is asked for, and presses YES.
  const approve = async (mine, number) => {
    await type(mine, phone, "#number", number);
    if (phone.contentDocument.getElementById("passcode")) await type(mine, phone, "#passcode", PASSCODE);
    await press(mine, phone, ".yes:enabled");
    await wait(mine, phone, ".said.good");
  };

  const story = async (mine) => {
    say("The story begins again.");
    // What stands there now may look like the beginning, and is not.
    for (const frame of [page, phone]) frame.contentDocument.documentElement.dataset.before = "yes";
    await click(document.body.dataset.again);
    phone.contentWindow.location.replace(phone.getAttribute("src"));
    await wait(mine, phone, "html:not([data-before]) #repeat");
    await wait(mine, page, "html:not([data-before]) #user", "/signin");

    await tell(mine, "G1. IT has switched on sign-in by phone. Ida types her password, and more information is required.");
    await password(mine);
    await press(mine, page, "button.primary", "/signin/more-info");
    await tell(mine, "G2. Start by getting the app: from a store, or by a code to download it.");
    await press(mine, page, ".actions button.primary", "/signin/setup/app");
    await press(mine, page, ".actions button.primary", "/signin/setup/prepare");
    await wait(mine, page, "#enrolment-code", "/signin/setup/scan");
    await tell(mine, "G3. The page shows a code. It works once, for ten minutes.");
    await tell(mine, `G4. Ida opens the app for the first time, and chooses a passcode: ${PASSCODE}.`);
    await type(mine, phone, "#passcode", PASSCODE);
    await type(mine, phone, "#repeat", PASSCODE);
    await press(mine, phone, "button.primary");
    await press(mine, phone, ".empty a.primary");
    await tell(mine, "G5. She scans the code. The phone says what would be added and whom it will ask, before anything is added.");
    await press(mine, phone, "#scan-page");
    await press(mine, phone, "#pinned button.primary");
    await wait(mine, phone, ".notify");
    await tell(mine, "G6. She allows notifications, and the page tries it out: a number to type on the phone.");
    await press(mine, phone, ".sheet button.primary");
    await press(mine, page, ".actions button.primary", "/signin/setup/scan");
    await approve(mine, await numberOn(mine, "/signin/setup/try"));
    await press(mine, phone, "#pinned button.primary");
    await wait(mine, page, "button.primary", "/signin/setup/done");
    await tell(mine, "G7. The phone is set up. From now on a new sign-in shows a number that only the phone can answer.");
    await press(mine, page, "button.primary", "/signin/setup/done");
    await press(mine, page, "button[value='no']", "/signin/stay");
    await press(mine, page, "form[action='/signin/sign-out'] button", "/mail");
    await password(mine);
    const number = await numberOn(mine, "/signin/number");
    await tell(mine, `The page shows ${number}. Who did not start the sign-in cannot know it.`);
    await approve(mine, number);
    await wait(mine, page, "button[value='yes']", "/signin/stay");
    await tell(mine, "G8. Stay signed in? With Yes this computer asks again after 90 days.");
    await press(mine, page, "button[value='yes']", "/signin/stay");
    await press(mine, phone, "#pinned button.primary");
    await tell(mine, "G0. Now somebody in another country signs in with Ida's password.");
    await click(document.body.dataset.abroad);
    await wait(mine, phone, "#country");
    await tell(mine, "The phone names the country. It was not Ida: one tap refuses it, without a number and without a passcode.");
    await press(mine, phone, ".refusal .refuse");
    await press(mine, phone, ".refuse.solid");
    await wait(mine, phone, ".reported");
    page.contentWindow.location.replace(page.getAttribute("src"));
    await tell(mine, "Reported: everybody is signed out, and nobody signs in with this password until IT has talked to Ida.");
    say("That was the story. Go on by hand: unblock as IT, or begin again.");
  };

  const ended = () => {
    run = null;
    pointer.hidden = true;
    play.hidden = false;
    for (const button of [pause, stop]) button.hidden = true;
  };

  play.hidden = false;
  play.addEventListener("click", async () => {
    const mine = { paused: false };
    run = mine;
    play.hidden = true;
    for (const button of [pause, stop]) button.hidden = false;
    pause.setAttribute("aria-pressed", "false");
    pause.textContent = "Pause";
    pause.focus();
    try {
      await story(mine);
    } catch (error) {
      if (run !== mine) return;
      say(`The story stopped: ${error.message}. Begin again, or press Play.`);
    }
    const had = [pause, stop].includes(document.activeElement);
    ended();
    if (had) play.focus();
  });
  pause.addEventListener("click", () => {
    run.paused = !run.paused;
    pause.setAttribute("aria-pressed", String(run.paused));
  });
  stop.addEventListener("click", () => {
    ended();
    say("Stopped. Go on by hand from here, or press Play to begin again.");
    play.focus();
  });
})();
