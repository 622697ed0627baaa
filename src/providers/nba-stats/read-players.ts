import { z } from 'zod';
import type { NbaPlayerLine } from '../../domain/nba-lines.ts';
import { shirtNumber, toldFacts } from '../../domain/player-facts.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { PlainText, ProviderId } from '../reading/fields.ts';
import { type RowOwner, RowReading, idIn, readRow, textIn } from '../reading/read-rows.ts';
import type { BoxSide } from './box.ts';
import { sectionsOf } from './box-sections.ts';
import { type ExpectedBox, problemOfBox } from './expected-box.ts';
import { Statistics, countsOf } from './statistics.ts';

const Person = z.object({
  personId: ProviderId,
  firstName: PlainText,
  familyName: PlainText,
  position: PlainText,
  jerseyNum: PlainText.optional().catch(null),
  comment: PlainText,
  // Of cdn.nba.com, where a position alone makes no starter.
  starter: PlainText.optional(),
  played: PlainText.optional(),
  notPlayingReason: PlainText,
  notPlayingDescription: PlainText,
  statistics: Statistics,
});

/** Who stands on the floor when a game begins. */
const STARTERS = 5;

/**
 * Every player's line, of both sides or of those that are expected; none while the host has no statistics. Exactly five
 * of a side have a starting position, or nobody's is to be believed and the answer contradicts itself.
 */
export function readPlayerLines(
  { response }: Envelope,
  expected: ExpectedBox,
): Parsed<RowList<NbaPlayerLine>> {
  const box = sectionsOf(response);
  if (!box.ok) return box;
  if (!box.value) return { ok: true, value: { rows: [], refused: [] } };
  const problem = problemOfBox(box.value, expected);
  if (problem) return { ok: false, kind: 'mismatch', problem };
  if (!box.value.isBegun) return { ok: true, value: { rows: [], refused: [] } };
  const reading = new RowReading<NbaPlayerLine>();
  for (const side of box.value.sides) {
    if (expected.onlyTeamId !== undefined && side.providerTeamId !== expected.onlyTeamId) continue;
    const lines = readSide(side, reading);
    const starters = lines.rows.filter(({ startPosition }) => startPosition !== null).length;
    const isTold = lines.rows.length > 0 && lines.refusedCount === 0;
    if (starters > STARTERS || (isTold && starters !== STARTERS)) {
      const words = `team ${side.providerTeamId} has ${starters} starters of ${lines.rows.length} players`;
      return { ok: false, kind: 'mismatch', problem: words };
    }
    for (const line of lines.rows) if (isWanted(line, expected)) reading.keep(line);
  }
  return reading.result({ isOfSome: expected.onlyPlayerId !== undefined });
}

function isWanted({ player }: NbaPlayerLine, { onlyPlayerId }: ExpectedBox): boolean {
  return onlyPlayerId === undefined || player.providerPlayerId === onlyPlayerId;
}

function readSide(
  { providerTeamId, people }: BoxSide,
  reading: RowReading<NbaPlayerLine>,
): { rows: readonly NbaPlayerLine[]; refusedCount: number } {
  const rows = new Map<string, NbaPlayerLine>();
  let refusedCount = 0;
  for (const raw of people) {
    const row = readRow(Person, raw);
    const problem = row.ok
      ? rows.has(row.value.personId)
        ? 'there are two lines of the player'
        : undefined
      : row.problem;
    if (problem !== undefined) {
      refusedCount += 1;
      reading.refuse('malformed', ownerOf(raw, providerTeamId), problem);
    } else if (row.ok) rows.set(row.value.personId, lineOf(row.value, providerTeamId));
  }
  return { rows: [...rows.values()], refusedCount };
}

function lineOf(person: z.infer<typeof Person>, providerTeamId: string): NbaPlayerLine {
  const { personId, firstName, familyName, position, starter, statistics } = person;
  const isStarter = starter === undefined ? position !== null : starter === '1';
  return {
    player: {
      providerPlayerId: personId,
      firstName: firstName ?? '',
      lastName: familyName ?? '',
      ...toldFacts({ jerseyNumber: shirtNumber(person.jerseyNum) }),
    },
    providerTeamId,
    secondsPlayed: statistics.minutes ?? 0,
    startPosition: isStarter ? position : null,
    comment: person.comment ?? person.notPlayingDescription ?? person.notPlayingReason,
    ...countsOf(statistics),
  };
}

function ownerOf(raw: unknown, providerTeamId: string): RowOwner {
  const names = [textIn(raw, 'firstName'), textIn(raw, 'familyName')].filter((name) => name !== null);
  return {
    entityType: 'player',
    providerEntityId: idIn(raw, 'personId'),
    providerTeamId,
    name: names.join(' ') || null,
  };
}
