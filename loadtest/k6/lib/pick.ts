/** The element at an index that counts round and round. Throws `RangeError` when there is none. */
export function around<T>(all: readonly T[], index: number): T {
  if (all.length === 0) throw new RangeError('there is nothing to pick from');
  return all[index % all.length] as T;
}

export function oneOf<T>(all: readonly T[]): T {
  return around(all, Math.floor(Math.random() * all.length));
}
