import { expect, it } from 'vitest';
import { DeclarationError, parseDeclarations } from './parse.ts';

const SITES = [
  { name: 'onprem', dials: 'cloud' },
  { name: 'cloud', dials: null },
  { name: 'edge', dials: 'cloud' },
];
const HEAD = `streams:
  - { name: QUOTES, site: onprem, subjects: [quotes.*] }
  - { name: VENUES, site: edge, subjects: [venues.*.*] }
  - { name: OTHER, site: edge, subjects: [other.>] }
bridges:
  - { name: quotes, mode: replicate, stream: QUOTES, from: onprem, to: [cloud] }
`;

/** The problems of a bridge on line 7, without their places. */
function problemsOf(bridge: string): string[] {
  try {
    parseDeclarations(`${HEAD}  - { name: b, ${bridge} }`, { file: 'b.yaml', sites: SITES });
    return [];
  } catch (error) {
    if (error instanceof DeclarationError)
      return error.problems.map((problem) => problem.replace(/^b.yaml:7:\d+: /, ''));
    throw error;
  }
}
const mapping = (from: string, to: string) => `mode: transform, at: edge, map: [{ from: '${from}', to: '${to}' }]`;
const tape = (sources: string) => `mode: aggregate, stream: TAPE, at: cloud, sources: [${sources}]`;

it.each([
  mapping('legacy.*.*', 'venues.{{wildcard(2)}}.{{wildcard(1)}}'),
  `${mapping('venues.*.*', 'legacy.{{wildcard(1)}}.{{wildcard(2)}}')}, stream: LEGACY`,
  tape('{ stream: QUOTES, from: cloud }, { stream: VENUES, from: edge }'),
  tape("{ stream: VENUES, from: edge, map: [{ from: venues.*.*, to: 'tape.{{wildcard(1)}}.{{wildcard(2)}}' }] }"),
])('accepts %s', (bridge) => {
  expect(problemsOf(bridge)).toEqual([]);
});

it.each([
  [mapping('legacy.>', 'venues.a.b'), 'legacy.> is not allowed: name each token, * for any'],
  [
    mapping('legacy.*', 'venues.a.*'),
    'venues.a.* is not allowed: a target names each * of legacy.* as {{wildcard(n)}}',
  ],
  [mapping('legacy.*', 'venues.a.{{wildcard(2)}}'), '{{wildcard(2)}} is not allowed: legacy.* has 1 *'],
  [
    mapping('legacy.*', 'venues.a.{{split(1,-)}}'),
    'venues.a.{{split(1,-)}} is not allowed: only {{wildcard(n)}} is known',
  ],
  [mapping('legacy.*', 'prices.{{wildcard(1)}}'), 'no stream at edge captures prices.{{wildcard(1)}}'],
  [mapping('other.*', 'venues.a.{{wildcard(1)}}'), 'other.* is captured twice: OTHER captures it too'],
  [
    `${mapping('nothing.*', 'legacy.{{wildcard(1)}}')}, stream: LEGACY`,
    'no stream at the site holds any of these subjects',
  ],
  [
    tape(
      '{ stream: VENUES, from: edge }, { stream: OTHER, from: edge, map: [{ from: other.*, to: "venues.o.{{wildcard(1)}}" }] }',
    ),
    'OTHER and VENUES would be stored in TAPE under the same subjects: map them to different ones',
  ],
  [
    tape('{ stream: QUOTES, from: onprem }'),
    'QUOTES would cross from onprem to cloud twice: "quotes" brings it too. Use QUOTES of cloud as the source',
  ],
])('refuses %s', (bridge, problem) => {
  expect(problemsOf(bridge)).toEqual([problem]);
});

it('refuses a stream that two mappings on arrival would lead to', () => {
  const second = "{ from: old.*, to: 'venues.old.{{wildcard(1)}}' }";
  const both = mapping('legacy.*', 'venues.a.{{wildcard(1)}}').replace(']', `, ${second}]`);
  expect(problemsOf(both)).toEqual(['VENUES can map one subject on arrival: it already maps legacy.*']);
});
