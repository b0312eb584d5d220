/** The load, the same for both ways: quotes of the usual size. */
export const SYMBOLS = 1_000;
/** Clients of the one gateway, and how many symbols each watches. */
export const CLIENTS = 300;
export const WATCHED = 20;
