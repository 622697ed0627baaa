import { z } from 'zod';
import type { Standing } from '../../domain/standing.ts';
import type { Envelope, ProviderApi } from '../client/provider-api.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed, ProviderPipeline } from '../client/provider-call.ts';
import { type StandingsPort, STALE_FOR_MS } from '../ports.ts';
import { leagueAtEspn } from './espn-client.ts';
import { type EspnSport, espnYearOf, standingsPath } from './espn-leagues.ts';
import { EspnTeam } from './schema.ts';

const Stat = z.object({
  name: z.string().nullish(),
  type: z.string().nullish(),
  value: z.number().nullish(),
});
const Entry = z.object({ team: EspnTeam, stats: z.array(Stat) });
const Table = z.object({ entries: z.array(Entry) });
const Group = z.object({ name: z.string().nullish(), standings: Table.nullish() });
/** A league is one table, or a list of groups that have one each. */
const Standings = Group.extend({ children: z.array(Group).nullish() });

export function createStandingsPort({
  pipeline,
  api,
  sport,
}: {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  sport: EspnSport;
}): StandingsPort {
  return {
    async standings(league, season, context) {
      const { value } = await pipeline.call({
        api,
        endpoint: standingsPath(sport, leagueAtEspn(sport, league, api)),
        query: { season: String(espnYearOf(sport, season)) },
        context,
        keep: { staleForMs: STALE_FOR_MS.standings },
        parse: parseStandings,
      });
      return value;
    },
  };
}

/** Every team of a table or of its groups. An answer without any is malformed: there are paths that hold a link only. */
export function parseStandings({ response }: Pick<Envelope, 'response'>): Parsed<readonly Standing[]> {
  const parsed = parsedBy(Standings, response);
  if (!parsed.ok) return parsed;
  const { children, standings } = parsed.value;
  const groups = [...(standings ? [{ name: null, standings }] : []), ...(children ?? [])];
  const rows = groups.flatMap((group) =>
    (group.standings?.entries ?? []).map((entry) => standingOf(entry, group.name ?? null)),
  );
  return rows.length > 0
    ? { ok: true, value: rows }
    : { ok: false, kind: 'malformed', problem: 'the answer holds no table' };
}

function standingOf({ team, stats }: z.infer<typeof Entry>, group: string | null): Standing {
  const valueOf = (...names: readonly string[]): number | null => {
    const stat = stats.find(({ name, type }) => names.includes(name ?? '') || names.includes(type ?? ''));
    return stat?.value ?? null;
  };
  return {
    providerTeamId: team.id,
    teamName: team.displayName,
    group,
    rank: valueOf('rank', 'playoffSeed'),
    wins: valueOf('wins'),
    losses: valueOf('losses'),
    draws: valueOf('ties', 'draws'),
    points: valueOf('points'),
    scored: valueOf('pointsFor'),
    conceded: valueOf('pointsAgainst'),
  };
}
