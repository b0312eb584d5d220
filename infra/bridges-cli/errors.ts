/** An error for the user, printed without a stack. */
export class BridgesError extends Error {
  override readonly name = 'BridgesError';
}
