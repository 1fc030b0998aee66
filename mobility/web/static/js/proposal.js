// How many candidates each host has in the list under way, counted as they are chosen; the preview counts without this.
(() => {
  const form = document.querySelector("[data-proposal]");
  if (!form) return;
  const rows = new Map([...document.querySelectorAll("[data-host]")].map((row) => [row.dataset.host, row]));
  const count = () => {
    const named = new Map();
    for (const select of form.querySelectorAll("select[name^='host-']")) {
      const outcome = form.elements[select.name.replace("host-", "outcome-")];
      if (select.value && outcome.value === "candidate") named.set(select.value, (named.get(select.value) ?? 0) + 1);
    }
    for (const [host, row] of rows) {
      const here = named.get(host) ?? 0;
      row.querySelector("[data-named]").textContent = String(here);
      row.classList.toggle("is-over", here > Number(row.dataset.free));
    }
  };
  form.addEventListener("change", (event) => {
    const select = event.target;
    if (select.name?.startsWith("host-") && select.value) {
      form.elements[select.name.replace("host-", "outcome-")].value = "candidate";
    }
    count();
  });
  count();
})();
