import type { Fault } from '../fault.ts';

/** A cut link: longer than heartbeats may be away, so that the status has to say so. */
export function linkCut(seconds: number, isQuick: boolean): Fault {
  return {
    name: `link-cut-${seconds}s`,
    what: `The link between the sites is cut for ${seconds} s: nothing passes, and neither side gets a reset.`,
    needs: ['cut'],
    isQuick,
    expects: { shown: [['stale:link'], ['link:down']], receipt: 'link', neverShown: ['stale:feed', 'stale:clock'] },
    async inject({ link }, { hold }) {
      await link.cut();
      await hold(seconds * 1_000);
    },
    heal: ({ link }) => link.restore(),
  };
}
