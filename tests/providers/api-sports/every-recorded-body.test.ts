import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAccountStatus } from '../../../src/providers/api-sports/account.ts';
import { readEnvelope } from '../../../src/providers/api-sports/envelope.ts';
import * as football from '../../../src/providers/api-sports/football/parse.ts';
import * as nba from '../../../src/providers/api-sports/nba/parse.ts';
import * as nfl from '../../../src/providers/api-sports/nfl/parse.ts';
import type { Envelope, EnvelopeReading } from '../../../src/providers/client/provider-api.ts';
import type { RowList } from '../../../src/domain/refused-row.ts';
import type { Parsed, ProviderPipeline } from '../../../src/providers/client/provider-call.ts';
import type { QuotaLedger } from '../../../src/providers/client/quota-ledger.ts';

/** Recorded answers lie in a folder `shared` beside the checkout and are not part of the project. */
const SAMPLES = new URL('../../../../shared/data/api-samples/', import.meta.url);
const hasSamples = existsSync(SAMPLES);
const ABSENT = hasSamples ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

function read(path: string): EnvelopeReading {
  const body = readFileSync(new URL(path, SAMPLES), 'utf8');
  return readEnvelope({ status: 200, headers: {}, body, bytes: body.length }, { nowMs: 0, random: () => 0 });
}

function filesOf(folder: string): string[] {
  return hasSamples ? readdirSync(new URL(folder, SAMPLES)).map((name) => `${folder}/${name}`) : [];
}

const SERIE_A = new Set(['135']);
const ALDOSIVI = { providerTeamId: '463' };

/** What our clients ask for, with the number of rows that are read of it. */
const READ: Record<string, readonly [(envelope: Envelope) => Parsed<unknown>, number]> = {
  'api-nba-v2/games_date_2024-04-14_full.json': [nba.parseGames, 15],
  'api-nba-v2/gamestatistics.json': [
    (envelope) => nba.parseTeamLines(envelope, { providerGameId: '10403' }),
    2,
  ],
  'api-nba-v2/players.json': [nba.parseRoster, 1],
  'api-nba-v2/playerstatistics.json': [
    (envelope) => nba.parsePlayerLines(envelope, { providerGameId: '8137' }),
    1,
  ],
  'api-nba-v2/teams.json': [nba.parseTeams, 1],
  'api-american-football-v1/games_2022-09-11.json': [nfl.parseGames, 4],
  'api-american-football-v1/games_statistics_players_13146_trimmed.json': [
    (envelope) => nfl.parsePlayerLines(envelope, { providerGameId: '13146' }),
    3,
  ],
  'api-football-v3/fixtures_league135_season2025.json': [
    (envelope) => {
      const season = football.parseSeasonGames(envelope, '135');
      return season.ok ? { ok: true, value: season.value.games } : season;
    },
    7,
  ],
  'api-football-v3/fixtures_ids_batch_with_events_lineups_statistics_players_PEN.json': [
    (envelope) => football.parseBoxScores(envelope, ['1149523', '1149519']),
    2,
  ],
  'api-football-v3/players_squads.json': [(envelope) => football.parseRoster(envelope, '490'), 35],
  'api-football-v3/fixtures_players.json': [
    (envelope) =>
      football.parseTeamPlayers(onlyTeam(envelope, '463'), { providerGameId: '215662', ...ALDOSIVI }),
    4,
  ],
  'api-football-v3/fixtures_statistics.json': [
    (envelope) => {
      const game = { home: ALDOSIVI, away: ALDOSIVI, phaseGoals: { home: {} } } as never;
      return football.parseTeamLine(onlyTeam(envelope, '463'), game, '463');
    },
    1,
  ],
};

/** Asked for with a team, the answer has that team's entry only. */
function onlyTeam({ response, parameters }: Envelope, id: string): Envelope {
  const rows = response as { team: { id: number } }[];
  return { response: rows.filter((row) => String(row.team.id) === id), parameters };
}

const ACCOUNTS = ['api-nba-v2/accountstatus.json', 'api-football-v3/status.json'];

/** No envelope: several error bodies in one file, and one row on its own. */
const PIECES = [
  'api-football-v3/error_bodies_openapi.json',
  'api-american-football-v1/passing_row_full_stat_names.json',
];

