import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { type TestServer, startTestServer } from '../http/http-support.ts';
import { OWN_METRICS, metricForms, problemsOf, readExpressions } from './expressions.ts';
import { evaluate, hasPrometheus } from './prometheus.ts';

const forms = await metricForms();

describe('expressions over our metrics', () => {
  it('use metrics that control tells, with labels that they have, as their types allow', () => {
    const expressions = readExpressions();
    expect(expressions.length).toBeGreaterThan(30);
    const wrong = expressions.flatMap((expression) =>
      problemsOf(expression, forms).map((problem) => `${expression.file}: ${problem} in ${expression.text}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['an increase of a gauge', 'increase(scoracle_tasks{state="failed"}[1h])', /goes up and down/],
    ['an increase of a recording', 'increase(scoracle:tasks_failed:count[1h])', /goes up and down/],
    ['the count of a gauge', 'rate(scoracle_tasks_count[5m])', /nobody tells|goes up and down/],
    ['a metric that is gone', 'max(scoracle_gone)', /nobody tells/],
    ['a label that it lacks', 'max by (host) (scoracle_tasks)', /no label host/],
    ['a selector that it lacks', 'scoracle_tasks{status="failed"}', /no label status/],
  ])('would be found out: %s', (_what, text, problem) => {
    expect(problemsOf({ file: 'rules.yml', text }, forms).join()).toMatch(problem);
  });

  it('are documented by the name of their alert only where there is one', () => {
    const rules = readFileSync(path.join(PROJECT_ROOT, 'deploy/prometheus/rules.yml'), 'utf8');
    const documents = ['docs/monitoring.md', 'docs/runbook.md', 'docs/deployment.md', 'README.md'].map(
      (name) => readFileSync(path.join(PROJECT_ROOT, name), 'utf8'),
    );
    const named = documents.flatMap((text) => [
      ...[...text.matchAll(/`(Scoracle[A-Z]\w+)`/g)].map(([, name = '']) => `alert: ${name}`),
      ...[...text.matchAll(/\bscoracle:[\w:]+/g)].map(([name]) => `record: ${name}`),
    ]);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !rules.includes(name))).toEqual([]);
  });
});

describe('GET /metrics', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.close());

  it('tells every metric that an expression uses, with its type', async () => {
    const text = await (await fetch(`${test.url}/metrics`)).text();
    const told = new Map(
      [...text.matchAll(/^# TYPE ((?:scoracle|nba)_\w+) (\w+)$/gm)].map(([, name = '', type]) => [
        name,
        type,
      ]),
    );
    const used = new Set(
      readExpressions().flatMap(({ text: query }) =>
        [...query.matchAll(OWN_METRICS)].map(([name]) =>
          forms.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''),
        ),
      ),
    );
    expect([...used].map((name) => [name, told.get(name)])).toEqual(
      [...used].map((name) => [name, forms.get(name)?.type]),
    );
  });

  it.skipIf(!hasPrometheus)('answers each panel of the boards that has something to show', async () => {
    const panels = readExpressions().filter(({ file }) => file.startsWith('grafana/'));
    // As Grafana fills it in.
    const queries = panels
      .filter(({ text }) => text !== 'prometheus')
      .map(({ text }) => text.replaceAll('$__rate_interval', '1m'));
    const answers = await evaluate(test.url, queries);
    const scraped = await (await fetch(`${test.url}/metrics`)).text();
    const hasSamples = (name: string) => new RegExp(`^${name}(?:\\{| )`, 'm').test(scraped);
    for (const name of ['nba_db_table_rows', 'nba_db_query_duration_seconds'])
      expect(hasSamples(name)).toBe(true);
    const silent = answers.filter(
      ({ query, samples }) =>
        samples === 0 && [...query.matchAll(OWN_METRICS)].every(([name]) => hasSamples(name)),
    );
    // A share of nothing is nothing, and a level that nobody has reached has no sample.
    expect(silent.map(({ query }) => query)).toEqual([]);
    expect(answers.filter(({ samples }) => samples > 0).length).toBeGreaterThan(20);
  });
});
