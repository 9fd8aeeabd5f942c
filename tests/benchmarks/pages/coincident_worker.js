// The worker's half of coincident.

import coincident from "/coincident/worker.js";
import { measureAll } from "./measure.js";

const { window } = await coincident();
measureAll(Date.now(), window);
