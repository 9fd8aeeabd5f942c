// Where the page keeps the folders that a person has chosen, by id, and a worker finds them.

export const DATABASE = "offthread/folders";
export const STORE = "folders";
