import type { RefusedRow, RowList } from '../../domain/refused-row.ts';
import type { Parsed } from '../client/provider-call.ts';

/** Rows of summaries that are the same in every sport. */

type Mismatch = { ok: false; kind: 'mismatch'; problem: string };

export function mismatch(problem: string): Mismatch {
  return { ok: false, kind: 'mismatch', problem };
}

/** Why a team's block cannot be of the game that was asked for; undefined where it can. */
export function foreignTeam(teamId: string, expected: readonly string[] | undefined): Mismatch | undefined {
  if (expected === undefined || expected.includes(teamId)) return undefined;
  return mismatch(`team ${teamId} does not play in this game`);
}

/** The list, unless all of it was refused: then the first fault is that of the answer. */
export function listOfRows<Row>(list: RowList<Row>): Parsed<RowList<Row>> {
  const [first] = list.refused;
  if (first && list.rows.length === 0) return { ok: false, kind: 'malformed', problem: first.problem };
  return { ok: true, value: list };
}

const LONGEST_NAME = 100;

/** Whom a row is about, as far as that can be read. */
export function ownerOf(raw: unknown): Pick<RefusedRow, 'entityType' | 'providerEntityId' | 'name'> {
  const athlete = valueAt(raw, 'athlete');
  const [id, name] = [valueAt(athlete, 'id'), valueAt(athlete, 'displayName')];
  return {
    entityType: 'player',
    providerEntityId: typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : null,
    name: typeof name === 'string' ? name.slice(0, LONGEST_NAME) : null,
  };
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
