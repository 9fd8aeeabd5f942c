// A service worker that adds the headers of cross-origin isolation, for hosts that cannot send them: dist/service-worker.js.
//
// Only the page registers it, and reloads once, since headers count from the next load on:
//
//     <script type="module">
//       if (!crossOriginIsolated && navigator.serviceWorker && !navigator.serviceWorker.controller) {
//         await navigator.serviceWorker.register("service-worker.js");
//         await navigator.serviceWorker.ready;
//         location.reload();
//       } else await import("./dist/offthread.js");
//     </script>
//
// It changes what is at or below its own folder only, and both the pages and dist/ must be: copy it to the root of the
// site, or put a file there that says `importScripts("dist/service-worker.js")`. It caches nothing. `service-worker.js?coep=credentialless` loads resources
// of other origins without cookies where the default demands headers of them; Safari does not know that policy.

/** @type {ServiceWorkerGlobalScope} */
const scope = /** @type {any} */ (globalThis);
const policy = new URL(scope.location.href).searchParams.get("coep") === "credentialless" ? "credentialless" : "require-corp";

scope.addEventListener("install", () => scope.skipWaiting());
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  // Chromium's own prefetches come as only-if-cached with a mode that fetch() refuses (crbug.com/823392).
  if (request.cache === "only-if-cached" && request.mode !== "same-origin") return;
  event.respondWith(withHeaders(request));
});

/** @param {Request} request */
async function withHeaders(request) {
  const anonymous = policy === "credentialless" && request.mode === "no-cors";
  const response = await fetch(anonymous ? new Request(request, { credentials: "omit" }) : request);
  // Opaque responses and redirects cannot be rebuilt; the browser follows or judges them itself.
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Embedder-Policy", policy);
  if (request.mode === "navigate") headers.set("Cross-Origin-Opener-Policy", "same-origin");
  if (!headers.has("Cross-Origin-Resource-Policy")) headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  const { status, statusText } = response;
  const body = [101, 204, 205, 304].includes(status) ? null : response.body;
  return new Response(body, { status, statusText, headers });
}
