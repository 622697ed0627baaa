import type { z } from 'zod';
import type { Lineup, LineupGame, LineupKind, LineupPlayer } from '../../domain/lineup.ts';
import type { Clock } from '../../platform/clock.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import type { LineupSource } from '../ports.ts';
import { type TeamLineup, lineupOf } from '../reading/lineups.ts';
import { type EspnClient, mustRead } from './espn-client.ts';
import { type EspnBoxScoreSport, espnLeagueOf, summaryPath } from './espn-leagues.ts';
import { rostersOf } from './football-rosters.ts';
import { Athlete, RosterEntry, type Summary } from './schema.ts';
import { gameOfSummary } from './summary.ts';

/** How many of a side begin a game. */
const STARTERS: Readonly<Record<EspnBoxScoreSport, number>> = { NBA: 5, NFL: 22, FOOTBALL: 11 };

type Place = { client: EspnClient; api: ProviderApi; sport: EspnBoxScoreSport; clock: Pick<Clock, 'nowMs'> };

/** Line-ups from summaries: the rosters of a football match, the starters of a box score elsewhere. */
export function createLineupSource({ client, api, sport, clock }: Place): LineupSource {
  return {
    hasLeague: (leagueName) => espnLeagueOf(sport, leagueName) !== undefined,
    async fetchLineup(game, context) {
      const summary = await client.summary(game.providerGameId, context);
      if (summary === undefined) return undefined;
      return mustRead(readLineup(sport, summary, { game, nowMs: clock.nowMs() }), {
        api,
        endpoint: summaryPath(sport),
      });
    },
  };
}

/** Who begins, as a summary has it; undefined while it marks nobody. */
export function readLineup(
  sport: EspnBoxScoreSport,
  summary: Summary,
  { game, nowMs }: { game: LineupGame; nowMs: number },
): Parsed<Lineup | undefined> {
  const event = gameOfSummary(sport, summary);
  if (!event.ok) return event;
  const teams = sport === 'FOOTBALL' ? squadsOf(summary) : startersOf(summary);
  const kind: LineupKind =
    event.value.status !== 'scheduled' ? 'actual' : sport === 'FOOTBALL' ? 'confirmed' : 'expected';
  return lineupOf(teams, game, { kind, observedAtMs: nowMs, starters: STARTERS[sport] });
}

function squadsOf(summary: Summary): readonly TeamLineup[] {
  return rostersOf(summary).sides.map(({ team, formation, roster }) => ({
    teamId: team.id,
    ...(formation ? { formation } : {}),
    players: unique(roster ?? [], RosterEntry, (entry): LineupPlayer => {
      const place = Number(entry.formationPlace ?? 0);
      return {
        ...playerOf(entry.athlete),
        ...(entry.jersey ? { number: entry.jersey } : {}),
        ...(entry.position?.abbreviation ? { position: entry.position.abbreviation } : {}),
        isStarter: entry.starter === true,
        ...(place > 0 ? { order: place } : {}),
      };
    }),
  }));
}

function startersOf({ boxscore }: Summary): readonly TeamLineup[] {
  return (boxscore?.players ?? []).map(({ team, statistics }) => ({
    teamId: team.id,
    players: unique(
      statistics.flatMap(({ athletes }) => athletes),
      Athlete,
      ({ athlete, starter }): LineupPlayer => ({
        ...playerOf(athlete),
        ...(athlete.jersey ? { number: athlete.jersey } : {}),
        ...(athlete.position?.abbreviation ? { position: athlete.position.abbreviation } : {}),
        isStarter: starter === true,
      }),
    ),
  }));
}

function playerOf({ id, displayName }: { id: string; displayName: string }) {
  return { externalId: id, name: displayName };
}

/** Players of rows that can be read, each once: groups of figures list some of them again. */
function unique<Row>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  player: (row: Row) => LineupPlayer,
): readonly LineupPlayer[] {
  const players = new Map<string, LineupPlayer>();
  for (const raw of rows) {
    const row = parsedBy(schema, raw);
    if (!row.ok) continue;
    const one = player(row.value);
    const known = players.get(one.externalId);
    players.set(one.externalId, known?.isStarter === true ? known : one);
  }
  return [...players.values()];
}
