import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NFL_TEAMS } from '../../../simulator/provider/nfl/nfl-teams.ts';
import { withProvider } from './support.ts';

/** The folder of recorded bodies beside the checkout; the tests are skipped where it is absent. */
const SAMPLES = new URL('../../../../shared/data/api-samples/api-american-football-v1/', import.meta.url);
const isPresent = existsSync(SAMPLES);
const ABSENT = isPresent ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

// oxlint-disable-next-line typescript/no-explicit-any
function recorded(name: string): any {
  return JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8'));
}

/** Every path of a body with the kind of value there; list items share one path. */
function kindsIn(
  value: unknown,
  path = '',
  kinds = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  kinds.set(path, (kinds.get(path) ?? new Set()).add(kind));
  if (Array.isArray(value)) for (const item of value) kindsIn(item, `${path}[]`, kinds);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) kindsIn(inner, `${path}.${key}`, kinds);
  }
  return kinds;
}

/** Recorded paths that are not there, or hold nothing of the recorded kinds. */
function missingIn(ours: unknown, theirs: unknown): string[] {
  const own = kindsIn(ours);
  return [...kindsIn(theirs)].flatMap(([path, kinds]) => {
    const ownKinds = own.get(path);
    return ownKinds && [...kinds].some((kind) => ownKinds.has(kind)) ? [] : [path];
  });
}

const startMs = Date.parse('2025-11-09T18:00:00Z');
const league = {
  sport: 'NFL',
  games: [
    { home: 'CIN', away: 'PIT', startMs },
    { home: 'Chicago Bears', away: '49ers', startMs },
  ],
} as const;

describe.skipIf(!isPresent)(`the bodies recorded from American Football v1${ABSENT}`, () => {
  it('of a day of games have our keys and kinds', async () => {
    await withProvider(league, async ({ get, clock }) => {
      clock.setMs(startMs + 5 * 3_600_000);
      const { body } = await get('/games?league=1&season=2025&date=2025-11-09');
      const { _trimmed, ...real } = recorded('games_2022-09-11.json');
      expect(missingIn(body, real)).toEqual([]);
      expect(missingIn(real, body)).toEqual([]);
      expect(body.get).toBe(real.get);
    });
  });

  it("of a game's players have our groups and statistics", async () => {
    await withProvider(league, async ({ get, clock }) => {
      clock.setMs(startMs + 5 * 3_600_000);
      const { body } = await get('/games/statistics/players?id=18000');
      const real = recorded('games_statistics_players_13146_trimmed.json');
      expect(missingIn(body, real)).toEqual([]);
      expect(body.get).toBe(real.get);
      // oxlint-disable-next-line typescript/no-explicit-any
      const groups: any[] = body.response[0].groups;
      // oxlint-disable-next-line typescript/no-explicit-any
      const namesOf = (player: any): string[] => player.statistics.map((one: { name: string }) => one.name);
      for (const { name, players } of real.response[0].groups) {
        const ours = groups.find((group) => group.name === name);
        expect(namesOf(ours.players[0])).toEqual(expect.arrayContaining(namesOf(players[0])));
      }
      const passer = recorded('passing_row_full_stat_names.json');
      expect(namesOf(groups.find(({ name }) => name === 'Passing').players[0])).toEqual(namesOf(passer));
    });
  });

  it('name teams as we do, id by id', () => {
    const day = recorded('games_2022-09-11.json');
    const teams = day.response.flatMap((game: { teams: object }) => Object.values(game.teams));
    for (const { id, name, abbreviation } of teams) {
      expect(NFL_TEAMS.find((team) => team.id === id)).toMatchObject({ id, name, code: abbreviation });
    }
  });
});
