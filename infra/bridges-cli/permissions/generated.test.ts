import { parseDeclarations } from '@quotebridge/bridges';
import { describe, expect, it } from 'vitest';
import { readDeclarations } from '../../topology/declarations.ts';
import { TOPOLOGY, WITH_EDGE } from '../../topology/topology.ts';
import { driftOf, driftText } from './drift.ts';
import { generatedFiles, neededFiles, readRepository } from './generated.ts';
import { linkText } from './link-text.ts';
import { notPermitted } from './not-permitted.ts';

const LEAF = 'infra/nats/cloud/leaf.conf';
const ONPREM = 'infra/nats/onprem/site.conf';

/** The repository with one text in a file in place of another, which has to be there. */
function changed(file: string, before: string, after: string) {
  return (path: string) => {
    const text = readRepository(path);
    if (path !== file) return text;
    expect(text).toContain(before);
    return text.replace(before, after);
  };
}

/** What the demo declares, and one bridge more. */
function declaredWith(bridge: string) {
  const { streams, bridges } = readDeclarations(TOPOLOGY);
  const text = JSON.stringify({ streams, bridges: [...bridges, JSON.parse(bridge)] });
  return parseDeclarations(text, { file: 'more.yaml', sites: null });
}

describe('the committed files', () => {
  it('are what the declarations generate', () => {
    expect(driftOf(generatedFiles(), readRepository).map(driftText)).toEqual([]);
  });

  it('permit what each of the declarations needs', () => {
    for (const topology of [TOPOLOGY, WITH_EDGE]) {
      expect(notPermitted(neededFiles(topology, readDeclarations(topology)), readRepository)).toEqual([]);
    }
  });
});

describe('a drift', () => {
  it('is reported with the file and the first line that differs', () => {
    const read = changed(LEAF, '"mirror.QUOTES.cloud"', '"mirror.>"');
    const line = readRepository(LEAF)
      .split('\n')
      .findIndex((text) => text.includes('"mirror.QUOTES.cloud"'));
    const drifts = driftOf(generatedFiles(), read);
    expect(drifts.map(driftText)).toEqual([
      `${LEAF}:${line + 1}: has "mirror.>" # quotes\n  the declarations give "mirror.QUOTES.cloud" # quotes`,
    ]);
  });

  it('is also a line that is missing at the end, and a file that is not there', () => {
    const lines = readRepository(LEAF).trimEnd().split('\n');
    const shorter = driftOf(generatedFiles(), changed(LEAF, '  } }\n]\n', '  } }\n'));
    expect(shorter).toEqual([{ path: LEAF, line: lines.length, committed: null, generated: ']' }]);
    const read = (path: string) => readRepository(path === LEAF ? 'infra/nats/cloud/none.conf' : path);
    expect(driftOf(generatedFiles(), read)).toMatchObject([{ path: LEAF, line: 1, committed: null }]);
  });

  it('does not depend on the generated files that are there', () => {
    const read = (path: string) => (path.includes('leaf') ? '' : readRepository(path));
    expect(generatedFiles(read)).toEqual(generatedFiles());
  });
});

describe('a bridge that is declared in addition', () => {
  const NEWS = '{ "name": "news", "mode": "bridge", "events": ["news.*"], "from": "onprem", "to": "cloud" }';
  const grant = changed(
    ONPREM,
    '{ stream: "refdata.changed.*", accounts: [READERS, LINK] }',
    '{ stream: "refdata.changed.*", accounts: [READERS, LINK] }\n{ stream: "news.*", accounts: [LINK] }',
  );
  const both = (path: string) =>
    path === 'infra/nats/cloud/site.conf'
      ? changed(
          path,
          'exports: [\n      { stream: "quotes.*"',
          'exports: [\n { stream: "news.*", accounts: [READERS] }\n { stream: "quotes.*"',
        )(path)
      : grant(path);

  it('adds a line at both ends of its link, and nothing else', () => {
    const before = neededFiles(TOPOLOGY, readDeclarations(TOPOLOGY)).map(linkText);
    const after = neededFiles(TOPOLOGY, declaredWith(NEWS), both).map(linkText);
    const added = after.flatMap((text, at) => text.split('\n').filter((line) => !before[at]?.includes(line)));
    expect(added.map((line) => line.trim())).toEqual([
      '{ stream: { account: REFDATA, subject: "news.*" } } # news',
      '"news.*" # news',
    ]);
    expect(after.join('').length).toBe(before.join('').length + added.reduce((sum, { length }) => sum + length + 1, 0));
  });

  it('is not permitted before the files are generated again', () => {
    expect(notPermitted(neededFiles(TOPOLOGY, declaredWith(NEWS), both), readRepository)).toEqual([
      'news: infra/nats/onprem/leaf.conf does not import the stream news.* from REFDATA',
      `news: ${LEAF} does not let leaf publish news.*`,
    ]);
  });

  it('is refused where no account exports it, or none receives it, with the line to add', () => {
    expect(() => neededFiles(TOPOLOGY, declaredWith(NEWS))).toThrow(
      `news: ${ONPREM}: no account exports news.* to LINK: add { stream: "news.*", accounts: [LINK] }`,
    );
    expect(() => neededFiles(TOPOLOGY, declaredWith(NEWS), grant)).toThrow(
      'news: infra/nats/cloud/site.conf: QUOTES does not export news.* to any account',
    );
  });

  it('is refused for a stream that the site does not have', () => {
    const demo = declaredWith(NEWS);
    const streams = [...demo.streams, { name: 'NEWS', site: 'onprem', subjects: ['news.*'] }];
    const copied = { name: 'news', mode: 'replicate' as const, stream: 'NEWS', from: 'onprem', to: ['cloud'] };
    const declarations = { streams, bridges: [copied] };
    expect(() => neededFiles(TOPOLOGY, declarations)).toThrow(
      `news: ${ONPREM}: no account has the stream NEWS: BRIDGE has to import $JS.API.STREAM.INFO.NEWS from it`,
    );
  });
});

it('refuses lists that are also written by hand, since the brokers would use one of them alone', () => {
  const read = changed(ONPREM, '    include leaf.conf\n', '    include leaf.conf\n    imports: []\n');
  expect(() => generatedFiles(read)).toThrow(`${ONPREM}: LINK has imports, which leaf.conf has as well`);
});
