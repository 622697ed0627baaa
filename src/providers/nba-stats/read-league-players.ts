import { z } from 'zod';
import type { LeaguePlayer } from '../../domain/league-player.ts';
import { within } from '../../domain/player-facts.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { LooseNumber, MaybeProviderId, PlainText, ProviderId } from '../reading/fields.ts';
import { RowReading, idIn, readRow, textIn } from '../reading/read-rows.ts';
import { readTables } from './result-sets.ts';

/** A row of `CommonAllPlayers`. `ROSTERSTATUS` is 1 for who is of a team, and years are those in which seasons start. */
const Row = z.object({
  PERSON_ID: ProviderId,
  DISPLAY_LAST_COMMA_FIRST: PlainText,
  DISPLAY_FIRST_LAST: PlainText,
  ROSTERSTATUS: LooseNumber,
  FROM_YEAR: LooseNumber.catch(null),
  TO_YEAR: LooseNumber.catch(null),
  TEAM_ID: MaybeProviderId,
});

const TABLE = 'CommonAllPlayers';

/** Everybody who ever was in the league, with the team of those who are of one now. Somebody without a name is left out. */
export function readLeaguePlayers({ response }: Pick<Envelope, 'response'>): Parsed<RowList<LeaguePlayer>> {
  const tables = readTables(response);
  if (!tables.ok) return tables;
  const rows = tables.value.get(TABLE);
  if (rows === undefined) return { ok: false, kind: 'malformed', problem: `${TABLE} is not in it` };
  const players = new RowReading<LeaguePlayer>();
  for (const raw of rows) {
    const row = readRow(Row, raw);
    const player = row.ok ? playerOf(row.value) : undefined;
    if (player) players.keep(player);
    else {
      const owner = {
        entityType: 'player',
        providerEntityId: idIn(raw, 'PERSON_ID'),
        providerTeamId: idIn(raw, 'TEAM_ID'),
        name: textIn(raw, 'DISPLAY_FIRST_LAST'),
      } as const;
      players.refuse('malformed', owner, row.ok ? 'DISPLAY_FIRST_LAST: there is no name' : row.problem);
    }
  }
  return players.result();
}

function playerOf(row: z.infer<typeof Row>): LeaguePlayer | undefined {
  const name = namesOf(row);
  if (!name) return undefined;
  return {
    providerPlayerId: row.PERSON_ID,
    ...name,
    providerTeamId: row.ROSTERSTATUS === 1 ? row.TEAM_ID : null,
    facts: { fromYear: within(row.FROM_YEAR, 1900, 2100), toYear: within(row.TO_YEAR, 1900, 2100) },
  };
}

/** `Mbah a Moute, Luc` says which words are the last name; somebody of one name has no comma. */
function namesOf({ DISPLAY_LAST_COMMA_FIRST: parted, DISPLAY_FIRST_LAST: whole }: z.infer<typeof Row>) {
  const [lastName, ...first] = (parted ?? whole ?? '').split(',').map((part) => part.trim());
  if (lastName === undefined || lastName === '') return undefined;
  return { firstName: first.join(' ').trim(), lastName };
}
