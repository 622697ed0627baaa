import { z } from 'zod';
import type { GameOfficial } from '../../domain/officials.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { PlainText, ProviderId } from '../reading/fields.ts';
import { idIn } from '../reading/read-rows.ts';
import { NbaGameId } from './fields.ts';
import { hasTables, readTables } from './result-sets.ts';

const Official = z
  .object({
    personId: ProviderId,
    firstName: PlainText,
    familyName: PlainText,
    jerseyNum: PlainText,
    assignment: PlainText,
  })
  .transform(
    ({ personId, firstName, familyName, jerseyNum, assignment }): GameOfficial => ({
      providerOfficialId: personId,
      name: [firstName, familyName].filter((part) => part !== null).join(' '),
      jersey: jerseyNum,
      assignment,
    }),
  );
const Game = z.object({ gameId: NbaGameId, officials: z.array(Official).nullish() });
const Answer = z.union([
  z.object({ boxScoreSummary: Game }).transform(({ boxScoreSummary }) => boxScoreSummary),
  z.object({ game: Game }).transform(({ game }) => game),
]);

/**
 * The officials of a game, out of the summary of stats.nba.com in either version, or out of a box score of cdn.nba.com.
 * Empty while nobody is named.
 */
export function readOfficials({ response }: Envelope, gameId: string): Parsed<readonly GameOfficial[]> {
  const answer = parsedBy(Answer, hasTables(response) ? fromTables(response) : response);
  if (!answer.ok) return answer;
  if (answer.value.gameId !== gameId) {
    const problem = `the answer is about game ${answer.value.gameId}, not ${gameId}`;
    return { ok: false, kind: 'mismatch', problem };
  }
  return { ok: true, value: answer.value.officials ?? [] };
}

/** A summary of the second version in the spelling of the third; what is no summary stays what it is. */
function fromTables(response: unknown): unknown {
  const tables = readTables(response);
  const [summary] = (tables.ok && tables.value.get('GameSummary')) || [];
  if (!tables.ok || !summary) return response;
  const officials = (tables.value.get('Officials') ?? []).map((row) => ({
    personId: row['OFFICIAL_ID'],
    firstName: row['FIRST_NAME'],
    familyName: row['LAST_NAME'],
    jerseyNum: row['JERSEY_NUM'],
  }));
  return { game: { gameId: idIn(summary, 'GAME_ID'), officials } };
}
