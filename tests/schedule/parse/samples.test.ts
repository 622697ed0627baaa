import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Sport } from '../../../src/domain/sport.ts';
import type { ReadScheduleOptions } from '../../../src/schedule/parse/parsed-game.ts';
import { PRESET_NAMES } from '../../../src/schedule/parse/presets/catalog.ts';
import { openSchedule } from '../../../src/schedule/parse/read-schedule.ts';
import { ROW_REASONS } from '../../../src/schedule/parse/row-rejection.ts';
import { SCHEDULE_FILE_PROBLEMS } from '../../../src/schedule/parse/schedule-file-error.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { resolveGame } from '../../../src/schedule/resolve-game.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));
const DOCUMENT = readFileSync(new URL('../../../docs/schedule-files.md', import.meta.url), 'utf8');

async function readSample(file: string, sport: Sport, options: Partial<ReadScheduleOptions> = {}) {
  const source = createReadStream(SAMPLES + file);
  const { preset, rows } = await openSchedule(source, {
    sport,
    leagues: BUILT_IN,
    season: 2026,
    fileName: file,
    ...options,
  });
  const outcomes: string[] = [];
  for await (const row of rows) {
    if (row.otherSeason) outcomes.push('other season');
    else if (!row.ok) outcomes.push(row.reason);
    else {
      const resolver = createTeamResolver(referenceResolvableTeams(row.game.leagueName), []);
      const resolved = resolveGame(row.game, resolver, sport);
      outcomes.push(resolved.ok ? 'game' : resolved.reason);
    }
  }
  return { preset, outcomes };
}

const mapping = {
  leagueName: 'Bundesliga',
  columns: { week: 'Spieltag', date: 'Datum', time: 'Anstoß', home: 'Heim', away: 'Gast' },
  dateFormat: 'dd.MM.yyyy',
};

const CLEAN_SAMPLES: [string, Sport, string, number, Partial<ReadScheduleOptions>][] = [
  ['nba-native.csv', 'NBA', 'native', 5, {}],
  ['nba-native.json', 'NBA', 'native', 3, {}],
  ['nba-bbref.csv', 'NBA', 'bbref', 3, {}],
  ['nba-fixturedownload.csv', 'NBA', 'fixturedownload', 2, {}],
  ['nba-espn.json', 'NBA', 'espn', 3, {}],
  ['nfl-nflverse.csv', 'NFL', 'nflverse', 3, {}],
  ['nfl-pfr.csv', 'NFL', 'pfr', 2, {}],
  ['nfl-pfr-upcoming.csv', 'NFL', 'pfr', 2, {}],
  ['football-data-E0.csv', 'FOOTBALL', 'football-data', 3, {}],
  ['openfootball-es.1.json', 'FOOTBALL', 'openfootball', 3, {}],
  ['bundesliga-other-layout.csv', 'FOOTBALL', 'native', 3, mapping],
];

describe('the sample', () => {
  it.each(CLEAN_SAMPLES)('%s is read without a refusal', async (file, sport, preset, games, options) => {
    expect(await readSample(file, sport, options)).toEqual({ preset, outcomes: Array(games).fill('game') });
  });

  it('nba-with-mistakes.csv shows each reason for a refusal once', async () => {
    const { outcomes } = await readSample('nba-with-mistakes.csv', 'NBA');
    expect(outcomes).toEqual([
      'game',
      'missing_field',
      'too_many_fields',
      'bad_date',
      'bad_time',
      'time_does_not_exist',
      'time_ambiguous',
      'unknown_timezone',
      'bad_season',
      'date_outside_season',
      'unknown_league',
      'unknown_team',
      'ambiguous_team',
      'same_team_twice',
      'unknown_status',
      'unknown_game_type',
      'bad_score',
      'duplicate_row',
      'other season',
    ]);
  });
});

describe('the page about schedule files', () => {
  it('names every layout, every reason, every problem of a file and every sample', () => {
    const samples = [...CLEAN_SAMPLES.map(([file]) => file), 'nba-with-mistakes.csv'];
    const names = [...PRESET_NAMES, ...ROW_REASONS, ...SCHEDULE_FILE_PROBLEMS, ...samples];
    expect(
      names.filter((name) => !DOCUMENT.includes(`\`${name}\``) && !DOCUMENT.includes(`samples/${name}`)),
    ).toEqual([]);
  });

  it('shows its examples as the samples have them', () => {
    const lineOf = (file: string, index: number) =>
      readFileSync(SAMPLES + file, 'utf8').split('\n')[index] ?? '';
    for (const [file] of CLEAN_SAMPLES)
      expect(DOCUMENT).toContain(lineOf(file, file.endsWith('.json') ? 1 : 0).trim());
  });
});
