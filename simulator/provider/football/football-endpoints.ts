import { isListed } from '../dials.ts';
import type { Query } from '../protocol.ts';
import { randomFor, shuffled } from '../sampling.ts';
import type { AnswerContext, SimulatedEndpoint } from '../simulated-api.ts';
import { lineUpRows, playerRows, statisticsRows } from './box-rows.ts';
import { type Club, clubOf, FOOTBALL_LEAGUES } from './clubs.ts';
import { eventRows } from './event-rows.ts';
import { clubRow, fixtureRow, leagueRow } from './fixture-rows.ts';
import type { FootballPlay } from './league-play.ts';
import type { Match } from './matches.ts';

/** The endpoints of API-Football v3 by path. Documented at https://www.api-football.com/documentation-v3. */
export function footballEndpoints(
  play: FootballPlay,
  seed: number,
): Readonly<Record<string, SimulatedEndpoint>> {
  return {
    '/fixtures': fixturesEndpoint(play, seed),
    '/fixtures/events': blockEndpoint(play, 'events'),
    '/fixtures/lineups': blockEndpoint(play, 'lineups'),
    '/fixtures/statistics': blockEndpoint(play, 'statistics'),
    '/fixtures/players': blockEndpoint(play, 'players'),
    '/teams': {
      get: 'teams',
      rules: {
        allowed: { id: 'integer', league: 'integer', season: 'integer', name: 'text', search: 'text' },
        oneOf: [['id'], ['league', 'season'], ['name'], ['search']],
      },
      rows: teamsMatching,
    },
    '/players/squads': {
      get: 'players/squads',
      rules: { allowed: { team: 'integer', player: 'integer' }, oneOf: [['team'], ['player']] },
      rows: ({ team }) => (team === undefined ? [] : squadRows(play, Number(team))),
    },
    '/leagues': {
      get: 'leagues',
      rules: { allowed: { id: 'integer', season: 'integer', current: 'text', country: 'text' } },
      rows: ({ id }) =>
        FOOTBALL_LEAGUES.filter((league) => isWanted(id, league.id)).map((league) => {
          const { country, flag, ...names } = leagueRow(league.id);
          return {
            league: { ...names, type: 'League' },
            country: { name: country, code: null, flag },
            seasons: [],
          };
        }),
    },
  };
}

/** The four blocks that belong to a fixture, as far as it has come. */
function blocksOf(play: FootballPlay, match: Match, context: AnswerContext) {
  const live = play.liveBoxOf(match, context);
  const box = play.boxOf(match, context);
  const { elapsed, startMs } = play.stateOf(match, context);
  return {
    events: live ? eventRows(live, play.resultOf(match, context), elapsed ?? 0) : [],
    lineups: live ? lineUpRows(live) : [],
    statistics: box ? statisticsRows(box) : [],
    players: box ? playerRows(box, startMs + DAY_MS) : [],
  };
}

/** One of the four blocks on its own. */
function blockEndpoint(play: FootballPlay, name: keyof ReturnType<typeof blocksOf>): SimulatedEndpoint {
  return {
    get: `fixtures/${name}`,
    gameParameter: 'fixture',
    entityParameter: 'team',
    rules: { allowed: { fixture: 'integer', team: 'integer' }, oneOf: [['fixture']] },
    rows(query, context) {
      const match = play.matches.byId(Number(query['fixture']));
      const rows = match ? blocksOf(play, match, context)[name] : [];
      return rows.filter((row) => isWanted(query['team'], teamIdOf(row)));
    },
  };
}

