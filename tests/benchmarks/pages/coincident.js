// The page's half of coincident: JavaScript in a worker, with the page's `window` as a Proxy.

import coincident from "/coincident/main.js";

const { Worker } = coincident();
new Worker("./coincident_worker.js");
