import type { Expectation, Fault } from '../fault.ts';

const SHORT_MS = 3_000;
const HUNG_MS = 8_000;
/** Of a feed that fails while the link is cut. */
const IN_CUT: Expectation = { shown: [['stale:link'], ['link:down']], receipt: 'link', neverShown: ['stale:clock'] };

export const feedKilled: Fault = {
  name: 'feed-killed',
  what: 'The feed is killed (SIGKILL); its supervisor starts it again.',
  needs: ['kill'],
  isQuick: true,
  expects: { shown: [], neverShown: ['stale:link', 'stale:clock', 'stale:mirror'] },
  async inject(bed, { hold }) {
    await bed.service('feed').kill();
    await hold(SHORT_MS);
  },
  heal: (bed) => bed.service('feed').ready(),
};

export const feedHung: Fault = {
  name: 'feed-hung',
  what: `The feed hangs (SIGSTOP) for ${HUNG_MS / 1_000} s and goes on (SIGCONT).`,
  needs: ['kill'],
  expects: { shown: [['stale:feed']], receipt: 'feed', neverShown: ['stale:link', 'stale:clock', 'stale:mirror'] },
  async inject(bed, { hold }) {
    await bed.service('feed').signal('SIGSTOP');
    await hold(HUNG_MS);
  },
  heal: (bed) => bed.service('feed').signal('SIGCONT'),
};

export const feedDoubled: Fault = {
  name: 'feed-doubled',
  what: 'A second feed is started, the first hangs until the second has taken over, and goes on: two feeds that believe to lead.',
  needs: ['kill', 'another'],
  expects: { shown: [], neverShown: ['stale:link', 'stale:clock', 'stale:mirror'] },
  async inject(bed, { hold }) {
    await using _second = await bed.another('feed');
    const first = bed.service('feed');
    await first.signal('SIGSTOP');
    await hold(HUNG_MS);
    await first.signal('SIGCONT');
    await hold(SHORT_MS);
  },
};

export const feedKilledInCut: Fault = {
  name: 'feed-killed-in-cut',
  what: `The feed is killed in the middle of a cut of ${(2 * SHORT_MS) / 1_000} s.`,
  needs: ['cut', 'kill'],
  isQuick: true,
  expects: IN_CUT,
  async inject(bed, { hold }) {
    await bed.link.cut();
    await hold(SHORT_MS);
    await bed.service('feed').kill();
    await hold(SHORT_MS);
  },
  heal: ({ link }) => link.restore(),
};

export const feedHungInCut: Fault = {
  name: 'feed-hung-in-cut',
  what: `The feed hangs (SIGSTOP) in the middle of a cut, for ${HUNG_MS / 1_000} s, and goes on (SIGCONT) before the link is restored.`,
  needs: ['cut', 'kill'],
  expects: IN_CUT,
  async inject(bed, { hold }) {
    await bed.link.cut();
    await hold(SHORT_MS);
    await bed.service('feed').signal('SIGSTOP');
    await hold(HUNG_MS);
    await bed.service('feed').signal('SIGCONT');
    await hold(SHORT_MS);
  },
  heal: ({ link }) => link.restore(),
};
