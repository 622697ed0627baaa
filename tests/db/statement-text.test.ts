import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { teams } from '../../src/db/schema/reference.ts';
import { statementText } from '../../src/db/statement-text.ts';

describe('the text of a statement', () => {
  it('names tables and columns, and keeps the places of its values', () => {
    expect(statementText(sql`select ${teams.leagueId} from ${teams} where ${teams.id} = $1`)).toBe(
      'select "teams"."league_id" from "teams" where "teams"."id" = $1',
    );
  });

  it('holds no values of its own', () => {
    expect(() => statementText(sql`select ${teams.id} from ${teams} where ${teams.id} = ${1}`)).toThrow(
      RangeError,
    );
  });
});
