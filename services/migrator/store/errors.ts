/** The operator has to decide or to repair something. The message is a sentence for the terminal. */
export class MigrateError extends Error {
  override readonly name: string = 'MigrateError';
}

/** Another operator has the lock, or took it over. */
export class LockedError extends MigrateError {
  override readonly name = 'LockedError';
}
