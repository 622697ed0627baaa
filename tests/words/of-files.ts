import { parseSeason } from '../../src/domain/season.ts';
import { planScheduleChanges } from '../../src/schedule/difference/plan-schedule-changes.ts';
import { NOW_MS, existing, incoming } from '../schedule/difference/example-games.ts';
import { readNative, readRows } from '../schedule/parse/reading.ts';
import type { Sentence } from './sentence.ts';
import { BUILT_IN } from '../support/built-in-leagues.ts';

/** What the error says that reading a file ends with. */
async function refusalOf(content: string): Promise<string> {
  try {
    await readRows(content);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'the file was read';
}

/** What a file says of the only game that it changes. */
function changeOf(
  before: Parameters<typeof existing>,
  file: Parameters<typeof incoming>,
): string | undefined {
  const { move, update } = planScheduleChanges({
    leagues: BUILT_IN,
    existing: [existing(...before)],
    incoming: [incoming(...file)],
    sync: false,
    nowMs: NOW_MS,
  });
  return [...move, ...update][0]?.summary;
}

const remedyOf = (season: string): string => {
  const parsed = parseSeason(season);
  return parsed.ok ? 'a season' : parsed.remedy;
};

export const FILE_SENTENCES: readonly Sentence[] = [
  [
    'a binary file',
    () => refusalOf('date,time,home_team,away_team\n2025\0'),
    'the file is not text: it has a zero byte at position 35',
  ],
  [
    'a file without games',
    () => refusalOf('date,time,home_team,away_team\n'),
    'the file has a header but no games',
  ],
  [
    'a day that does not exist',
    async () => {
      const [row] = await readNative('2025-02-30,19:30,OKC,HOU\n');
      return row?.ok === false && 'detail' in row ? row.detail : 'a game';
    },
    'date "2025-02-30" is a day that the calendar does not have',
  ],
  [
    'a file without a needed column',
    () => refusalOf('date,time,home_team,awya_team\n'),
    'the file has no column for the away team (awayteam); columns found: date, time, home_team, awya_team. Did you mean awya_team?',
  ],
  [
    'a row that stands in the file twice',
    async () => {
      const rows = await readNative('2025-10-21,19:30,OKC,HOU\n2025-10-21,20:30,okc,HOU\n');
      const twin = rows[1];
      return twin?.ok === false && 'detail' in twin ? twin.detail : 'a game';
    },
    'HOU at okc on 2025-10-21 stands in line 2 already',
  ],
  ['a season as a range', () => remedyOf('2025-26'), 'Use the year in which the season starts: 2025.'],
  [
    'a season that is none',
    () => remedyOf('this'),
    'Use the year in which the season starts, for example 2025 for 2025-26.',
  ],
  [
    'a season out of range',
    () => remedyOf('1066'),
    'Use the year in which the season starts, between 1900 and 2100.',
  ],
  [
    'a game that is moved across weeks',
    () => changeOf(['2026-03-16', { week: 21 }], ['2026-01-23', { week: 14 }]),
    'moved from 2026-03-16 20:00 to 2026-01-23 19:00; week from 21 to 14',
  ],
  [
    'a game that gets its result',
    () => changeOf(['2026-01-05'], ['2026-01-05', { status: 'completed', homeScore: 100, awayScore: 90 }]),
    'status from scheduled to completed; score from none to 100-90',
  ],
  [
    'a game that is moved to a day without an hour',
    () => changeOf(['2026-01-25'], ['2026-02-25', { startMs: null, isTimeConfirmed: false }]),
    'moved from 2026-01-25 19:00 to 2026-02-25, time unknown',
  ],
];
