import { expect, it } from 'vitest';
import { fakeCommands } from '../kind/fake-commands.ts';
import { composeInjector } from './compose-injector.ts';
import { DriverError } from '@quotebridge/migrator/driver';
import { kindInjector } from './kind-injector.ts';

/** What `docker` answers of a project in the profile light whose gateway has been restarted once it was killed. */
const DOCKER = `case "$*" in
  'network ls'*) echo some_wan ;;
  'network '*) ;;
  'ps --all --quiet --filter network='*) echo o ;;
  'ps --all'*) echo o ;;
  'ps '*) printf 'o onprem-light\\nc cloud-light\\nb bridge-cloud-light\\ng gateway\\n' ;;
  *RestartCount*) if [ -e "$here/killed" ]; then echo '1 true'; else echo '0 true'; fi ;;
  *Health*) echo healthy ;;
  *'kill -9 -1'*) touch "$here/killed" ;;
  'kill '*|'start '*|'pause '*|'unpause '*) ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac`;

it('breaks a compose project: brokers stay down until they are started, services come back by themselves', async () => {
  await using commands = await fakeCommands({ docker: DOCKER });
  const injector = await composeInjector(commands.folder, 'some');
  const { services } = injector;
  expect(injector.brokers('onprem').map(({ name }) => name)).toEqual(['onprem-light']);
  expect(services.map(({ name, site }) => `${name} at ${site}`)).toEqual(['bridge-cloud at cloud', 'gateway at cloud']);
  const [broker] = injector.brokers('cloud');
  const gateway = services.find(({ name }) => name === 'gateway');
  await broker?.kill();
  await broker?.start();
  await gateway?.kill();
  await gateway?.signal('SIGSTOP');
  await gateway?.signal('SIGCONT');
  await injector.cutLink();
  expect(
    (await commands.called()).filter((line) => /^docker (kill|start|exec|pause|unpause|network d)/.test(line)),
  ).toEqual([
    'docker kill c',
    'docker start c',
    'docker exec --detach g sh -c kill -9 -1',
    'docker pause g',
    'docker unpause g',
    'docker network disconnect some_wan o',
  ]);
});

it('reports a compose project that is not up', async () => {
  await using commands = await fakeCommands({ docker: '' });
  const joining = composeInjector(commands.folder, 'some');
  await expect(joining).rejects.toThrow(DriverError);
  await expect(joining).rejects.toThrow('The compose project "some" is not up');
});

const pod = (name: string, created: string) => ({
  metadata: { name, labels: {}, creationTimestamp: created },
  spec: { nodeName: 'some-node', containers: [] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});
const PODS = JSON.stringify({ items: [pod('newer', '2026-01-02T00:00:00Z'), pod('older', '2026-01-01T00:00:00Z')] });
const FEED = JSON.stringify({ items: [{ metadata: { name: 'feed' } }] });
const BROKERS = JSON.stringify({ items: [pod('nats-0', '2026-01-01T00:00:00Z')] });

it('breaks clusters: signals go to the oldest pod on its node, and a broker is asked to go by deleting its pod', async () => {
  await using commands = await fakeCommands({
    docker: `case "$*" in inspect*) echo 172.18.0.2 ;; *--check*) echo 'does a matching rule exist in that chain?' >&2; exit 1 ;; esac`,
    kind: 'echo some-onprem-worker',
    kubectl: `case "$*" in *'get deployments'*) echo '${FEED}' ;; *name=nats*) echo '${BROKERS}' ;; *'get pods'*) echo '${PODS}' ;; esac`,
  });
  const injector = await kindInjector({ name: 'some', data: '/nowhere' });
  const { services } = injector;
  const [broker] = injector.brokers('cloud');
  expect(broker?.name).toBe('cloud-nats-0');
  expect(services.map(({ name, site }) => `${name} at ${site}`)).toEqual(['feed at onprem']);
  await services.find(({ name }) => name === 'feed')?.signal('SIGSTOP');
  await broker?.kill();
  await broker?.signal('SIGUSR2');
  await injector.cutLink();
  const called = await commands.called();
  const signals = called.filter((line) => line.includes('crictl'));
  expect(signals).toEqual([
    expect.stringMatching(
      /^docker exec some-node sh -c kill -STOP .*io\.kubernetes\.pod\.name=older --name '\^service\$'/,
    ),
    expect.stringMatching(
      /^docker exec some-node sh -c kill -KILL .*io\.kubernetes\.pod\.name=nats-0 --name '\^nats\$'/,
    ),
  ]);
  expect(called).toContainEqual(expect.stringContaining('delete pod/nats-0 --wait=false'));
  expect(called.at(-1)).toContain('docker exec some-onprem-worker iptables --insert FORWARD');
});
