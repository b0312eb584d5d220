import type { Fault } from '../fault.ts';

const LASTS_MS = 2_000;

/** A service is restarted as for a new version. */
export function serviceRestarted(name: string, isQuick = false): Fault {
  return {
    name: `${name}-restarted`,
    what: `${name} is restarted: SIGTERM, then started again.`,
    needs: [],
    isQuick,
    lacks: (bed) => missing(bed.services, name),
    expects: { shown: [], neverShown: ['stale:clock', 'stale:feed'] },
    async inject(bed, { hold }) {
      await bed.service(name).restart();
      await hold(LASTS_MS);
    },
  };
}

/** A service ends without notice. */
export function serviceKilled(name: string, isQuick = false): Fault {
  return {
    name: `${name}-killed`,
    what: `${name} is killed (SIGKILL); its supervisor starts it again.`,
    needs: ['kill'],
    isQuick,
    lacks: (bed) => missing(bed.services, name),
    expects: { shown: [], neverShown: ['stale:clock', 'stale:feed'] },
    async inject(bed, { hold }) {
      await bed.service(name).kill();
      await hold(LASTS_MS);
    },
    heal: (bed) => bed.service(name).ready(),
  };
}

function missing(services: readonly { readonly name: string }[], name: string): string | null {
  return services.some((service) => service.name === name) ? null : `there is no service ${name}`;
}
