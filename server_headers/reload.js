// The page's end of live reload: listens to the dev server's events and reloads the page or its stylesheets.
// The dev server adds this script to the pages it serves, unless it runs with --no-reload. See reload.py for the events.

{
  const RETRY_MS = 1000;
  let source = null;
  let known = "";

  const connect = () => {
    source?.close();
    source = new EventSource("/_offthread/reload");
    source.addEventListener("hello", ({ data }) => {
      // Another id: the server has restarted. Another count: files changed while this page was not listening.
      if (known && known !== data) location.reload();
      known = data;
    });
    source.addEventListener("css", ({ data }) => {
      known = known.replace(/\d+$/, data);
      swapStylesheets();
    });
    source.addEventListener("reload", () => location.reload());
    source.addEventListener("error", () => {
      // Browsers retry by themselves after most failures, and give up for good after some.
      if (source?.readyState === EventSource.CLOSED) setTimeout(resume, RETRY_MS);
    });
  };

  // HTTP/1.1 allows six connections per host in all tabs together: a hidden page must not hold one.
  const pause = () => {
    source?.close();
    source = null;
  };

  const resume = () => {
    if (document.visibilityState === "visible") connect();
  };

  const swapStylesheets = () => {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      const url = new URL(link.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("offthread-reload", known.replace(/^.*:/, ""));
      const fresh = link.cloneNode();
      fresh.href = url.href;
      // The old one stays until the new one is there, so that the page is never without style.
      fresh.addEventListener("load", () => link.remove());
      fresh.addEventListener("error", () => link.remove());
      link.after(fresh);
    }
  };

  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? resume() : pause()));
  addEventListener("pagehide", pause);
  addEventListener("pageshow", ({ persisted }) => persisted && resume());
  resume();
}
