import { FRONT_DOOR_BUCKET, frontDoorWeightsSchema, WEIGHTS_KEY } from '@quotebridge/contracts';
import type { FrontDoorWeights } from '@quotebridge/contracts';
import type { NatsConnection } from '@quotebridge/service-kit';
import { migrationSchema } from '../core/migration.ts';
import type { Migration } from '../core/migration.ts';
import { Bucket } from './bucket.ts';
import type { Stored } from './bucket.ts';

const MIGRATIONS_BUCKET = 'MIGRATIONS';
const CURRENT = 'current';
/** The newest reports that are kept. */
export const REPORTS_KEPT = 20;

/** What is stored at the brokers of the cloud: the migration, its reports, and the front door's weights. */
export class Records {
  readonly migrations: Bucket;
  readonly #frontDoor: Bucket;

  private constructor(migrations: Bucket, frontDoor: Bucket) {
    this.migrations = migrations;
    this.#frontDoor = frontDoor;
  }

  /** `patienceMs`: how long the brokers may be away. */
  static async open(nc: NatsConnection, patienceMs: number): Promise<Records> {
    return new Records(
      await Bucket.open(nc, MIGRATIONS_BUCKET, patienceMs),
      await Bucket.open(nc, FRONT_DOOR_BUCKET, patienceMs),
    );
  }

  current(): Promise<Stored<Migration>> {
    return this.migrations.read(CURRENT, migrationSchema);
  }

  /** Throws `ConflictError` when another process stored it since. */
  save(migration: Migration, revision: number): Promise<number> {
    return this.migrations.write(CURRENT, migration, revision, migrationSchema);
  }

  weights(): Promise<Stored<FrontDoorWeights>> {
    return this.#frontDoor.read(WEIGHTS_KEY, frontDoorWeightsSchema);
  }

  setWeights(weights: FrontDoorWeights, revision: number): Promise<number> {
    return this.#frontDoor.write(WEIGHTS_KEY, weights, revision, frontDoorWeightsSchema);
  }

  /** Keeps an ended migration as its report, in place of the one 20 before it. */
  async keep(migration: Migration): Promise<void> {
    const key = reportKey(migration.number);
    const { value, revision } = await this.migrations.read(key, migrationSchema);
    if (value?.number === migration.number && value.ended === migration.ended) return;
    await this.migrations.write(key, migration, revision, migrationSchema);
  }

  /** The reports kept, the newest first. */
  async reports(): Promise<Migration[]> {
    const slots = Array.from({ length: REPORTS_KEPT }, (_, slot) => reportKey(slot));
    const found = await Promise.all(slots.map((key) => this.migrations.read(key, migrationSchema)));
    return found.flatMap(({ value }) => (value === null ? [] : [value])).toSorted((a, b) => b.number - a.number);
  }
}

function reportKey(number: number): string {
  return `report.${number % REPORTS_KEPT}`;
}
