// Saves a section while it is typed: at most 15 seconds after a change, when a field is left, and when the page is.
// Without this file the buttons of the page do the same. Nothing is kept in the browser.
"use strict";

(() => {
  const form = document.querySelector("form:has([data-autosave])");
  if (!form) return;
  const status = form.querySelector("[data-autosave]");
  const longest = 15_000;
  const patience = 10_000; // how long an answer is waited for
  const mostOnLeaving = 60_000; // bytes that browsers still send for a page that is left
  const keeping = new Set(["offline", "signed-out"]); // what a press of the button could only make worse

  let isChanged = false;
  let isUrgent = false;
  let isPressed = false;
  let isFinishing = false;
  let outcome = "saved";
  let words = ""; // what the newest answer says
  let timer = 0;
  let underWay = null;
  let unanswered = null; // what was sent and not answered: it may have arrived all the same
  let field = "";

  const say = (text, isTrouble = false) => {
    status.textContent = text;
    status.classList.toggle("error", isTrouble);
  };

  // Where to come back to: this very field, once somebody has signed in again in another window.
  const signIn = () => {
    const link = document.createElement("a");
    link.href = `${status.dataset.signIn}?next=${encodeURIComponent(location.pathname + (field ? `#${field}` : ""))}`;
    link.target = "_blank";
    link.textContent = status.dataset.signInWords;
    say(`${status.dataset.signedOut} `, true);
    status.append(link);
  };

  const ask = async (url, options) => {
    const impatience = new AbortController();
    const alarm = setTimeout(() => impatience.abort(), patience);
    try {
      return await fetch(url, { credentials: "same-origin", redirect: "manual", signal: impatience.signal, ...options });
    } finally {
      clearTimeout(alarm);
    }
  };

  const isSigningIn = (answer) => answer.type === "opaqueredirect" || answer.status === 401;

  // A new sign-in has a new token: this page learns it from a fresh copy of itself.
  const learnToken = async () => {
    const answer = await ask(location.pathname);
    if (isSigningIn(answer)) return "signed-out";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main [name=csrf_token]");
    if (!answer.ok || !fresh) return "broken";
    for (const one of document.querySelectorAll("[name=csrf_token]")) one.value = fresh.value;
    return "saved";
  };

  const post = async (body, isLeaving, isSecondTry = false) => {
    body.set("csrf_token", form.elements.csrf_token.value);
    const isSmall = new Blob([...body.values()]).size < mostOnLeaving;
    const answer = await ask(status.dataset.autosave, { method: "POST", body, keepalive: isLeaving && isSmall });
    if (isSigningIn(answer)) return "signed-out";
    if (answer.status === 400 && !isSecondTry) {
      const found = await learnToken();
      return found === "saved" ? post(body, isLeaving, true) : found;
    }
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return "broken";
    const told = await answer.json();
    if (answer.ok) form.elements.revision.value = told.revision;
    words = told.words;
    return answer.ok ? "saved" : answer.status === 409 ? "stale" : "refused";
  };

  // The same answers sent twice are no conflict. So what got no answer is sent once more before what came after it:
  // else it would look like the work of another window, if it had arrived.
  const deliver = async (body, isLeaving) => {
    if (unanswered) {
      const before = await post(unanswered, isLeaving);
      if (before !== "saved") return before;
      unanswered = null;
      body.set("revision", form.elements.revision.value);
    }
    unanswered = body;
    const found = await post(body, isLeaving);
    if (found !== "broken") unanswered = null;
    return found;
  };

  const send = async (isLeaving) => {
    clearTimeout(timer);
    timer = 0;
    isChanged = isUrgent = false;
    try {
      outcome = await deliver(new FormData(form), isLeaving);
    } catch {
      outcome = "offline";
    }
    underWay = null;
    if (outcome === "signed-out") signIn();
    else say(status.dataset[outcome] || words, outcome !== "saved");
    if (outcome !== "saved") {
      isChanged = true;
      wait(longest);
    } else if (isUrgent) {
      save();
    }
  };

  function save(isLeaving = false) {
    if (!isChanged || outcome === "stale") return;
    if (underWay) isUrgent = true;
    else underWay = send(isLeaving);
  }

  function wait(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      save();
    }, milliseconds);
  }

  // Left while a save is under way: what was typed since follows it as the next revision, for there is no time to wait.
  const leave = () => {
    if (!underWay) {
      save(true);
    } else if (isChanged) {
      unanswered = new FormData(form);
      unanswered.set("revision", Number(form.elements.revision.value) + 1);
      post(unanswered, true).catch(() => {});
    }
  };

  // Saves before the button goes on. Tells whether it may: not where nobody would take what was typed.
  const finish = async () => {
    while (underWay) await underWay;
    save();
    while (underWay) await underWay;
    return !isChanged || !keeping.has(outcome);
  };

  form.addEventListener("input", (event) => {
    isChanged = true;
    field = event.target.id;
    if (!timer) wait(longest);
  });
  form.addEventListener("change", () => save());
  // A save that is under way gives the section a new revision: pressed before it is known, the button would meet its
  // own window as another one.
  form.addEventListener("submit", (event) => {
    if (isPressed || (!isChanged && !underWay)) return;
    event.preventDefault();
    if (isFinishing) return;
    isFinishing = true;
    const goOn = () => {
      isPressed = true;
      isChanged = false;
      clearTimeout(timer);
      form.requestSubmit(event.submitter);
      isPressed = false;
    };
    finish().then((mayGoOn) => {
      isFinishing = false;
      if (mayGoOn) setTimeout(goOn, 0); // a form is not sent from within its own event
    });
  });
  window.addEventListener("online", () => save());
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && keeping.has(outcome)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save(true);
  });
  window.addEventListener("pagehide", leave);
})();
