import { describe, expect, it } from 'vitest';
import { DeclarationError, parseDeclarations } from './parse.ts';

const SITES = [
  { name: 'onprem', dials: 'cloud' },
  { name: 'cloud', dials: null },
  { name: 'edge', dials: 'cloud' },
];
const STREAMS = `streams:
  - { name: QUOTES, site: onprem, subjects: [quotes.*, feed.claim] }
  - { name: VENUES, site: edge, subjects: [venues.edge.*] }
bridges:
`;
/** The first bridge is on line 5. */
const read = (bridges: string, head = STREAMS) => parseDeclarations(head + bridges, { file: 'b.yaml', sites: SITES });

/** The problems of declarations, a line each. */
function problems(bridges: string, head?: string): readonly string[] {
  try {
    read(bridges, head);
    return [];
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

const replicate = (from: string, to: string, name = 'a') =>
  `  - { name: ${name}, mode: replicate, stream: QUOTES, from: ${from}, to: [${to}] }\n`;

it('reads every mode', () => {
  const text = `${replicate('onprem', 'cloud')}${replicate('cloud', 'edge', 'b')}
  - { name: live, mode: bridge, from: onprem, to: cloud, events: [quotes.*] }
  - { name: asked, mode: bridge, from: cloud, to: onprem, requests: [refdata.details.*] }
  - { name: tape, mode: aggregate, stream: TAPE, at: cloud, sources: [{ stream: QUOTES, from: cloud }, { stream: VENUES, from: edge }] }
  - { name: names, mode: transform, at: edge, map: [{ from: legacy.px.edge.*, to: 'venues.edge.{{wildcard(1)}}' }] }
`;
  expect(read(text).bridges.map(({ mode }) => mode)).toEqual([
    'replicate',
    'replicate',
    'bridge',
    'bridge',
    'aggregate',
    'transform',
  ]);
});

describe('names the line, the value and the near match of', () => {
  it.each([
    ['a site', replicate('onprm', 'cloud'), 'b.yaml:5:55: there is no site "onprm"; did you mean "onprem"?'],
    [
      'a site like no other',
      replicate('onprem', 'moonbase'),
      'b.yaml:5:68: there is no site "moonbase"; there are: onprem, cloud, edge',
    ],
    [
      'a stream',
      '  - { name: a, mode: replicate, stream: QUOTE, from: onprem, to: [cloud] }',
      'b.yaml:5:41: there is no stream "QUOTE"; did you mean "QUOTES"?',
    ],
    [
      'a mode',
      '  - { name: a, mode: replicat, stream: QUOTES, from: onprem, to: [cloud] }',
      'b.yaml:5:22: there is no mode "replicat"; did you mean "replicate"?',
    ],
    [
      'a field',
      '  - name: a\n    mode: replicate\n    stream: QUOTES\n    form: onprem\n    from: onprem\n    to: [cloud]',
      'b.yaml:8:5: there is no field "form"; did you mean "from"?',
    ],
    [
      'a field of a source',
      '  - { name: a, mode: aggregate, stream: TAPE, at: cloud, sources: [{ steam: QUOTES, stream: QUOTES, from: cloud }] }',
      'b.yaml:5:70: there is no field "steam"; did you mean "stream"?',
    ],
  ])('%s', (_what, text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it.each(['noww', '{ seq: 3 }', '{}', '3'])('a start that is none: %s', (start) => {
    expect(problems(replicate('onprem', 'cloud').replace(' }', `, start: ${start} }`))).toEqual([
      expect.stringMatching(
        /^b\.yaml:5:83: .* is not allowed: must be now, \{ time: 2030-01-31T08:00:00Z \} or \{ sequence: 1000 \}$/,
      ),
    ]);
  });

  it.each([
    [
      '{ time: yesterday }',
      'b.yaml:5:91: "yesterday" is not allowed: must be a time with its zone: 2030-01-31T08:00:00Z',
    ],
    [
      '{ time: 2030-01-31 }',
      'b.yaml:5:91: "2030-01-31" is not allowed: must be a time with its zone: 2030-01-31T08:00:00Z',
    ],
    ['{ sequence: 0 }', 'b.yaml:5:95: 0 is not allowed: must be 1 or more'],
  ])('the field of a start: %s', (start, problem) => {
    expect(problems(replicate('onprem', 'cloud').replace(' }', `, start: ${start} }`))).toEqual([problem]);
  });

  it('a start from now of a source at the same site', () => {
    const tape = (from: string, stream: string) =>
      `  - { name: t, mode: aggregate, stream: TAPE, at: cloud, sources: [{ stream: ${stream}, from: ${from}, start: now }] }\n`;
    expect(problems(tape('edge', 'VENUES'))).toEqual([]);
    expect(problems(replicate('onprem', 'cloud') + tape('cloud', 'QUOTES'))).toEqual([
      'b.yaml:6:106: now is not allowed for a source at cloud itself: give a time or a sequence',
    ]);
  });

  it('a rate limit that is too low, or that no broker enforces', () => {
    expect(problems(replicate('onprem', 'cloud').replace(' }', ', kbps: 3 }'))).toEqual([
      'b.yaml:5:82: 3 is not allowed: must be 64 or more',
    ]);
    const tape =
      '  - { name: t, mode: aggregate, stream: TAPE, at: cloud, sources: [{ stream: QUOTES, from: cloud, kbps: 64 }] }';
    expect(problems(replicate('onprem', 'cloud') + tape)).toEqual([
      'b.yaml:6:105: a limit is not allowed for a source at cloud itself: the broker has none for it',
    ]);
    expect(problems('  - { name: a, mode: bridge, from: onprem, to: cloud, events: [a.b], kbps: 64 }')).toEqual([
      'b.yaml:5:70: there is no field "kbps"; there are: name, mode, from, to, requests, events',
    ]);
  });

  it('a missing field, at its bridge', () => {
    expect(problems('  - { name: a, mode: replicate, stream: QUOTES, to: [cloud] }')).toEqual([
      'b.yaml:5:5: bridges.0.from is missing',
    ]);
  });

  it('text that is not YAML', () => {
    expect(problems('  - { name: a')).toEqual([expect.stringMatching(/^b\.yaml:\d+:\d+: /)]);
  });

  it('every problem, not only the first', () => {
    expect(problems(replicate('onprm', 'clod'))).toHaveLength(2);
  });
});

describe('refuses', () => {
  it.each([
    ['a cycle', replicate('onprem', 'cloud') + replicate('cloud', 'edge', 'b') + replicate('edge', 'cloud', 'c')],
    ['a cycle through the origin', replicate('onprem', 'cloud') + replicate('cloud', 'onprem', 'b')],
    ['a cycle of one', replicate('cloud', 'cloud')],
  ])('%s, and names it', (_what, text) => {
    expect(problems(text)).toContainEqual(
      expect.stringMatching(/^b\.yaml:\d+:\d+: messages would go in a circle: QUOTES: (\w+)( > \w+)* > \1$/),
    );
  });

  it('a cycle of events, and one of mappings', () => {
    const event = (name: string, from: string, to: string, subject: string) =>
      `  - { name: ${name}, mode: bridge, from: ${from}, to: ${to}, events: [${subject}] }\n`;
    expect(problems(event('a', 'onprem', 'cloud', 'demand.*') + event('b', 'cloud', 'onprem', 'demand.AAPL'))).toEqual([
      'b.yaml:6:5: messages would go in a circle: demand.*@onprem > demand.AAPL@cloud > demand.*@onprem',
    ]);
    const map = "[{ from: a.*, to: 'b.{{wildcard(1)}}' }, { from: b.*, to: 'a.{{wildcard(1)}}' }]";
    expect(problems(`  - { name: a, mode: transform, at: cloud, map: ${map} }`)).toEqual([
      'b.yaml:5:5: messages would go in a circle: a.*@cloud > b.*@cloud > a.*@cloud',
    ]);
  });

  it('captures that overlap', () => {
    const head = `streams:
  - { name: ONE, site: onprem, subjects: [a.*] }
  - { name: TWO, site: cloud, subjects: [a.b] }
bridges: []
`;
    expect(problems('', head)).toEqual(['b.yaml:3:42: a.b is captured twice: ONE captures a.*']);
  });

  it('events that a stream at their target captures', () => {
    expect(problems('  - { name: a, mode: bridge, from: cloud, to: edge, events: [venues.>] }')).toEqual([
      'b.yaml:5:62: venues.> would be captured at edge by VENUES',
    ]);
  });

  it.each([
    ['events', '  - { name: a, mode: bridge, from: edge, to: cloud, events: [quotes.*] }'],
    ['requests', '  - { name: a, mode: bridge, from: edge, to: cloud, requests: [quotes.AAPL] }'],
    [
      'mapped subjects',
      "  - { name: a, mode: transform, at: edge, map: [{ from: px.*, to: 'quotes.{{wildcard(1)}}' }] }",
    ],
  ])('quotes by another than the feed: %s', (_what, text) => {
    expect(problems(text)).toEqual([
      expect.stringMatching(/^b\.yaml:5:\d+: quotes\.\S+ is not allowed: only the feed may publish quotes\.>$/),
    ]);
  });

  it('quotes that another stream captures', () => {
    expect(problems('', 'streams: [{ name: MINE, site: cloud, subjects: [quotes.>] }]\nbridges: []\n')).toEqual([
      'b.yaml:1:49: quotes.> is not allowed: only the feed may publish quotes.>',
    ]);
  });

  it.each([
    [replicate('onprem', 'edge'), 'onprem and edge have no link: neither dials the other'],
    [replicate('cloud', 'edge'), 'cloud has no stream QUOTES: it does not originate there, and no bridge brings it'],
    [
      replicate('onprem', 'cloud') + replicate('onprem', 'cloud', 'b'),
      'QUOTES must come to cloud from one place only: the bridge "a" brings it',
    ],
    [replicate('onprem', 'cloud') + replicate('cloud', 'edge'), 'there is another "a" in bridges'],
    [
      '  - { name: a, mode: bridge, from: onprem, to: cloud, events: [mirror.QUOTES.edge] }',
      'mirror.QUOTES.edge is not allowed: mirror.> is reserved',
    ],
    ['  - { name: a, mode: bridge, from: onprem, to: cloud }', 'a bridge of mode "bridge" needs requests or events'],
  ])('%s', (text, problem) => {
    expect(problems(text).map((line) => line.replace(/^b\.yaml:\d+:\d+: /, ''))).toEqual([problem]);
  });
});
