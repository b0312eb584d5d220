import { CommandError } from '../kind/run.ts';
import { DriverError } from '@quotebridge/migrator/driver';

/** What the work resolves with. A command that fails in it is thrown as `DriverError`. */
export async function asDriver<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CommandError) throw new DriverError(error.message, { cause: error });
    throw error;
  }
}
