import { z } from 'zod';
import type { Lineup, LineupGame, LineupPlayer } from '../../../domain/lineup.ts';
import { parsedBy } from '../../client/parsed-by.ts';
import type { Envelope } from '../../client/provider-api.ts';
import type { Parsed } from '../../client/provider-call.ts';
import { LooseText, MaybeProviderId, ProviderId } from '../../reading/fields.ts';
import { lineupOf } from '../../reading/lineups.ts';

const Entry = z.object({
  player: z.object({
    id: MaybeProviderId,
    name: LooseText,
    number: z.union([z.string(), z.number()]).nullish().catch(null),
    pos: LooseText.catch(null),
  }),
});
const Entries = z
  .array(Entry)
  .nullish()
  .transform((entries) => entries ?? []);
const Sheet = z.object({
  team: z.object({ id: ProviderId }),
  formation: LooseText.catch(null),
  startXI: Entries,
  substitutes: Entries,
});

/** Laws of the Game, 3. */
const STARTERS = 11;

/**
 * The line-up of `/fixtures/lineups`, which has the teams' own sheets from 20 to 40 minutes before the start; undefined
 * until then. The starters come in the order of the formation. Somebody without an id on the bench is left out.
 */
export function parseLineup(
  { response }: Pick<Envelope, 'response'>,
  game: LineupGame,
  nowMs: number,
): Parsed<Lineup | undefined> {
  const sheets = parsedBy(z.array(Sheet), response);
  if (!sheets.ok) return sheets;
  const teams = sheets.value.map(({ team, formation, startXI, substitutes }) => ({
    teamId: team.id,
    ...(formation === null ? {} : { formation }),
    players: [...startXI.map((one) => ({ ...one, isStarter: true })), ...substitutes].flatMap(playerOf),
  }));
  const kind = nowMs < game.startMs ? 'confirmed' : 'actual';
  return lineupOf(teams, game, { kind, observedAtMs: nowMs, starters: STARTERS });
}

function playerOf(
  { player, isStarter = false }: z.infer<typeof Entry> & { isStarter?: boolean },
  index: number,
): readonly LineupPlayer[] {
  const { id, name, number, pos } = player;
  if (id === null) return [];
  return [
    {
      externalId: id,
      name: name ?? `player ${id}`,
      ...(number === null || number === undefined ? {} : { number: String(number) }),
      ...(pos === null ? {} : { position: pos }),
      isStarter,
      order: index + 1,
    },
  ];
}
