import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { gameOfficials } from '../db/schema/officials.ts';
import { type ToldOfficials, officialName, writeOfficials } from '../reference/officials/write-officials.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import type { ResolvedGame } from './resolve-game.ts';

type Scope = { seasonId: number; leagueIds: readonly number[]; source: string };

/** What files call the one official whom they name. */
const ROLE = 'Referee';

/** Officials of games that are known already whom the rows of a schedule name, and who are not there yet. */
export async function officialsOfKnown(
  tx: Executor,
  plan: SchedulePlan<number>,
  source: string,
): Promise<readonly ToldOfficials[]> {
  const named = [...plan.move, ...plan.confirmTime, ...plan.update, ...plan.unchanged].flatMap(
    ({ existing, incoming }) => toldOf(existing.gameId, incoming, source),
  );
  if (named.length === 0) return [];
  const kept = await tx
    .select({ gameId: gameOfficials.gameId, name: gameOfficials.officialName })
    .from(gameOfficials)
    .where(
      and(
        eq(gameOfficials.source, source),
        isNull(gameOfficials.goneAt),
        inArray(
          gameOfficials.gameId,
          named.map(({ gameId }) => gameId),
        ),
      ),
    );
  const known = new Set(kept.map(({ gameId, name }) => `${gameId} ${name}`));
  return named.filter(
    ({ gameId, officials }) => !officials.every(({ name }) => known.has(`${gameId} ${officialName(name)}`)),
  );
}

/** Keeps the officials whom the rows of a schedule name: of known games those of `known`, and of games just added. */
export async function learnOfficials(
  tx: Executor,
  { plan, known }: { plan: SchedulePlan<number>; known: readonly ToldOfficials[] },
  { seasonId, leagueIds, source }: Scope,
  runId: string,
): Promise<void> {
  const added = new Map(
    plan.add.filter(({ referee }) => referee !== undefined).map((game) => [meetingOf(game), game]),
  );
  const told = [...known];
  if (added.size > 0) {
    const meetings = [...added.values()].map(({ homeTeamKey, awayTeamKey, slateDate }) => ({
      home: homeTeamKey,
      away: awayTeamKey,
      day: slateDate,
    }));
    const { homeTeamId, awayTeamId, slateDate } = games;
    const rows = await tx
      .select({ id: games.id, homeTeamKey: homeTeamId, awayTeamKey: awayTeamId, slateDate })
      .from(games)
      .where(
        and(
          eq(games.seasonId, seasonId),
          inArray(games.leagueId, [...leagueIds]),
          sql`(${homeTeamId}, ${awayTeamId}, ${slateDate}) in (
            select home, away, day
            from json_to_recordset(${JSON.stringify(meetings)}::json) as meeting(home int, away int, day date))`,
        ),
      );
    for (const row of rows) told.push(...toldOf(row.id, added.get(meetingOf(row)), source));
  }
  await writeOfficials(tx, told, runId);
}

function toldOf(gameId: number, game: ResolvedGame<number> | undefined, source: string): ToldOfficials[] {
  const name = game?.referee;
  if (name === undefined) return [];
  return [{ gameId, source, officials: [{ name, role: ROLE, externalId: null, shirtNumber: null }] }];
}

function meetingOf(game: { homeTeamKey: number; awayTeamKey: number; slateDate: string }): string {
  return `${game.homeTeamKey}|${game.awayTeamKey}|${game.slateDate}`;
}