const OURS = ['api-nba-v2', 'api-american-football-v1', 'api-football-v3'].flatMap(filesOf);
const OTHERS = ['api-basketball-v1', 'espn', 'goalserve', 'stats-nba-com', 'the-odds-api-v4'].flatMap(
  filesOf,
);
const UNUSED = OURS.filter((path) => !(path in READ) && !ACCOUNTS.includes(path) && !PIECES.includes(path));

/** Every way in which a body could be taken for games, lines, teams or people. */
const READERS: Record<string, (envelope: Envelope) => Parsed<unknown>> = {
  'NBA games': nba.parseGames,
  'NBA player lines': (envelope) => nba.parsePlayerLines(envelope, { providerGameId: '1' }),
  'NBA team lines': (envelope) => nba.parseTeamLines(envelope, { providerGameId: '1' }),
  'NBA roster': nba.parseRoster,
  'NFL games': nfl.parseGames,
  'NFL player lines': (envelope) => nfl.parsePlayerLines(envelope, { providerGameId: '1' }),
  'NFL team lines': (envelope) => nfl.parseTeamLines(envelope, { providerGameId: '1' }),
  'NFL roster': nfl.parseRoster,
  'football matches': (envelope) => football.parseGames(envelope, new Set([...SERIE_A, '39'])),
  'football lines': (envelope) => football.parseBoxScores(envelope, ['1']),
  'football squad': (envelope) => football.parseRoster(envelope, '1'),
};

function count(parsed: Parsed<unknown>): number {
  if (!parsed.ok) throw new Error(parsed.problem);
  if (Array.isArray(parsed.value)) return parsed.value.length;
  if (isRowList(parsed.value)) return parsed.value.rows.length;
  return parsed.value instanceof Map ? parsed.value.size : 1;
}

function isRowList(value: unknown): value is RowList<unknown> {
  return typeof value === 'object' && value !== null && 'rows' in value;
}

/** Who finds rows of theirs in a body. */
function takenBy(envelope: Envelope): string[] {
  const taken = Object.entries(READERS).filter(([, parse]) => {
    const parsed = parse(envelope);
    return parsed.ok && count(parsed) > 0;
  });
  return taken.map(([name]) => name);
}

describe.skipIf(!hasSamples)(`every recorded body${ABSENT}`, () => {
  it.each(Object.entries(READ))('%s is read by what asks for it', (path, [parse, rows]) => {
    const reading = read(path);
    if (!reading.ok) throw new Error(reading.problem);
    expect(count(parse(reading.envelope))).toBe(rows);
  });

  it.each(ACCOUNTS)('%s tells plan and usage', async (path) => {
    const reading = read(path);
    if (!reading.ok) throw new Error(reading.problem);
    const { envelope } = reading;
    const call: ProviderPipeline['call'] = async ({ parse }) => {
      const parsed = parse(envelope);
      if (!parsed.ok) throw new Error(parsed.problem);
      return { value: parsed.value } as never;
    };
    const noted: unknown[] = [];
    const ledger = {
      noteDailyUsage: async (_host, facts) => void noted.push(facts),
    } satisfies Pick<QuotaLedger, 'noteDailyUsage'> as unknown as QuotaLedger;
    const api = { baseUrl: 'https://v3.football.api-sports.io' } as never;
    const context = { signal: new AbortController().signal, priority: 'manual', runId: 'run' } as const;
    const status = await readAccountStatus({ pipeline: { call }, ledger, api }, context);
    expect(status).toMatchObject({ isActive: expect.any(Boolean), limit: expect.any(Number) });
    expect(noted).toEqual([expect.objectContaining({ used: status.used, limit: status.limit })]);
  });

  it.each(UNUSED)('%s, which nobody asks for, is taken for nothing that it is not', (path) => {
    const reading = read(path);
    if (!reading.ok) throw new Error(reading.problem);
    expect(takenBy(reading.envelope)).toEqual([]);
  });

  it.each(PIECES)('%s is no answer', (path) => {
    expect(read(path)).toMatchObject({ ok: false, kind: 'malformed' });
  });

  it.each(OTHERS)('%s of another provider is refused or taken for nothing', (path) => {
    const reading = read(path);
    if (!reading.ok) {
      // One of them says of itself that a quota is used up, in the form of a gateway's message.
      expect(reading.kind).toBe(path.endsWith('error_401_out_of_credits.json') ? 'unavailable' : 'malformed');
      return;
    }
    expect(path).toBe('api-basketball-v1/games_nba_2021-10-20.json');
    expect(takenBy(reading.envelope)).toEqual([]);
  });
});
