import type { FuzzyMatch, IngestResult } from '../schedule/ingest-request.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { Outcome } from './outcome.ts';
import { type CommandWith, questionsText } from './questions.ts';
import { andMore, refusedRowsText } from './refused-rows.ts';
import { countWords, oneLine, plural } from './output/plain-text.ts';
import type { View } from './output/view.ts';

/** Rows and changes that are shown before "and N more". */
const SHOWN = 20;

const UNUSABLE = 'rows that cannot be used';

/** What an ingest did, for people and scripts. A strict ingest that was refused counts as failed. */
export function ingestOutcome(result: IngestResult, sourceName: string, commandWith: CommandWith): Outcome {
  return {
    document: result,
    render: (view) => renderIngest(result, sourceName, commandWith, view),
    exitCode: exitCodeOf(result),
  };
}

function exitCodeOf(result: IngestResult): ExitCode {
  if (result.strict_refused) return EXIT_CODES.failed;
  return result.quarantined.length > 0 || result.cancellations_held > 0 ? EXIT_CODES.inPart : EXIT_CODES.done;
}

function renderIngest(
  result: IngestResult,
  sourceName: string,
  commandWith: CommandWith,
  view: View,
): string {
  const parts = [headline(result, sourceName, view), counts(result, view), withoutTask(result)];
  if (result.dry_run) parts.push(changes(result.changes ?? [], view));
  const warnings = (result.warnings ?? [])
    .slice(0, SHOWN)
    .map((warning) => view.colors.yellow(oneLine(warning)));
  parts.push([...warnings, ...andMore(result.warnings?.length ?? 0)].join('\n'));
  if (result.fuzzy_matches.length > 0) parts.push(fuzzyMatches(result, view));
  parts.push(questionsText(result.questions, commandWith, view), quarantined(result, view));
  return parts.filter((part) => part !== '').join('\n\n');
}

function headline(result: IngestResult, sourceName: string, view: View): string {
  const { bold, red, yellow } = view.colors;
  const source = bold(oneLine(sourceName));
  const spent = `${(result.duration_ms / 1000).toFixed(1)} s`;
  if (result.strict_refused)
    return `${red('Nothing was written')}: ${source} has rows that cannot be used (--strict).`;
  if (result.dry_run) return `${yellow('Dry run')}: ${source} was compared in ${spent}, nothing was written.`;
  return `Ingested ${source} in ${spent}.`;
}

function counts(result: IngestResult, view: View): string {
  const lines: [string, number][] = [
    ['rows read', result.rows],
    ['rows of other seasons, passed over', result.rows_other_seasons],
    ['games added', result.games_added],
    ['games moved', result.games_moved],
    ['of them with a time that is known now', result.times_confirmed],
    ['games whose time the file does not tell', result.times_unknown],
    ['games unchanged in date and time', result.games_unchanged],
    ['of them with another result, status, place or id', result.games_updated],
    ['games cancelled', result.games_cancelled],
    ['games that are missing and were not cancelled', result.cancellations_held],
    ['tasks created', result.tasks_created],
    ['tasks rescheduled', result.tasks_rescheduled],
    ['tasks published to the queue', result.tasks_enqueued],
    ['rows back from quarantine', result.quarantine_resolved],
    ['rows in quarantine that are superseded now', result.quarantine_superseded],
    [isKept(result) ? 'rows quarantined' : UNUSABLE, result.quarantined.length],
  ];
  const shown = lines.filter(([name, count]) => count > 0 || name === 'rows read' || name === 'games added');
  const width = Math.max(...shown.map(([, count]) => countWords(count).length));
  return shown
    .map(([name, count]) => {
      const line = `  ${countWords(count).padStart(width)}  ${name}`;
      return result.quarantined.length > 0 && (name === 'rows quarantined' || name === UNUSABLE)
        ? view.colors.yellow(line)
        : line;
    })
    .join('\n');
}

/** Old games come in without a task unless asked for, which surprises whoever does not know. */
function withoutTask(result: IngestResult): string {
  const count = result.games_added - result.tasks_created;
  if (count <= 0) return '';
  const games = count === 1 ? '1 of the added games has' : `${countWords(count)} of the added games have`;
  return `${games} no seeding task: the time for it is over (see --past, seed-games), nothing will be played, or box scores of the sport are not collected yet.`;
}

function changes(all: readonly string[], view: View): string {
  if (all.length === 0) return 'Nothing would change.';
  const table = view.table<string[]>(
    [
      { title: 'CHANGE', text: ([kind]) => kind ?? '' },
      { title: 'GAME', text: ([, game]) => game ?? '', yields: 2, minWidth: 20 },
      { title: 'WHAT', text: ([, , ...what]) => what.join(': '), yields: 1, minWidth: 20 },
    ],
    all.slice(0, SHOWN).map((change) => change.split(': ')),
    '',
  );
  return [view.colors.bold('What would change'), table, ...andMore(all.length)].join('\n');
}

function quarantined(result: IngestResult, view: View): string {
  return refusedRowsText(result.quarantined, view, isKept(result) ? '; see also: quarantine list' : '');
}

/** Typing errors were read in spite of them; a person should see as what. */
function fuzzyMatches({ fuzzy_matches: all }: IngestResult, view: View): string {
  const table = view.table<FuzzyMatch>(
    [
      { title: 'LINE', text: (match) => match.line, align: 'right' },
      { title: 'IN THE FILE', text: (match) => match.name, yields: 1, minWidth: 12 },
      { title: 'READ AS', text: (match) => match.team, yields: 2, minWidth: 12 },
      { title: 'LEAGUE', text: (match) => match.league },
      { title: 'ALIKE', text: (match) => `${Math.round(match.score * 100)} %`, align: 'right' },
      { title: 'ROWS', text: (match) => match.rows, align: 'right' },
    ],
    all.slice(0, SHOWN),
    '',
  );
  const title = `${plural(all.length, 'team name')} with a typing error, read all the same`;
  return [view.colors.yellow(title), table, ...andMore(all.length)].join('\n');
}

/** Whether the rows that cannot be used wait in quarantine now. */
function isKept(result: IngestResult): boolean {
  return !result.dry_run && !result.strict_refused;
}
