import { describe, expect, it } from 'vitest';
import type { FootballGame } from '../../../src/domain/football-lines.ts';
import type { GameToSeed } from '../../../src/domain/game-to-seed.ts';
import type { FootballClient } from '../../../src/providers/api-sports/football/client.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';
import { createFootballAdapter } from '../../../src/sports/football/adapter.ts';

const KICK_OFF = Date.parse('2026-01-10T20:00:00Z');
const HOUR_MS = 3_600_000;
const CONTEXT = { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' } as const;

const BREST = { teamId: 1, name: 'Stade Brestois 29', abbreviation: 'BRE', externalId: null };
const PARIS = { teamId: 2, name: 'Paris Saint-Germain FC', abbreviation: 'PSG', externalId: null };

function game(changes: Partial<GameToSeed> = {}): GameToSeed {
  return {
    gameId: 1,
    sport: 'FOOTBALL',
    sportId: 3,
    leagueName: 'Ligue 1',
    timezone: 'Europe/Paris',
    leagueExternalId: '61',
    seasonId: 1,
    seasonYear: 2025,
    tipOffMs: KICK_OFF,
    slateDate: '2026-01-10',
    gameDate: '2026-01-10',
    gameType: null,
    providerGameId: null,
    isSeeded: false,
    home: BREST,
    away: PARIS,
    ...changes,
  };
}

const NO_PHASES = { halftime: null, fulltime: null, extraTime: null, penaltyShootout: null };

function seen(
  providerGameId: string,
  home: string,
  away: string,
  changes: Partial<FootballGame> = {},
): FootballGame {
  return {
    providerGameId,
    providerLeagueId: '61',
    startMs: KICK_OFF,
    status: 'completed',
    isStatusKnown: true,
    statusText: 'Match Finished',
    home: { providerTeamId: `${home} id`, name: home, code: null },
    away: { providerTeamId: `${away} id`, name: away, code: null },
    homeScore: 1,
    awayScore: 0,
    homePeriodScores: [],
    awayPeriodScores: [],
    phaseGoals: { home: NO_PHASES, away: NO_PHASES },
    ...changes,
  };
}

/** The adapter over a provider that has these matches, by day; the days and ids that were asked for are noted. */
function adapterOver(
  slates: Record<string, readonly FootballGame[]>,
  matches = Object.values(slates).flat(),
) {
  const asked: string[] = [];
  const client: FootballClient = {
    async gamesOn(dateUtc) {
      asked.push(dateUtc);
      return slates[dateUtc] ?? [];
    },
    async boxScore(id) {
      asked.push(id);
      const found = matches.find(({ providerGameId }) => providerGameId === id);
      return (
        found && {
          game: found,
          playerLines: [],
          teamLines: [],
          refused: [],
          unreadable: { player: undefined, team: undefined },
          events: undefined,
          starterCounts: new Map(),
        }
      );
    },
    officials: { officialsOf: () => Promise.resolve([]) },
    seasonGames: () => Promise.resolve({ games: [], unreadable: [] }),
    scheduledGames: () => Promise.resolve({ found: [], missing: [] }),
    teamPlayers: () => Promise.resolve({ rows: [], refused: [] }),
    teamLine: () => Promise.resolve({ rows: [], refused: [] }),
    roster: () => Promise.resolve([]),
    seasonList: () => Promise.resolve([]),
    forgetBoxScore: () => Promise.resolve(),
    lineup: { hasLeague: () => false, fetchLineup: () => Promise.resolve(undefined) },
  };
  const resolver = createTeamResolver(referenceResolvableTeams('Ligue 1'), []);
  const idOf: Record<string, number> = {
    [BREST.name]: BREST.teamId,
    [PARIS.name]: PARIS.teamId,
    'Paris FC': 3,
  };
  const adapter = createFootballAdapter({
    client,
    teamsOf: async () => (name) => {
      const found = resolver.resolve(name);
      return found.ok ? idOf[found.teamKey] : undefined;
    },
    // The list of the season does not have it: what is left are the slates.
    matchIds: { find: () => Promise.resolve(undefined), dueTogether: () => Promise.resolve([]) },
  });
  return { asked, find: (wanted: GameToSeed) => adapter.findGame(wanted, CONTEXT) };
}

describe('finding a football match', () => {
  it('recognises the clubs by the names that the provider uses, and no neighbour of theirs', async () => {
    const { find, asked } = adapterOver({
      '2026-01-10': [seen('1', 'Stade Brestois 29', 'Paris FC'), seen('2', 'Brest', 'Paris Saint Germain')],
    });
    expect((await find(game()))?.providerGameId).toBe('2');
    expect(asked).toEqual(['2026-01-10', '2']);
  });

  it('takes no match of another league, whatever its clubs are called', async () => {
    const cup = seen('1', 'Brest', 'Paris Saint Germain', { providerLeagueId: '66' });
    const { find } = adapterOver({ '2026-01-10': [cup] });
    expect(await find(game())).toBeUndefined();
  });

  it('trusts an id that was learnt more than any name', async () => {
    const { find } = adapterOver({ '2026-01-10': [seen('1', 'Brest', 'Paris Saint Germain')] });
    const known = { ...BREST, externalId: 'Brest id' };
    expect((await find(game({ home: known })))?.providerGameId).toBe('1');
    expect(await find(game({ home: { ...BREST, externalId: 'another id' } }))).toBeUndefined();
  });

  it('looks at the days around when the match is not on its own, but not for the match of another week', async () => {
    const moved = seen('1', 'Brest', 'Paris Saint Germain', { startMs: KICK_OFF + 20 * HOUR_MS });
    const { find, asked } = adapterOver({ '2026-01-11': [moved] });
    expect((await find(game()))?.providerGameId).toBe('1');
    expect(asked).toEqual(['2026-01-10', '2026-01-11', '1']);
    const late = seen('1', 'Brest', 'Paris Saint Germain', { startMs: KICK_OFF + 40 * HOUR_MS });
    expect(await adapterOver({ '2026-01-11': [late] }).find(game())).toBeUndefined();
  });

  it('believes the match itself and not the slate, which may be hours old', async () => {
    const old = seen('1', 'Brest', 'Paris Saint Germain', { status: 'scheduled', homeScore: null });
    const { find } = adapterOver({ '2026-01-10': [old] }, [{ ...old, status: 'completed', homeScore: 2 }]);
    expect(await find(game())).toMatchObject({ status: 'completed', homeScore: 2 });
  });

  it('needs no slate for a match whose id is known, unless the provider has lost it', async () => {
    const { find, asked } = adapterOver({ '2026-01-10': [seen('7', 'Brest', 'Paris Saint Germain')] });
    expect((await find(game({ providerGameId: '7' })))?.providerGameId).toBe('7');
    expect(asked).toEqual(['7']);
    expect((await find(game({ providerGameId: '8' })))?.providerGameId).toBe('7');
    expect(asked).toEqual(['7', '8', '2026-01-10', '7']);
  });
});
