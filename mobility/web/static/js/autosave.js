// Saves a section while it is typed: at most 15 seconds after a change, when a field is left, and when the page is.
// Without this file the buttons of the page do the same. Nothing is kept in the browser.
"use strict";

(() => {
  const form = document.querySelector("form:has([data-autosave])");
  if (!form) return;
  const status = form.querySelector("[data-autosave]");
  const longest = 15_000;
  let isChanged = false;
  let isSending = false;
  let isStale = false;
  let isPressed = false;
  let timer = 0;
  let underWay = null;

  const say = (words, isTrouble = false) => {
    status.textContent = words;
    status.classList.toggle("error", isTrouble);
  };

  // Where to come back to: this very field, once somebody has signed in again in another window.
  const signIn = () => {
    const link = document.createElement("a");
    const field = document.activeElement && form.contains(document.activeElement) ? document.activeElement.id : "";
    link.href = `${status.dataset.signIn}?next=${encodeURIComponent(location.pathname + (field ? `#${field}` : ""))}`;
    link.target = "_blank";
    link.textContent = status.dataset.signInWords;
    say(`${status.dataset.signedOut} `, true);
    status.append(link);
  };

  const wait = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  function save(isLeaving = false) {
    if (!isChanged || isStale || (isSending && !isLeaving)) return;
    underWay = send(isLeaving);
  }

  async function send(isLeaving) {
    isSending = true;
    isChanged = false;
    try {
      const answer = await fetch(status.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        redirect: "manual",
        keepalive: isLeaving,
      });
      if (answer.type === "opaqueredirect") {
        isChanged = true;
        signIn();
      } else {
        const told = await answer.json();
        if (answer.ok) form.elements.revision.value = told.revision;
        else isChanged = true;
        isStale = answer.status === 409;
        say(told.words, !answer.ok);
      }
    } catch {
      isChanged = true;
      say(status.dataset.failed, true);
    }
    isSending = false;
    if (isChanged && !isStale) wait(longest);
  }

  form.addEventListener("input", () => {
    if (!isChanged) wait(longest);
    isChanged = true;
  });
  form.addEventListener("change", () => wait(0));
  // A save that is under way gives the section a new revision: pressed before it is known, the button would meet its
  // own window as another one. So it waits for it, five seconds at most.
  form.addEventListener("submit", (event) => {
    isChanged = false;
    clearTimeout(timer);
    if (!isSending || isPressed) {
      isPressed = false;
      return;
    }
    event.preventDefault();
    isPressed = true;
    const pressed = event.submitter;
    Promise.race([underWay, new Promise((done) => setTimeout(done, 5_000))]).then(() => {
      isChanged = false;
      clearTimeout(timer);
      form.requestSubmit(pressed);
    });
  });
  window.addEventListener("online", () => wait(0));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save(true);
  });
  window.addEventListener("pagehide", () => save(true));
})();
