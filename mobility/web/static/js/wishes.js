// Wishes are put in order by dragging or by Alt and the arrow keys; the buttons of the page do the same without this.
(() => {
  const list = document.querySelector("[data-wishes]");
  if (!list) return;
  const form = list.closest("form");
  const save = () => {
    const act = document.createElement("input");
    act.type = "hidden";
    act.name = "act";
    act.value = "order";
    form.append(act);
    form.submit();
  };
  const kept = "mobility.wish";
  const before = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  if (before) document.getElementById(before)?.focus();
  // Where there are fingers alone, nothing is dragged and there is no Alt.
  if (matchMedia("(any-pointer: fine)").matches) {
    document.querySelector("[data-wishes-hint]")?.removeAttribute("hidden");
  }

  let dragged = null;
  const moved = (item) => {
    sessionStorage.setItem(kept, item.id);
    save();
  };
  for (const item of list.children) {
    item.draggable = true;
    item.tabIndex = 0;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.id);
      item.classList.add("is-dragged");
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("is-dragged");
      dragged = null;
    });
    item.addEventListener("dragover", (event) => {
      if (dragged) event.preventDefault();
    });
    item.addEventListener("drop", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      const box = item.getBoundingClientRect();
      const isBelow = event.clientY > box.top + box.height / 2;
      const other = dragged;
      list.insertBefore(other, isBelow ? item.nextSibling : item);
      moved(other);
    });
    item.addEventListener("keydown", (event) => {
      if (!event.altKey) return;
      if (event.key === "ArrowUp" && item.previousElementSibling) {
        list.insertBefore(item, item.previousElementSibling);
      } else if (event.key === "ArrowDown" && item.nextElementSibling) {
        list.insertBefore(item.nextElementSibling, item);
      } else {
        return;
      }
      event.preventDefault();
      moved(item);
    });
  }
})();