function fixturesEndpoint(play: FootballPlay, seed: number): SimulatedEndpoint {
  return {
    get: 'fixtures',
    gameParameter: 'ids',
    rules: {
      allowed: {
        id: 'integer',
        ids: 'ids',
        date: 'date',
        live: 'text',
        league: 'integer',
        season: 'integer',
        team: 'integer',
        from: 'date',
        to: 'date',
        status: 'text',
        timezone: 'text',
      },
      oneOf: [['id'], ['ids'], ['date'], ['live'], ['league', 'season'], ['team', 'season']],
    },
    rows(query, context) {
      const row = (match: Match) =>
        fixtureRow(match, roundOf(match), play.resultOf(match, context), play.stateOf(match, context));
      const ids = query['ids'] ?? query['id'];
      if (ids === undefined) return matching(play, query, context).map(row);
      // Never in the order of the question, as recorded.
      const found = ids
        .split('-')
        .flatMap((id) => play.matches.byId(Number(id)) ?? [])
        .filter(({ id }) => isListed(context.dials, id, true));
      return shuffled(randomFor(seed, 'order', ids), found).map((match) => ({
        ...row(match),
        ...blocksOf(play, match, context),
      }));
    },
  };
}

/** Rows of all four blocks name their team. */
function teamIdOf(row: object): number {
  return (row as { team: { id: number } }).team.id;
}

const DAY_MS = 86_400_000;

function roundOf({ isKnockout, round }: Match): string {
  return isKnockout ? 'MLS Cup Play-offs' : `Regular Season - ${round}`;
}

/** Whether a row passes a filter; a filter that was not given lets everything pass. */
function isWanted(filter: string | undefined, value: string | number): boolean {
  return filter === undefined || filter.toLowerCase() === String(value).toLowerCase();
}

const LIVE = new Set(['1H', 'HT', '2H', 'ET', 'BT', 'P', 'SUSP', 'INT']);

/** `date` is a UTC day, whatever the league's own time is. */
function matching(play: FootballPlay, query: Query, context: AnswerContext): readonly Match[] {
  const { date, live, league, season, team, from, to, status } = query;
  return play.matches.all().filter((match) => {
    if (!isListed(context.dials, match.id, false)) return false;
    if (!isWanted(league, match.leagueId) || !isWanted(season, match.season)) return false;
    if (team !== undefined && ![match.homeId, match.awayId].includes(Number(team))) return false;
    const state = play.stateOf(match, context);
    const day = new Date(state.startMs).toISOString().slice(0, 10);
    return (
      isWanted(date, day) &&
      (from === undefined || day >= from) &&
      (to === undefined || day <= to) &&
      (status === undefined || status.split('-').includes(state.status)) &&
      (live === undefined ||
        (LIVE.has(state.status) && (live === 'all' || live.split('-').includes(String(match.leagueId)))))
    );
  });
}

function teamsMatching({ id, league, name, search }: Query): readonly object[] {
  return FOOTBALL_LEAGUES.flatMap(({ clubs, country }) => clubs.map((club) => ({ club, country })))
    .filter(
      ({ club }) =>
        isWanted(id, club.id) &&
        isWanted(league, club.leagueId) &&
        isWanted(name, club.name) &&
        (search === undefined || club.name.toLowerCase().includes(search.toLowerCase())),
    )
    .map(({ club, country }) => teamRow(club, country));
}

function teamRow(club: Club, country: string): object {
  const { id, name, logo } = clubRow(club.id);
  return {
    team: { id, name, code: club.code.slice(0, 3), country, founded: 1900, national: false, logo },
    venue: {
      id: club.id,
      name: `${club.city} Stadium`,
      address: 'Stadium Road 1',
      city: club.city,
      capacity: 40_000,
      surface: 'grass',
      image: `https://logos.simulated.invalid/football/venues/${club.id}.png`,
    },
  };
}

const POSITION_WORDS = { G: 'Goalkeeper', D: 'Defender', M: 'Midfielder', F: 'Attacker' } as const;

function squadRows(play: FootballPlay, clubId: number): readonly object[] {
  const squad = play.squads.ofClub(clubId);
  if (squad.length === 0) return [];
  return [
    {
      team: clubRow(clubOf(clubId).id),
      players: squad.map((player) => ({
        id: player.id,
        name: `${player.firstName.charAt(0)}. ${player.lastName}`,
        age: player.age,
        number: player.shirt,
        position: POSITION_WORDS[player.position],
        photo: `https://logos.simulated.invalid/football/players/${player.id}.png`,
      })),
    },
  ];
}
