// Passkeys: shows the button where the browser knows them, asks the key, and sends its answer by the page's own form.
(() => {
  "use strict";

  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  };

  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };

  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const options = (given) => ({
    ...given,
    challenge: bytes(given.challenge),
    ...(given.user && { user: { ...given.user, id: bytes(given.user.id) } }),
    ...(given.excludeCredentials && { excludeCredentials: known(given.excludeCredentials) }),
    ...(given.allowCredentials && { allowCredentials: known(given.allowCredentials) }),
  });

  const answer = (credential) => {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = Object.fromEntries(
      parts.filter((name) => credential.response[name]).map((name) => [name, text(credential.response[name])]),
    );
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} });
  };

  const ask = async (form) => {
    const fields = new FormData();
    fields.set("csrf_token", form.elements.csrf_token.value);
    const sent = await fetch(form.dataset.ask, { method: "POST", body: fields, redirect: "error" });
    if (!sent.ok) throw new Error("no challenge");
    const publicKey = options(await sent.json());
    const get = form.dataset.passkey === "new" ? "create" : "get";
    form.elements.credential.value = answer(await navigator.credentials[get]({ publicKey }));
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const failed = form.querySelector("[data-failed]");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      failed.hidden = true;
      ask(form).catch(() => {
        failed.hidden = false;
      });
    });
  }
})();
