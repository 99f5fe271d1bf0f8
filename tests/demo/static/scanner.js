// The scanner: the picture comes from the page beside the phone, from the webcam, or from a file that
// is chosen, dropped or pasted. Its pixels are sent as a PNG; reading the code is the core's work.
(() => {
  "use strict";

  const FRAME_MS = 400;
  const LARGEST_SIDE = 2400;

  const form = document.getElementById("scanner");
  const finder = document.getElementById("finder");
  const status = document.getElementById("scan-status");
  const fromPage = document.getElementById("scan-page");
  const fromCamera = document.getElementById("scan-camera");
  const file = document.getElementById("picture");
  const camera = document.getElementById("camera");
  let sending = false;

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  const png = (source, width, height) =>
    new Promise((resolve) => {
      const shrink = Math.min(1, LARGEST_SIDE / Math.max(width, height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(width * shrink));
      canvas.height = Math.max(1, Math.round(height * shrink));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(source, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(resolve, "image/png");
    });

  // Sends a picture as the form would. Who is led back to the scanner was not understood.
  const send = async (blob, words = status.dataset.reading) => {
    if (sending || !blob) return false;
    sending = true;
    say(words);
    try {
      const data = new FormData(form);
      data.set(file.name, blob, "picture.png");
      const answer = await fetch(form.action, { method: "POST", body: data });
      if (answer.redirected && answer.url !== form.action) {
        location.replace(answer.url);
        return true;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      say(page.getElementById("scan-status")?.textContent.trim() || status.dataset.failed);
    } catch {
      say(status.dataset.failed);
    } finally {
      sending = false;
    }
    return false;
  };

  const codeOnPage = () => {
    if (parent === window) return null;
    for (const frame of parent.document.querySelectorAll("iframe")) {
      const image = frame.contentDocument?.querySelector("#enrolment-code, .code img");
      if (image?.complete && image.naturalWidth > 0) return image;
    }
    return undefined;
  };

  fromPage.hidden = false;
  fromPage.addEventListener("click", async () => {
    let image;
    try {
      image = codeOnPage();
    } catch {
      image = null;
    }
    if (image) await send(await png(image, image.naturalWidth, image.naturalHeight));
    else say(image === null ? status.dataset.alone : status.dataset.none);
  });

  if (navigator.mediaDevices?.getUserMedia) {
    fromCamera.hidden = false;
    fromCamera.addEventListener("click", async () => {
      try {
        camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        say(status.dataset.refused);
        return;
      }
      camera.hidden = false;
      fromCamera.hidden = true;
      await camera.play();
      const look = async () => {
        const picture = camera.videoWidth ? await png(camera, camera.videoWidth, camera.videoHeight) : null;
        if (!(await send(picture, status.dataset.looking))) setTimeout(look, FRAME_MS);
      };
      look();
    });
  }

  const chosen = async (blob) => {
    if (!blob) return;
    try {
      const bitmap = await createImageBitmap(blob);
      await send(await png(bitmap, bitmap.width, bitmap.height));
    } catch {
      say(status.dataset.failed);
    }
  };
  file.addEventListener("change", () => chosen(file.files[0]));
  document.addEventListener("paste", (event) => chosen([...event.clipboardData.files][0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    finder.classList.add("over");
  });
  document.addEventListener("dragleave", () => finder.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    finder.classList.remove("over");
    chosen(event.dataTransfer.files[0]);
  });
  document.getElementById("scan-picture").hidden = true;
})();
