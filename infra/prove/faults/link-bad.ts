import type { Fault } from '../fault.ts';

const LASTS_MS = 15_000;
/** Half of what the standard load takes: each quote passes twice. */
const SATURATED_BYTES_PER_SECOND = 50_000;
const FLAP_MS = 300;
const UNANSWERED_MS = 12_000;

/** A link that is slow one way by so many milliseconds. `atConnect`: from before its connections are made. */
export function linkSlow(latency: number, atConnect: boolean): Fault {
  return {
    name: `link-slow-${latency}ms${atConnect ? '-at-connect' : ''}`,
    what: `Everything on the link takes ${latency} ms, each way${atConnect ? ', also while the brokers connect' : ''}, for ${LASTS_MS / 1_000} s.`,
    needs: ['link'],
    expects: { shown: [], neverShown: ['stale:feed', 'stale:clock'] },
    async inject({ link }, { hold }) {
      link.slow({ latency, rate: Number.POSITIVE_INFINITY });
      if (atConnect) link.disconnect();
      await hold(LASTS_MS);
    },
    heal: ({ link }) => link.restore(),
  };
}

/** A link with less room than the quotes need. */
export const linkSaturated: Fault = {
  name: 'link-saturated',
  what: `The link carries ${SATURATED_BYTES_PER_SECOND / 1_000} KB/s, less than the quotes take, for ${LASTS_MS / 1_000} s.`,
  needs: ['link'],
  expects: {
    // A delay that is constant for seconds looks like the offset of a clock (docs/runbook.md).
    shown: [['incomplete', 'stale:link', 'stale:mirror', 'stale:unknown', 'stale:clock']],
    neverShown: ['stale:feed'],
  },
  async inject({ link }, { hold }) {
    link.slow({ latency: 0, rate: SATURATED_BYTES_PER_SECOND });
    await hold(LASTS_MS);
  },
  heal: ({ link }) => link.restore(),
};

export function linkFlapping(times: number): Fault {
  return {
    name: `link-flapping-${times}`,
    what: `The link is cut and restored ${times} times, for ${FLAP_MS} ms each; every other time its connections end too.`,
    needs: ['cut', 'link'],
    expects: { shown: [], neverShown: ['stale:feed', 'stale:clock'] },
    async inject({ link }, { hold }) {
      for (let turn = 0; turn < times; turn += 1) {
        await link.cut();
        if (turn % 2 === 1) link.disconnect();
        await hold(FLAP_MS);
        await link.restore();
        await hold(FLAP_MS);
      }
    },
    heal: ({ link }) => link.restore(),
  };
}

/** Packets of one direction vanish; nothing is reset. */
export function linkHalfOpen(unreached: 'leaf' | 'hub'): Fault {
  const side = unreached === 'leaf' ? 'on-prem site' : 'cloud';
  return {
    name: `link-half-open-${unreached}`,
    what: `At 5,000 quotes/s nothing reaches the ${side} for ${LASTS_MS / 1_000} s, although every connection stays and new ones are accepted.`,
    needs: ['link'],
    bed: 'busy',
    expects: { shown: [['stale:link'], ['link:down']], receipt: 'link', neverShown: ['stale:feed', 'stale:clock'] },
    async inject({ link }, { hold }) {
      link.halfOpen(unreached);
      await hold(LASTS_MS);
    },
    heal: ({ link }) => link.restore(),
  };
}

export const infoDropped: Fault = {
  name: 'link-info-dropped',
  what: `The link's connections end; for ${UNANSWERED_MS / 1_000} s new ones are accepted, and the first message of the cloud's broker (INFO) is dropped.`,
  needs: ['link'],
  expects: { shown: [['stale:link'], ['link:down']], receipt: 'link', neverShown: ['stale:feed', 'stale:clock'] },
  async inject({ link }, { hold }) {
    link.halfOpen('leaf');
    link.disconnect();
    await hold(UNANSWERED_MS);
  },
  heal: ({ link }) => link.restore(),
};
