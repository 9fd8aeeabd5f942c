// Tells the runner, over the console, what the program on this page has found so far: each time it writes into
// #results, and when something goes wrong. The runner asks nothing, so it disturbs nothing that is measured, and a page
// that hangs cannot make it hang. This runs before any contestant does.

const results = document.getElementById("results");

/** @param {object} [more] */
function report(more) {
  const found = results.textContent ? JSON.parse(results.textContent) : {};
  console.info(`benchmark ${JSON.stringify({ ...found, time_origin: performance.timeOrigin / 1000, ...more })}`);
}

/** @param {string} [reason] */
function fail(reason) {
  report({ done: true, failed: reason ?? "An error without a message" });
}

addEventListener("error", (event) => fail(event.message));
for (const type of ["py", "mpy"]) addEventListener(`${type}:error`, (event) => fail(event.detail?.error?.message));
new MutationObserver(() => report()).observe(results, { childList: true });
if (!crossOriginIsolated) fail("The page is not cross-origin isolated");
