import { z } from 'zod';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed } from '../client/provider-call.ts';
import { ProviderId } from '../reading/fields.ts';
import type { BoxSections, BoxSide } from './box.ts';
import { NbaGameId } from './fields.ts';
import { hasTables } from './result-sets.ts';
import { boxOfTables } from './box-tables.ts';

const Team = z
  .object({ teamId: ProviderId, players: z.array(z.unknown()).nullish(), statistics: z.unknown() })
  .transform(({ teamId, players, statistics }): BoxSide => {
    return { providerTeamId: teamId, people: players ?? [], statistics: statistics ?? null };
  });

const Box = z.object({ gameId: NbaGameId, homeTeam: Team, awayTeam: Team });
const LiveBox = z.object({ game: Box.extend({ gameStatus: z.unknown() }) });

/** The key under which each kind of box score of the third version has its sections. */
const KINDS = [
  'boxScoreTraditional',
  'boxScoreAdvanced',
  'boxScoreFourFactors',
  'boxScoreMisc',
  'boxScoreUsage',
] as const;
export type BoxKind = (typeof KINDS)[number];

/**
 * The sections of a box score. Undefined where the host has none: a box score that is null, or tables without rows, as the
 * second version gives them since 2025.
 */
export function sectionsOf(
  response: unknown,
  kind: BoxKind = 'boxScoreTraditional',
): Parsed<BoxSections | undefined> {
  if (hasTables(response)) return boxOfTables(response);
  if (typeof response === 'object' && response !== null && kind in response) {
    const inner: unknown = Reflect.get(response, kind);
    if (inner === null) return { ok: true, value: undefined };
    const box = parsedBy(Box, inner);
    return box.ok ? { ok: true, value: asSections(box.value, true) } : box;
  }
  const live = parsedBy(LiveBox, response);
  return live.ok
    ? { ok: true, value: asSections(live.value.game, Number(live.value.game.gameStatus) !== 1) }
    : live;
}

function asSections({ gameId, homeTeam, awayTeam }: z.infer<typeof Box>, isBegun: boolean): BoxSections {
  return { gameId, isBegun, sides: [homeTeam, awayTeam] };
}
