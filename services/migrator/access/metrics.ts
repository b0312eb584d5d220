/** A sample of a page of Prometheus metrics. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const ANSWER_WITHIN_MS = 2_000;
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads the metrics at a base URL. Throws when it does not answer. */
export async function readMetrics(url: string): Promise<MetricSample[]> {
  const response = await fetch(new URL('/metrics', url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}/metrics answers ${response.status}`);
  return parseMetrics(text);
}

/** The samples of a text in Prometheus' format. Values that are not numbers are NaN. */
export function parseMetrics(text: string): MetricSample[] {
  return text.split('\n').flatMap((line) => {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (match === null) return [];
    const [, name = '', labels = '', value = ''] = match;
    const pairs = [...labels.matchAll(LABEL)].map(([, label = '', content = '']) => [label, content]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

/** The value of the first sample with these labels; `null` when there is none, or it is unknown. */
export function valueOf(
  samples: readonly MetricSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | null {
  const wanted = Object.entries(labels);
  const found = samples.find((one) => one.name === name && wanted.every(([key, value]) => one.labels[key] === value));
  return found === undefined || Number.isNaN(found.value) ? null : found.value;
}

/** Whether `/readyz` answers 200. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Why the service's prices are stale; `null` while they are fresh, and when it does not answer. */
export async function staleReason(url: string): Promise<string | null> {
  const samples = await readMetrics(url).catch(() => []);
  return samples.find(({ name, value }) => name === 'quotes_stale' && value === 1)?.labels['reason'] ?? null;
}
