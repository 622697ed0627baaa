import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Counter, Histogram, Registry } from 'prom-client';
import { parse } from 'yaml';
import { declareMetrics } from '../../src/features/metric-parts.ts';
import { PROJECT_ROOT } from '../architecture/source-files.ts';

const deploy = path.join(PROJECT_ROOT, 'deploy');

/** An expression of Prometheus, and the file that has it. */
export type Expression = { file: string; text: string };

/** Every expression of the rules, the board and the autoscaler. */
export function readExpressions(): readonly Expression[] {
  return ['prometheus/rules.yml', ...grafanaBoards(), 'kubernetes/autoscale.yaml'].flatMap((file) =>
    queriesIn(parse(readFileSync(path.join(deploy, file), 'utf8'))).map((text) => ({ file, text })),
  );
}

function grafanaBoards(): string[] {
  return readdirSync(path.join(deploy, 'grafana'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => `grafana/${name}`);
}

/** Strings under `expr` and `query`, wherever they are. */
function queriesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(queriesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'expr' || key === 'query') && typeof inner === 'string' ? [inner] : queriesIn(inner),
  );
}

export type MetricForm = { type: 'counter' | 'gauge' | 'histogram'; labels: ReadonlySet<string> };

/** Names of our own metrics. */
export const OWN_METRICS = /\b(?:scoracle|nba)_\w+/g;

/** Our own metrics as control declares them, by name. */
export async function metricForms(): Promise<ReadonlyMap<string, MetricForm>> {
  const registry = new Registry();
  await declareMetrics(registry);
  return new Map(
    registry.getMetricsAsArray().map((metric) => {
      const labels = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
      const isHistogram = metric instanceof Histogram;
      const form: MetricForm = {
        type: isHistogram ? 'histogram' : metric instanceof Counter ? 'counter' : 'gauge',
        labels: new Set([...labels.map(String), ...(isHistogram ? ['le'] : [])]),
      };
      return [metric.name, form];
    }),
  );
}

/** What is wrong with an expression: metrics that nobody tells, labels that they lack, functions for another type. */
export function problemsOf({ text }: Expression, forms: ReadonlyMap<string, MetricForm>): string[] {
  const names = [...text.matchAll(OWN_METRICS)].map(([name]) => name);
  const formOf = (name: string) => forms.get(name) ?? forms.get(name.replace(/_(bucket|sum|count)$/, ''));
  const unknown = names.filter((name) => !formOf(name)).map((name) => `nobody tells ${name}`);
  const selected = [...text.matchAll(/\b((?:scoracle|nba)_\w+)\{([^}]*)\}/g)].flatMap(
    ([, name = '', selector = '']) =>
      [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => [name, label] as const),
  );
  const grouped = [...text.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    names.flatMap((name) =>
      labels
        .split(',')
        .map((label) => label.trim())
        .filter((label) => label !== '')
        .map((label) => [name, label] as const),
    ),
  );
  const lacking = [...selected, ...grouped]
    .filter(([name, label]) => formOf(name)?.labels.has(label) === false)
    .map(([name, label]) => `${name} has no label ${label}`);
  const counted = [...text.matchAll(/\b(?:rate|increase|irate|resets)\(\s*([\w:]+)/g)]
    .filter(([, name = '']) => !isCounter(name, forms))
    .map(([call]) => `${call}…) counts what goes up and down`);
  return [...unknown, ...lacking, ...counted];
}

/** Counters and the parts of a histogram go up alone; a recording is a gauge whatever it was made of. */
function isCounter(name: string, forms: ReadonlyMap<string, MetricForm>): boolean {
  if (forms.get(name)?.type === 'counter') return true;
  const part = /^(\w+)_(?:bucket|sum|count)$/.exec(name)?.[1] ?? '';
  return forms.get(part)?.type === 'histogram';
}
