/** Who a client is. */
export interface Identity {
  readonly name: string;
}

/** A client that has not said who it is. */
export const ANONYMOUS: Identity = { name: 'anonymous' };
