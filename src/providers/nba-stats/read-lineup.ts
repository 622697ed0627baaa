import { z } from 'zod';
import type { Lineup, LineupGame, LineupPlayer } from '../../domain/lineup.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { PlainText, ProviderId } from '../reading/fields.ts';
import { lineupOf } from '../reading/lineups.ts';
import { readRow } from '../reading/read-rows.ts';
import { sectionsOf } from './box-sections.ts';
import { problemOfBox } from './expected-box.ts';

const Person = z.object({
  personId: ProviderId,
  firstName: PlainText,
  familyName: PlainText,
  position: PlainText,
  // Of cdn.nba.com, where a position alone makes no starter.
  starter: PlainText.optional(),
  jerseyNum: PlainText.optional(),
});

/** Who stands on the floor when a game begins. */
const STARTERS = 5;

/**
 * Who begins a game, from its box score: those with a starting position, or where the host marks starters, those. What
 * stands there before the tip-off is what the teams have handed in.
 */
export function readLineup(
  { response }: Pick<Envelope, 'response'>,
  game: LineupGame,
  nowMs: number,
): Parsed<Lineup | undefined> {
  const box = sectionsOf(response);
  if (!box.ok || !box.value) return box.ok ? { ok: true, value: undefined } : box;
  const expected = {
    providerGameId: game.providerGameId,
    providerTeamIds: [game.homeTeamId, game.awayTeamId],
  };
  const problem = problemOfBox(box.value, expected);
  if (problem) return { ok: false, kind: 'mismatch', problem };
  const teams = box.value.sides.map(({ providerTeamId, people }) => ({
    teamId: providerTeamId,
    players: people.flatMap(playerOf),
  }));
  const kind = box.value.isBegun ? 'actual' : 'confirmed';
  return lineupOf(teams, game, { kind, observedAtMs: nowMs, starters: STARTERS });
}

/** Somebody who cannot be read is left out: a side with too few starters is none. */
function playerOf(raw: unknown, index: number): readonly LineupPlayer[] {
  const person = readRow(Person, raw);
  if (!person.ok) return [];
  const { personId, firstName, familyName, position, starter, jerseyNum } = person.value;
  const name = [firstName, familyName].filter((part) => part !== null).join(' ');
  return [
    {
      externalId: personId,
      name: name === '' ? `player ${personId}` : name,
      ...(typeof jerseyNum === 'string' ? { number: jerseyNum } : {}),
      ...(position === null ? {} : { position }),
      isStarter: starter === undefined ? position !== null : starter === '1',
      order: index + 1,
    },
  ];
}
