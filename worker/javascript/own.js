// What a worker of ours offers to its JavaScript, be that its program or a module beside Python: made when it is first
// asked for. worker/index.js enters it in the registry.

import { InterfaceTable } from "../../sync_bridge/near_end/interface_table.js";

/**
 * @param {DedicatedWorkerGlobalScope} scope
 * @param {Promise<import("../../sync_bridge/near_end/index.js").NearEnd>} opening
 * @param {Promise<any>} table what Web IDL knows of interfaces
 * @returns {Promise<import("./api.js").Api>}
 */
export async function openApi(scope, opening, table) {
  const [near, interfaces, { createApi }] = await Promise.all([opening, table, import("./api.js")]);
  if (near.replies.table === InterfaceTable.EMPTY) near.replies.table = new InterfaceTable(interfaces);
  return createApi(near, scope);
}
