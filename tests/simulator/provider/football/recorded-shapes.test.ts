import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KEY, withProvider } from '../support.ts';

/** The folder of recorded bodies beside the checkout; the tests are skipped where it is absent. */
const SAMPLES = new URL('../../../../../shared/data/api-samples/api-football-v3/', import.meta.url);
const isPresent = existsSync(SAMPLES);
const KICK_OFF_MS = Date.parse('2026-01-10T15:00:00Z');
const IDS = '1400000-1400001';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

function recorded(name: string): Json {
  return JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8'));
}

/** Every path of a body with the kinds of value seen there; the items of a list share one path. */
function kindsAt(
  value: unknown,
  path = '',
  kinds = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  kinds.set(path, (kinds.get(path) ?? new Set<string>()).add(kind));
  if (kind === 'list') for (const item of value as unknown[]) kindsAt(item, `${path}[]`, kinds);
  else if (kind === 'object') {
    for (const [key, inner] of Object.entries(value as object)) kindsAt(inner, `${path}.${key}`, kinds);
  }
  return kinds;
}

/** Where ours has other keys than the recorded body, or at a key none of its kinds; in words. */
function differences(ours: Json, theirs: Json, mayDiffer: readonly string[]): string[] {
  const [own, real] = [kindsAt(ours), kindsAt(theirs)];
  return [...new Set([...own.keys(), ...real.keys()])]
    .filter((path) => !mayDiffer.some((prefix) => path.startsWith(prefix)))
    .flatMap((path) => {
      const [ownKinds, realKinds] = [own.get(path), real.get(path)];
      if (!ownKinds) return [`${path} is missing`];
      if (!realKinds) return [`${path} is not in the recorded body`];
      return [...realKinds].some((kind) => ownKinds.has(kind) || kind === 'null' || ownKinds.has('null'))
        ? []
        : [`${path} is ${[...ownKinds].join(' or ')}, recorded ${[...realKinds].join(' or ')}`];
    });
}

/** Our note on what was cut off, the key that the query echoes, and what newer bodies have. */
const NEWER = [
  '._trimmed',
  '.parameters',
  '.response[].fixture.status.extra',
  '.response[].league.standings',
];

const cases: readonly [file: string, path: string, mayDiffer: readonly string[]][] = [
  ['fixtures_ids_batch_with_events_lineups_statistics_players_PEN.json', `/fixtures?ids=${IDS}`, NEWER],
  ['fixtures_league135_season2025.json', '/fixtures?league=135&season=2025', ['._trimmed', '.parameters']],
  ['fixtures_events.json', '/fixtures/events?fixture=1400000', NEWER],
  ['fixtures_lineups.json', '/fixtures/lineups?fixture=1400000', [...NEWER, '.response[].team.colors']],
  ['fixtures_statistics.json', '/fixtures/statistics?fixture=1400000', NEWER],
  ['fixtures_players.json', '/fixtures/players?fixture=1400000', NEWER],
  ['teams_teams.json', '/teams?league=135&season=2025', NEWER],
  ['players_squads.json', '/players/squads?team=135001', NEWER],
  ['status.json', '/status', ['._trimmed']],
];

describe.skipIf(!isPresent)(
  `the shapes of API-Football v3${isPresent ? '' : ' (skipped: there is no folder shared/data beside the checkout)'}`,
  () => {
    it.each(cases)('%s is what the simulated provider sends', async (file, path, mayDiffer) => {
      const options = {
        sport: 'FOOTBALL' as const,
        key: KEY,
        games: [
          { home: 'Inter', away: 'AC Milan', startMs: KICK_OFF_MS, isKnockout: true },
          { home: 'Lecce', away: 'Torino', startMs: KICK_OFF_MS },
          { home: 'Como', away: 'Lazio', startMs: KICK_OFF_MS + 30 * 86_400_000 },
        ],
        dials: { games: { '1400000': { ending: 'penalties' as const } } },
      };
      await withProvider(options, async ({ get }) => {
        const { status, body } = await get(path);
        expect(status).toBe(200);
        expect(body.errors).toEqual([]);
        expect(differences(body, recorded(file), mayDiffer)).toEqual([]);
      });
    });

    it('refuses more than twenty ids', async () => {
      await withProvider({ sport: 'FOOTBALL', games: [] }, async ({ get }) => {
        const ids = Array.from({ length: 21 }, (_, index) => 1_400_000 + index).join('-');
        const { status, body } = await get(`/fixtures?ids=${ids}`);
        expect(status).toBe(200);
        expect(body.errors).toHaveProperty('ids');
      });
    });
  },
);
