// Looks again at work that goes on, every two seconds until it has ended; without this file the page has a link for it.
"use strict";

(() => {
  const seconds = 2;

  async function look() {
    const shown = document.querySelector("[data-again]");
    if (!shown) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = answer.ok && !answer.redirected ? page.getElementById(shown.id) : null;
        if (!fresh) return;
        shown.replaceChildren(...fresh.childNodes);
        shown.toggleAttribute("data-again", fresh.hasAttribute("data-again"));
      } catch {
        // The line is down for a moment: look again later.
      }
    }
    setTimeout(look, seconds * 1000);
  }

  setTimeout(look, seconds * 1000);
})();
