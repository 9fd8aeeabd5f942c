// Where the two counters of the ping-pong are: each on a cache line of its own.

export const PING = 0;
export const PONG = 16;
