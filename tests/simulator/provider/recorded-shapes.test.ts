import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NBA_TEAMS } from '../../../simulator/provider/nba/nba-teams.ts';
import { type Answer, GAME_ID, KEY, withProvider } from './support.ts';

/** The folder of recorded bodies beside the checkout; the tests are skipped where it is absent. */
const SAMPLES = new URL('../../../../shared/data/api-samples/', import.meta.url);
const isPresent = existsSync(SAMPLES);

// oxlint-disable-next-line typescript/no-explicit-any
function recorded(name: string): any {
  return JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8'));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** Every path of a body with the kinds of value seen there; list items share one path. */
function shapeOf(
  value: unknown,
  path = '',
  shape = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  shape.set(path, (shape.get(path) ?? new Set<string>()).add(kindOf(value)));
  if (Array.isArray(value)) for (const item of value) shapeOf(item, `${path}[]`, shape);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) shapeOf(inner, `${path}.${key}`, shape);
  }
  return shape;
}

/** Where ours has other keys than the recorded body, or at a key none of the recorded kinds; in words. */
function shapeDifferences(ours: unknown, theirs: unknown, mayDiffer: readonly string[] = []): string[] {
  const [own, real] = [shapeOf(ours), shapeOf(theirs)];
  const compared = [...new Set([...own.keys(), ...real.keys()])].filter(
    (path) => !mayDiffer.some((prefix) => path.startsWith(prefix)),
  );
  return compared.flatMap((path) => {
    const [ownKinds, realKinds] = [own.get(path), real.get(path)];
    if (ownKinds === undefined) return [`${path} is missing`];
    if (realKinds === undefined) return [`${path} is not in the recorded body`];
    if ([...realKinds].some((kind) => ownKinds.has(kind))) return [];
    return [`${path} is ${[...ownKinds].join(' or ')}, recorded ${[...realKinds].join(' or ')}`];
  });
}

const cases: readonly [file: string, path: string][] = [
  ['accountstatus.json', '/status'],
  ['gamestatistics.json', `/games/statistics?id=${GAME_ID}`],
  ['leagues.json', '/leagues'],
  ['players.json', '/players?team=17&season=2025'],
  ['playerstatistics.json', `/players/statistics?id=1700&game=${GAME_ID}&season=2025`],
  ['seasons.json', '/seasons'],
  ['standings.json', '/standings?league=standard&season=2025'],
  ['teams.json', '/teams?id=17'],
  ['teamstatistics.json', '/teams/statistics?id=17&season=2025'],
];

describe.skipIf(!isPresent)('the bodies recorded in ../shared/data beside the checkout', () => {
  it('of a full day of games have our keys and kinds, end and duration null in most rows', async () => {
    await withProvider({}, async ({ get }) => {
      const { body } = await get('/games?date=2026-01-16');
      const real = recorded('api-nba-v2/games_date_2024-04-14_full.json');
      expect(shapeDifferences(body, real, ['.response[].status.clock'])).toEqual([]);
    });
  });

  it.each(cases)('%s has our keys and kinds', async (file, path) => {
    await withProvider({}, async ({ get }) => {
      const { body } = await get(path);
      const real = recorded(`api-nba-v2/${file}`);
      expect(body.get).toBe(real.get);
      // What was asked may differ, what comes back may not.
      expect(shapeDifferences(body, real, ['.parameters.'])).toEqual([]);
    });
  });

  it('name the thirty teams as we do, id by id', () => {
    const day = recorded('api-nba-v2/games_date_2024-04-14_full.json');
    const teams = day.response.flatMap((game: { teams: object }) => Object.values(game.teams));
    expect(teams).toHaveLength(30);
    for (const { id, name, nickname, code } of teams) {
      expect(NBA_TEAMS.find((team) => team.id === id)).toMatchObject({ id, name, nickname, code });
    }
  });

  const refusals: readonly [file: string, provoke: string][] = [
    ['http200_bad_date_null_string.json', 'date'],
    ['http200_daily_quota.json', 'day'],
    ['http200_plan.json', 'plan'],
    ['http200_rateLimit_per_minute.json', 'minute200'],
    ['http200_token.json', 'token'],
    ['http429_rateLimit_per_minute.json', 'minute429'],
  ];

  it.each(refusals)('%s has our words', async (file, provoke) => {
    const real = recorded(`api-sports-errors/${file}`);
    await withProvider({ plan: 'free' }, async ({ get, provider }) => {
      let answer: Answer;
      switch (provoke) {
        case 'date':
          answer = await get('/games?date=null');
          break;
        case 'day':
          provider.setDials({ perDay: 0 });
          answer = await get('/games?id=14000');
          break;
        case 'plan':
          answer = await get('/games?season=2026');
          break;
        case 'token':
          answer = await get('/games?id=14000', { 'x-apisports-key': `${KEY}-wrong` });
          break;
        default:
          provider.setDials({ rateLimitStyle: provoke === 'minute200' ? 'http200' : 'http429' });
          for (let call = 0; call < 10; call += 1) await get('/leagues');
          answer = await get('/games?id=14000');
      }
      expect(answer.status).toBe(provoke === 'minute429' ? 429 : 200);
      expect(answer.body.errors).toEqual(real.errors);
      expect(answer.body.paging).toEqual(real.paging);
      expect(Object.keys(answer.body).sort()).toEqual(Object.keys(real).sort());
      expect(answer.body).toMatchObject({ results: 0, response: [] });
    });
  });
});
