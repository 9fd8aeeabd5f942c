// Hands a dropped file to the file input. A browser asks whether it may be dropped, and empties the list of files,
// before a worker could answer; so these lines are the page's own.

const input = /** @type {HTMLInputElement} */ (document.getElementById("file"));
let depth = 0;

/** @param {number} change */
function mark(change) {
  depth = change ? Math.max(0, depth + change) : 0;
  document.documentElement.classList.toggle("dropping", depth > 0);
}

/** @param {DragEvent} event */
const hasFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

addEventListener("dragenter", (event) => hasFiles(event) && mark(1));
addEventListener("dragleave", (event) => hasFiles(event) && mark(-1));
addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!hasFiles(event) || !event.dataTransfer) return;
  event.preventDefault();
  mark(0);
  if (input.disabled) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
