import { join, resolve } from 'node:path';
import { auditStream } from '@quotebridge/testkit';
import type { AuditResult } from '@quotebridge/testkit';
import { connect } from '@nats-io/transport-node';
import { execa } from 'execa';
import { loadCredentials } from '../infra/local/credentials.ts';
import { contextOf, demoCalled, NAMESPACE, type Demo, type Site } from '../infra/kind/demo.ts';
import { kubectlFor, type Kubectl } from '../infra/kind/kubectl.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FORWARDING = /Forwarding from (127\.0\.0\.1:\d+)/;

/** Two clusters, run as a user runs them, under a name of their own. */
export interface KindDemo {
  readonly demo: Demo;
  readonly url: string;
  /** One of the commands `npm run kind:…`, and what it says. */
  npm(command: 'up' | 'down' | 'status' | 'doctor', ...args: readonly string[]): Promise<string>;
  kubectl(site: Site): Kubectl;
  /** Reads a site's whole stream of quotes by a consumer of its own. */
  audit(site: Site): Promise<AuditResult>;
}

export function kindDemo(name: string, port: number): KindDemo {
  const demo = demoCalled(name);
  return {
    demo,
    url: `http://127.0.0.1:${port}`,
    async npm(command, ...args) {
      const script = ['run', '--silent', `kind:${command}`, '--', '--name', name, ...args];
      const { all } = await execa('npm', script, { cwd: ROOT, all: true });
      return all;
    },
    kubectl: (site) => kubectlFor(demo, site),
    async audit(site) {
      await using forwarded = await forwardBrokers(demo, site);
      const nc = await connect({
        servers: forwarded.address,
        user: 'reader',
        pass: (await loadCredentials(demo.data)).passwordOf(site, 'reader'),
        inboxPrefix: '_INBOX_reader',
        // The brokers advertise each other's addresses, which are internal to their cluster.
        ignoreClusterUpdates: true,
      });
      try {
        return await auditStream(nc);
      } finally {
        await nc.close();
      }
    },
  };
}

/** A port of this machine that leads to one of a site's brokers. */
async function forwardBrokers(demo: Demo, site: Site): Promise<AsyncDisposable & { readonly address: string }> {
  const context = ['--context', contextOf(demo, site), '--namespace', NAMESPACE];
  const forwarding = execa('kubectl', [...context, 'port-forward', 'service/nats', ':4222'], { reject: false });
  const { promise: address, resolve: found, reject } = Promise.withResolvers<string>();
  let said = '';
  forwarding.stdout.on('data', (part) => {
    said += String(part);
    const [, there] = FORWARDING.exec(said) ?? [];
    if (there !== undefined) found(there);
  });
  forwarding.nodeChildProcess.once('exit', () => reject(new Error('kubectl forwards no port')));
  return {
    address: await address,
    async [Symbol.asyncDispose]() {
      forwarding.kill();
      await forwarding;
    },
  };
}

/** Where what would explain a failure goes. */
export function evidenceFolder({ name }: Demo): string {
  return join(ROOT, '.data', 'kind', `${name}-failed`);
}
