/** Who a client is. */
export interface Identity {
  readonly name: string;
}

/** A client without authentication. */
export const ANONYMOUS: Identity = { name: 'anonymous' };
