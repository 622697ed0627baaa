import { and, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import { teachIds } from '../../reference/identities/external-ids.ts';
import type { GameAccount } from './game-account.ts';
import { holdAgainst } from './hold-against.ts';
import type { PublishedLayout } from './layouts/layout.ts';
import { type PublishedRow, refusedRow } from './read-rows.ts';
import type { BoundLayout } from './recognise-layout.ts';
import type { StandingLine } from './standing-lines.ts';

type Compared = {
  game: GameToSeed;
  byOwner: ReadonlyMap<string, PublishedRow>;
  standing: readonly StandingLine[];
};

/**
 * Holds the rows of a game against the lines that another source wrote, which stay. Players who are shown by their line
 * and name are known by the publisher's id from now on; what differs is a finding, and waits in quarantine.
 */
export async function compareGame(
  tx: Executor,
  bound: BoundLayout,
  { game, byOwner, standing }: Compared,
): Promise<GameAccount> {
  const { layout } = bound;
  const known = await knownIds(tx, layout, game, [...byOwner.keys()]);
  const shown: { entityId: number; externalId: string }[] = [];
  const refused: QuarantinedRow[] = [];
  for (const [id, row] of byOwner) {
    const isHome = row.cells['team'] === game.home.externalId;
    const held = {
      teamId: isHome ? game.home.teamId : game.away.teamId,
      name: layout.ownerOf(row.cells).name,
      entityId: known.get(id),
      figures: layout.figuresOf(row.cells),
    };
    const { entityId, finding } = holdAgainst(held, standing, layout.ownerColumn);
    if (finding) refused.push(refusedRow(row, finding, bound));
    if (held.entityId === undefined && entityId !== undefined) shown.push({ entityId, externalId: id });
  }
  if (shown.length > 0)
    await teachIds(tx, { entityType: layout.entityType, learnedBy: 'name', provider: layout.source }, shown);
  return { counts: { games: 1, confirmed: byOwner.size - refused.length }, refused };
}

/** Our ids of those whom the rows are about, by the publisher's. */
async function knownIds(
  tx: Executor,
  { entityType, source }: PublishedLayout,
  { sportId, home, away }: GameToSeed,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (entityType === 'team')
    return new Map([
      [home.externalId ?? '', home.teamId],
      [away.externalId ?? '', away.teamId],
    ]);
  const rows = await tx
    .select({ externalId: externalIds.externalId, entityId: externalIds.entityId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, source),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, entityType),
        inArray(externalIds.externalId, [...ids]),
      ),
    );
  return new Map(rows.map(({ externalId, entityId }) => [externalId, entityId]));
}
