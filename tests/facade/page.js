// The page of the tests: connects the worker, and runs programs here and there.

import { connect } from "/_offthread/xworker.js";
import { show } from "./show.js";

const worker = new Worker("worker.js", { type: "module" });
const errors = [];
const connection = await connect(worker, { onError: (error) => errors.push(`${error.name}: ${error.message}`) });
const Program = Object.getPrototypeOf(async () => {}).constructor;

window.lab = {
  worker,
  errors,
  ...connection,
  inWorker: (source) => connection.sync.run(source),
  async onPage(source) {
    try {
      return JSON.stringify({ value: show(await new Program("window", "document", source)(window, document)) });
    } catch (error) {
      return JSON.stringify({ failed: String(error) });
    }
  },
};
