import { expect, it } from 'vitest';
import { fakeCommands } from './fake-commands.ts';
import { loadImages } from './images.ts';

const TAGS = { bridge: '1', feed: '2', api: '3', gateway: '4', 'front-door': '5', auditor: '6', refdata: '7' };
const DEMO = { name: 'q', data: '' };
const OWN = ['bridge:1', 'feed:2', 'api:3', 'gateway:4', 'auditor:6', 'refdata:7'].map(
  (image) => `quotebridge/${image}`,
);
const BROKER = 'nats:2.15.3-alpine';
const LOAD = 'kind load docker-image --name q-cloud --nodes';

/** Two nodes, each with some images; an engine with the brokers' image or without; a kind that loads it or fails. */
async function load({ worker = [] as string[], broker = true, fails = false, pull = '' }, said: string[] = []) {
  await using commands = await fakeCommands({
    kind: `case "$*" in
      'get nodes'*) echo q-cloud-control-plane; echo q-cloud-worker ;;
      *${BROKER}) ${fails ? 'echo "ctr: content digest sha256:1: not found" >&2; exit 1' : ''} ;;
    esac`,
    docker: `case "$*" in
      *' q-cloud-worker ctr '*) printf '%s\\n' ${worker.join(' ')} ;;
      'images --quiet'*) ${broker ? 'echo 1a2b' : ''} ;;
      *'crictl pull'*) ${pull} ;;
    esac`,
  });
  await loadImages(DEMO, 'cloud', TAGS, { say: (line) => said.push(line) });
  return (await commands.called()).filter((call) => / load | pull /.test(call));
}

const inNode = (image: string) => `docker.io/${image}`;

it('loads what the nodes lack, services into workers and the broker into all', async () => {
  expect(await load({})).toEqual([
    `${LOAD} q-cloud-worker ${OWN.join(' ')}`,
    `${LOAD} q-cloud-control-plane,q-cloud-worker ${BROKER}`,
  ]);
});

it('loads nothing that is there', async () => {
  const worker = [...OWN.slice(1).map(inNode), inNode(`library/${BROKER}`)];
  expect(await load({ worker })).toEqual([
    `${LOAD} q-cloud-worker quotebridge/bridge:1`,
    `${LOAD} q-cloud-control-plane ${BROKER}`,
  ]);
});

it('lets the nodes pull a broker image that cannot be loaded, and says so', async () => {
  const said: string[] = [];
  const calls = await load({ worker: OWN.map(inNode), fails: true }, said);
  expect(calls.slice(1).toSorted()).toEqual([
    `docker exec q-cloud-control-plane crictl pull docker.io/library/${BROKER}`,
    `docker exec q-cloud-worker crictl pull docker.io/library/${BROKER}`,
  ]);
  expect(said).toContain(`${BROKER} cannot be loaded: the nodes pull it`);
});

it('fails with the error of the node that can neither load nor pull it', async () => {
  const pull = 'echo "no such host" >&2; exit 1';
  await expect(load({ worker: OWN.map(inNode), broker: false, pull })).rejects.toThrow('no such host');
});
