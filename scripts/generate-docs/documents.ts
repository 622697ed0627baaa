import { readFileSync } from 'node:fs';
import { Counter, Histogram, Registry } from 'prom-client';
import { parse } from 'yaml';
import { AREAS, type VariableDescription, describeVariables } from '../../src/config/variables.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { declareMetrics } from '../../src/features/metric-parts.ts';
import { describedRoutes } from '../../src/features/http-parts.ts';
import type { ApiRoute } from '../../src/http/api-route.ts';
import { benchmarkTables } from './benchmark-tables.ts';
import {
  commentStatements,
  datasetTables,
  declaredTables,
  lineageDiagram,
  referenceDiagram,
} from './database-tables.ts';
import { type AnyFact, everyFact } from './every-fact.ts';

/** A file with generated parts, by its path from docs/; `render` gives it anew from its present text, whose own words it keeps. */
export type GeneratedDocument = { name: string; render: (before: string) => string };

export async function generatedDocuments(): Promise<readonly GeneratedDocument[]> {
  const routes = await describedRoutes();
  const facts = factTable(await everyFact());
  const metrics = await metricTable();
  const catalog = await loadDatasets();
  const tables = await declaredTables();
  return [
    { name: 'configuration.md', render: (before) => replacePart(before, 'variables', variableTables()) },
    {
      name: 'monitoring.md',
      render: (before) =>
        replacePart(
          replacePart(replacePart(before, 'metrics', metrics), 'rules', ruleTable()),
          'facts',
          facts,
        ),
    },
    {
      name: 'benchmarks.md',
      render: (before) => replacePart(before, 'benchmarks', benchmarkTables()),
    },
    { name: 'api.md', render: (before) => replacePart(before, 'routes', routeTable(routes)) },
    {
      name: 'database.md',
      render: (before) =>
        replacePart(
          replacePart(
            replacePart(before, 'references', referenceDiagram(catalog, tables)),
            'lineage',
            lineageDiagram(catalog),
          ),
          'datasets',
          datasetTables(catalog, tables),
        ),
    },
    { name: '../drizzle/comments.sql', render: () => commentStatements(catalog, tables) },
  ];
}

/** Replaces what stands between `<!-- generated: part -->` and `<!-- end -->`. */
function replacePart(text: string, part: string, content: string): string {
  const begin = `<!-- generated: ${part} -->`;
  const [head, rest, ...more] = text.split(begin);
  const end = rest?.indexOf('<!-- end -->') ?? -1;
  if (head === undefined || rest === undefined || end < 0 || more.length > 0) {
    throw new Error(`the document needs "${begin}" once, and "<!-- end -->" after it`);
  }
  return `${head}${begin}\n${content}\n${rest.slice(end)}`;
}

/** A table for each area of the configuration, from what its schemas say. */
function variableTables(): string {
  const row = ({ name, accepts, defaultText, description, isSecret }: VariableDescription): string =>
    `| \`${name}\` | ${escape(accepts)}${isSecret ? '; secret' : ''} | ${defaultText === undefined ? '' : code(defaultText)} | ${escape(description)} |`;
  const sections = Object.entries(AREAS).map(([title, variables]) => {
    const head = ['| variable | value | default | what it does |', '|---|---|---|---|'];
    return [`## ${title}`, '', ...head, ...describeVariables(variables).map(row)].join('\n');
  });
  return ['', sections.join('\n\n'), ''].join('\n');
}

/** Our own metrics as they are declared; those of the Node process come with prom-client. */
async function metricTable(): Promise<string> {
  const registry = new Registry();
  await declareMetrics(registry);
  const rows = registry.getMetricsAsArray().map((metric) => {
    const { name, help } = metric;
    const labels = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
    const type = metric instanceof Histogram ? 'histogram' : metric instanceof Counter ? 'counter' : 'gauge';
    return `| \`${name}\` | ${type} | ${labels.map(code).join(', ')} | ${escape(help)} |`;
  });
  return ['| metric | type | labels | what it says |', '|---|---|---|---|', ...rows].join('\n');
}

/** What every surface of monitoring shows and judges, as its facts define it. */
function factTable(facts: readonly AnyFact[]): string {
  const rows = facts
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(
      ({ name, meaning, unit, window }) =>
        `| \`${name}\` | ${escape(meaning)} | ${escape(unit)} | ${escape(window)} |`,
    );
  return ['| fact | what it means | unit | window |', '|---|---|---|---|', ...rows].join('\n');
}

type Rule = {
  alert?: string;
  expr: string;
  for?: string;
  labels?: { severity: string };
  annotations?: { description: string };
};

/** The alerts of deploy/prometheus/rules.yml, so that no document names one that does not exist. */
function ruleTable(): string {
  const file = new URL('../../deploy/prometheus/rules.yml', import.meta.url);
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] };
  const rows = groups
    .flatMap(({ rules }) => rules)
    .filter(({ alert }) => alert !== undefined)
    .map(
      ({ alert, expr, for: lasts = 'at once', labels, annotations }) =>
        `| \`${alert}\` | ${labels?.severity} | ${code(expr)} | ${lasts} | ${escape(annotations?.description ?? '')} |`,
    );
  return ['| alert | severity | when | for | means |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The routes as they describe themselves. */
function routeTable(routes: readonly ApiRoute[]): string {
  const rows = routes.map(
    ({ method, path, summary }) => `| \`${method.toUpperCase()} ${path}\` | ${escape(summary)} |`,
  );
  return ['| route | what it does |', '|---|---|', ...rows].join('\n');
}

function code(text: unknown): string {
  return `\`${escape(String(text))}\``;
}

/** A bar would end the cell of a table. */
function escape(text: string): string {
  return text.replaceAll('|', '\\|');
}
