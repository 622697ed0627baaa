import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractions } from './expand-only.ts';
import { PROJECT_ROOT } from './source-files.ts';

const MIGRATIONS = path.join(PROJECT_ROOT, 'drizzle');

/** With these two the schema was released first. */
const RELEASED_FIRST = ['0000_initial.sql', '0001_game_lines.sql'];

/** What looks like a contraction and is none, and why. */
const EXCUSED: Readonly<Record<string, string>> = {
  '"provider_entity_id" set data type varchar(60)': 'wider than the 20 characters before',
  '"provider_team_id" set data type varchar(60)': 'wider than the 20 characters before',
  unique_provider_body: 'no version before it wrote to provider_payloads',
  closing_line_side_known: 'no version has written another side',
  closing_line_prices_possible: 'no version has written a price of 1 and less',
  closing_line_probability_possible: 'what every version writes is a probability',
  published_line_side_known: 'no version has written another side',
  published_line_ticket_share_possible: 'every version refuses shares outside 0 to 100 %',
  published_line_money_share_possible: 'every version refuses shares outside 0 to 100 %',
  external_id_confidence_possible: 'every version writes one of its own constants',
  unique_team_text_id: 'older versions leave the column null',
  unique_open_season_backfill: 'older versions leave season_id null, and no row of theirs is in the index',
  unique_backfill_of_sweep: 'older versions leave the column null',
  efficiency_close_nearer_possible: 'what every version writes is a share of games',
};

describe('migrations after the first release', () => {
  const later = readdirSync(MIGRATIONS).filter(
    (name) => name.endsWith('.sql') && !RELEASED_FIRST.includes(name),
  );

  it.each(later)('%s only adds, so that older workers run on beside newer ones', (name) => {
    const found = contractions(readFileSync(path.join(MIGRATIONS, name), 'utf8'));
    expect(found.filter((words) => !Object.keys(EXCUSED).some((excused) => words.includes(excused)))).toEqual(
      [],
    );
  });
});

describe('the rule about migrations', () => {
  it.each([
    'DROP TABLE "games";',
    'alter table games drop column venue;',
    'ALTER TABLE "games" RENAME COLUMN "venue" TO "place";',
    'ALTER TABLE "games" RENAME TO "matches";',
    'ALTER TABLE "games" ALTER COLUMN "venue" SET NOT NULL;',
    'ALTER TABLE "games" ALTER COLUMN "venue" SET DATA TYPE varchar(10);',
    'ALTER TABLE "games" ADD COLUMN "place" text NOT NULL;',
    'ALTER TABLE "games" ADD CONSTRAINT "venue_known" CHECK ("games"."venue" <> \'\');',
    'ALTER TABLE "games" ADD CONSTRAINT "one_venue" UNIQUE("venue");',
    'ALTER TABLE "games" ADD CONSTRAINT "fk" FOREIGN KEY ("venue") REFERENCES "public"."venues"("id");',
    'CREATE UNIQUE INDEX "unique_venue" ON "games" USING btree ("venue");',
    'DROP INDEX "unique_game";',
    '-- a word before it\ntruncate sync_log;',
  ])('sees that %s breaks older versions', (statement) => {
    expect(contractions(`create table other (id int);--> statement-breakpoint\n${statement}`)).toHaveLength(
      1,
    );
  });

  it.each([
    'CREATE TABLE "venues" ("id" serial PRIMARY KEY NOT NULL); CREATE UNIQUE INDEX "unique_venue" ON "venues" USING btree ("id");',
    'ALTER TABLE "games" ADD COLUMN "place" text DEFAULT \'\' NOT NULL;',
    'ALTER TABLE "games" ADD COLUMN "place" integer; ALTER TABLE "games" ADD CONSTRAINT "fk" FOREIGN KEY ("place") REFERENCES "public"."venues"("id");',
    'ALTER TABLE "games" DROP CONSTRAINT "known"; ALTER TABLE "games" ADD CONSTRAINT "known" CHECK ("games"."venue" in (\'a\', \'b\'));',
    'create function f() returns void language plpgsql as $$ begin drop table games; end $$;',
    'DROP INDEX "idx_games_venue"; CREATE INDEX "idx_games_place" ON "games" USING btree ("venue");',
  ])('lets %s pass', (statement) => {
    expect(contractions(statement)).toEqual([]);
  });
});
