import type { RunBody } from '../read/runs/run-bodies.ts';
import type { RunView } from '../read/runs/run-queries.ts';
import { facts, joinSections, section } from './output/sections.ts';
import { instantWords } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** One run for people: what it was, what it wrote, what it read. */
export function runPage(run: RunView, view: View): string {
  return joinSections(
    section(view, `Run ${run.id}: ${run.operation}, ${run.status}`, facts(factsOf(run))),
    view.table<[string, number]>(
      [
        { title: 'DATASET', text: ([name]) => name },
        { title: 'ROWS', text: ([, rows]) => rows, align: 'right' },
      ],
      Object.entries(run.rows).filter(([, rows]) => rows > 0),
      'It wrote no rows, or later runs have written them anew.',
    ),
    view.table<RunBody>(
      [
        { title: 'BODY', text: (body) => body.payload_id ?? 'not kept', align: 'right' },
        { title: 'FETCHED', text: (body) => instantWords(body.fetched_at) },
        { title: 'ENDPOINT', text: (body) => body.endpoint },
        { title: 'ASKED', text: (body) => queryWords(body.query), yields: 1, minWidth: 10 },
        { title: 'SHA-256', text: (body) => body.body_hash.slice(0, 12), isOptional: true },
      ],
      run.bodies,
      'It read no body of a provider.',
    ),
  );
}

function factsOf(run: RunView): [string, string][] {
  const told: [string, string | number | null][] = [
    ['name', run.run_id],
    ['kind', run.kind],
    ['sport', run.sport],
    ['league', run.league],
    ['season', run.season],
    ['game', run.game_id],
    ['task', run.task_id],
    ['import', run.import_id],
    ['source', run.source],
    ['API version', run.api_version],
    ['parsers', run.parser_version],
    ['file', run.file_hash],
    ['by', run.actor],
    ['calls', run.calls],
    ['began', run.started_at && instantWords(run.started_at)],
    ['ended', instantWords(run.finished_at)],
    ['details', run.details === null ? null : JSON.stringify(run.details)],
  ];
  return told.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
}

function queryWords(query: unknown): string {
  if (typeof query === 'string') return query;
  if (query === null || typeof query !== 'object') return '';
  return Object.entries(query)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
