/* Uploads with progress. Without this file the same forms are sent by the browser itself. */
"use strict";

(() => {
  const explain = (form, text) => {
    const place = form.querySelector(".error");
    const field = form.querySelector("input[type=file]");
    place.textContent = text;
    place.hidden = !text;
    field.closest(".field").classList.toggle("has-error", Boolean(text));
    if (text) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };

  /* What the server would refuse for its size, or would most likely for its name, is said before a byte is sent. */
  const objection = (form, files) => {
    const taken = form.querySelector("input[type=file]").accept.split(",");
    const strange = files.find((file) => !taken.some((ending) => file.name.toLowerCase().endsWith(ending)));
    if (strange && strange.name.includes(".")) return `${strange.name}: ${form.dataset.wrongType}`;
    if (files.length > Number(form.dataset.maxFiles)) return form.dataset.tooMany;
    const large = files.find((file) => file.size > Number(form.dataset.maxBytes));
    return large ? `${large.name}: ${form.dataset.tooLarge}` : "";
  };

  const rest = (form) => {
    form.querySelector(".upload-progress").hidden = true;
    form.querySelector("button").disabled = false;
  };

  /* The page that answers takes the place of this one, as it would without a script. */
  const show = (request, form) => {
    const section = form.closest("section");
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById("main");
    if (!fresh || !request.responseURL.startsWith(window.location.origin)) {
      window.location.reload();
      return;
    }
    document.getElementById("main").replaceWith(fresh);
    document.title = page.title;
    if (request.status < 400) window.history.replaceState(null, "", request.responseURL);
    bind(fresh);
    const summary = document.getElementById("error-summary");
    if (summary) summary.focus();
    else ((section && document.getElementById(section.id)) || fresh).scrollIntoView();
  };

  const send = (form) => {
    const request = new XMLHttpRequest();
    const bar = form.querySelector(".upload-progress");
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => show(request, form));
    for (const name of ["error", "abort", "timeout"]) {
      request.addEventListener(name, () => {
        rest(form);
        explain(form, form.dataset.broken);
      });
    }
    bar.value = 0;
    bar.hidden = false;
    form.querySelector("button").disabled = true;
    request.send(new FormData(form));
  };

  const bind = (place) => {
    for (const form of place.querySelectorAll("form.upload")) {
      const field = form.querySelector("input[type=file]");
      field.addEventListener("change", () => explain(form, objection(form, [...field.files])));
      form.addEventListener("submit", (event) => {
        const files = [...field.files];
        if (!files.length || (event.submitter && event.submitter.name === "redate")) return;
        event.preventDefault();
        const text = objection(form, files);
        explain(form, text);
        if (text) field.focus();
        else send(form);
      });
    }
  };

  bind(document);
})();
