import { execa } from 'execa';

export class NoKindError extends Error {
  override readonly name = 'NoKindError';
}

/** Throws `NoKindError` where there is no kind. There is nothing to hand on: it is taken from the PATH. */
export async function findKind(kind = 'kind'): Promise<Record<string, string>> {
  const { failed } = await execa(kind, ['version'], { reject: false });
  if (failed) {
    throw new NoKindError(
      'It needs kind on the PATH; see https://kind.sigs.k8s.io/docs/user/quick-start#installation.',
    );
  }
  return {};
}
