// Shows what Python decided about the last events, and how long the page waited for that. The page's own part: it
// looks at each event before and after all other listeners.

const SHOWN = 4;
const list = /** @type {HTMLElement} */ (document.getElementById("decisions"));

/** @type {WeakMap<Event, number>} */
const begun = new WeakMap();

/** @param {KeyboardEvent | SubmitEvent} event */
function nameOf(event) {
  return event instanceof KeyboardEvent ? `Key ${event.key === " " ? "Space" : event.key}` : "The form";
}

for (const type of ["keydown", "submit"]) {
  addEventListener(type, (event) => begun.set(event, performance.now()), { capture: true });
  addEventListener(type, (event) => {
    const element = /** @type {HTMLElement} */ (event.target);
    const took = performance.now() - (begun.get(event) ?? 0);
    if (type === "keydown" && element.id !== "number") return;
    const line = document.createElement("li");
    line.className = event.defaultPrevented ? "prevented" : "";
    const what = document.createElement("span");
    what.textContent = nameOf(/** @type {KeyboardEvent} */ (event));
    const verdict = document.createElement("strong");
    verdict.textContent = event.defaultPrevented ? "prevented" : "let through";
    const time = document.createElement("data");
    time.value = String(took);
    time.textContent = `${took.toFixed(1)} ms`;
    line.append(what, verdict, time);
    list.prepend(line);
    while (list.children.length > SHOWN) list.lastElementChild?.remove();
  });
}
