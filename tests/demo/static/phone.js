// The phone: digits only and YES when the length is right, seconds counted down, and a look every
// second whether the screen is still the one to show. Works without; only less smoothly.
(() => {
  "use strict";

  const PULSE_MS = 1000;
  const body = document.body;

  // The number. The service checks it again: this only spares a mistake.
  const number = document.querySelector("[data-digits]");
  if (number) {
    const digits = Number(number.dataset.digits);
    const yes = number.form.querySelector(".yes");
    const check = () => {
      // Digits of any script are digits.
      const clean = number.value.replace(/\P{Nd}/gu, "");
      if (clean !== number.value) number.value = clean;
      yes.disabled = [...clean].length !== digits;
    };
    number.addEventListener("input", check);
    check();
    number.focus();
  }

  // A form is sent once: a second tap on a slow phone must not answer twice.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  const now = () => location.replace(body.dataset.now);
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;

  // The seconds of a request, and of codes. The text of a code never changes under the reader: the
  // screen is drawn anew when a code's time is over.
  const left = document.querySelector("[data-countdown]");
  const pies = [...document.querySelectorAll("[data-left]")];
  const tick = () => {
    if (left) {
      const seconds = Math.max(0, Math.ceil(Number(left.dataset.countdown) - since()));
      left.textContent = left.dataset.format.replace("{}", String(seconds));
      left.classList.toggle("hurry", seconds <= 20);
    }
    for (const pie of pies) {
      const seconds = Math.ceil(Number(pie.dataset.left) - since());
      if (seconds <= 0) {
        now();
        return;
      }
      pie.querySelector(".left-over").setAttribute("stroke-dasharray", `${seconds} ${pie.dataset.period}`);
      pie.querySelector("text").textContent = String(seconds);
    }
    setTimeout(tick, 250);
  };
  if (left || pies.length) tick();

  // Only the screens that show what is going on follow it; what is being typed or read elsewhere stays.
  const pulse = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(body.dataset.pulse, { cache: "no-store" });
        if (answer.ok && (await answer.text()).trim() !== body.dataset.version) {
          now();
          return;
        }
      } catch {
        // The demo was stopped, or is restarting: ask again.
      }
    }
    setTimeout(pulse, PULSE_MS);
  };
  if (body.dataset.pulse) setTimeout(pulse, PULSE_MS);
})();
