import type { PlayedSeason } from '../app/play-season.ts';
import type { SeasonDay, SeasonHost } from '../monitoring/planning/simulate-season.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { Outcome } from './outcome.ts';
import { countWords, oneLine, plural } from './output/plain-text.ts';
import { facts, joinSections, section } from './output/sections.ts';
import type { View } from './output/view.ts';
import { type CommandWith, questionsText } from './questions.ts';
import type { PlayableFile } from './read-games-of-file.ts';
import { refusedRowsText } from './refused-rows.ts';

/** Days that the table shows: those that do not suffice or are late, else the busiest. */
const DAYS_SHOWN = 12;

/** What a file came to beside its games. */
type OfFile = Omit<PlayableFile, 'games'>;

/** A season that was played, with the rows of its file that were not; nothing was played where `played` is absent. */
export function seasonOutcome(
  { played, file }: { played?: PlayedSeason | undefined; file?: OfFile | undefined },
  commandWith: CommandWith,
): Outcome {
  return {
    document: {
      ...played,
      ...(played === undefined ? { games: 0 } : {}),
      ...(file === undefined ? {} : { rows: file.rows, refused: file.refused, questions: file.questions }),
    },
    exitCode: exitCodeOf(played, file),
    render: (view) =>
      [
        played === undefined ? view.colors.red('No game was played.') : renderSeason(played, view),
        ...(file === undefined ? [] : fileTexts(file, commandWith, view)),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
  };
}

function exitCodeOf(played: PlayedSeason | undefined, file: OfFile | undefined): ExitCode {
  if (played === undefined) return EXIT_CODES.failed;
  return file !== undefined && file.refused.length > 0 ? EXIT_CODES.inPart : EXIT_CODES.done;
}

function fileTexts(
  { rows, refused, questions, warnings }: OfFile,
  commandWith: CommandWith,
  view: View,
): string[] {
  return [
    warnings.map((warning) => view.colors.yellow(oneLine(warning))).join('\n'),
    questionsText(questions, commandWith, view),
    refusedRowsText(refused, view, ` of ${countWords(rows)}`),
  ];
}

function renderSeason(result: PlayedSeason, view: View): string {
  const { days, limits } = result;
  const short = days.filter(({ suffices }) => !suffices);
  const late = days.reduce((sum, day) => sum + day.late.over_10_minutes, 0);
  const worst = days.filter((day) => !day.suffices || day.late.over_10_minutes > 0);
  const shown = (worst.length > 0 ? worst : days.toSorted((one, other) => other.calls - one.calls)).slice(
    0,
    DAYS_SHOWN,
  );
  return joinSections(
    section(
      view,
      `${plural(result.games, 'game')} with ${plural(result.workers, 'worker')} of ${result.concurrency} on the plan ${result.plan}`,
      facts([
        [
          'calls',
          `${countWords(result.calls)} for ${plural(result.runs, 'run')}, at most ${countWords(limits.perDay)} a day and ${countWords(limits.perMinute)} a minute`,
        ],
        ...result.hosts.map((host): [string, string] => [`peak at ${host.host}`, peakWords(host)]),
        [
          'days that do not suffice',
          short.length === 0 ? 'none' : `${short.length} of ${days.length}, the first ${short[0]?.day}`,
        ],
        ['games over 10 minutes late', countWords(late)],
        ['workers needed', countWords(result.workers_needed)],
      ]),
    ),
    view.table<SeasonDay>(
      [
        { title: 'DAY (UTC)', text: (row) => row.day },
        { title: 'GAMES', text: (row) => countWords(row.first_passes), align: 'right' },
        { title: 'CORRECTIONS', text: (row) => countWords(row.corrections), align: 'right' },
        { title: 'CALLS', text: (row) => countWords(row.calls), align: 'right' },
        { title: 'LEFT OVER', text: (row) => countWords(row.carried_over), align: 'right' },
        { title: 'LATE', text: (row) => countWords(row.late.over_10_minutes), align: 'right' },
        {
          title: 'WORST',
          text: (row) => `${countWords(Math.round(row.late.worst_seconds / 60))} min`,
          align: 'right',
        },
      ],
      shown,
      '',
    ),
  );
}

/** The busiest day and minute of a host, and what they take of its quota. */
function peakWords({
  busiest_day: day,
  busiest_minute: minute,
  days_over_80_percent: over,
}: SeasonHost): string {
  const share = `${Math.round(day.quota_share * 100)} % of a day`;
  const often = over === 0 ? '' : `; ${plural(over, 'day')} over 80 %`;
  return `${countWords(day.calls)} calls on ${day.day} (${share}), ${countWords(minute.calls)} in a minute${often}`;
}
