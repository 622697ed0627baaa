import type { Executor } from '../../db/database.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import { teachIds } from '../../reference/identities/external-ids.ts';
import type { GameAccount } from './game-account.ts';
import { holdAgainst } from './hold-against.ts';
import { knownIds } from './known-ids.ts';
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
