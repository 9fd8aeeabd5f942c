// The types of a library that has none.

declare module "@webreflection/idb-map" {
  export default class IDBMap extends EventTarget {
    constructor(name: string, options?: { durability?: IDBTransactionDurability; prefix?: string });
  }
}

declare module "@webreflection/idb-map/sync" {
  export default class IDBMapSync extends Map<IDBValidKey, unknown> {
    constructor(name: string, options?: { durability?: IDBTransactionDurability; prefix?: string });
    sync(): Promise<void>;
    close(): Promise<void>;
  }
}
