import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import type { IngestResult } from '../../../src/schedule/ingest-request.ts';
import { ingest } from '../../schedule/ingesting.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const ANNA = { name: 'operator anna' };
const PLACES = ',venue,venue_city,venue_country';

describe('what an import says of an older venue', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(
      sql`truncate games, venues, schedule_imports, schedule_quarantine cascade`,
    );
    await ingest(test, ['2027-03-01,19:30,Bulls,Knicks,United Center'], {}, ',venue');
  });

  const undo = ({ import_id: id }: IngestResult) => test.app.ingestService.undo(id ?? 0, ANNA);
  const places = async () =>
    (
      await rowsOf<{ text: string }>(
        test.app.database.db,
        sql`select concat_ws(', ', name, city, country) as text from venues order by 1`,
      )
    ).map(({ text }) => text);
  const told = (day: string, guest: string) =>
    ingest(test, [`2027-03-${day},19:30,Bulls,${guest},united center,Chicago,USA`], {}, PLACES);

  it('is taken back with it, and the answer says so', async () => {
    const second = await told('05', 'Suns');
    expect(await places()).toEqual(['United Center, Chicago, USA']);
    const undone = await undo(second);
    expect(undone).toMatchObject({ ok: true, venues_removed: 0, venues_restored: 1 });
    expect(undone.message).toMatch(/city.*1 venue.*United Center/);
    expect(await places()).toEqual(['United Center']);
    await told('05', 'Suns');
    expect(await places()).toEqual(['United Center, Chicago, USA']);
  });

  it('stays while another import says it too', async () => {
    const second = await told('05', 'Suns');
    const third = await told('07', 'Jazz');
    expect(await undo(second)).toMatchObject({ ok: true, venues_restored: 0 });
    expect(await places()).toEqual(['United Center, Chicago, USA']);
    expect(await undo(third)).toMatchObject({ ok: true, venues_restored: 1 });
    expect(await places()).toEqual(['United Center']);
  });

  it('stays as far as a person has said or changed it since', async () => {
    const { venueRegister } = test.app;
    const second = await told('05', 'Suns');
    const said = { venue: 'United Center', city: 'Chicago' };
    expect(await venueRegister.update(said, ANNA)).toMatchObject({ ok: true, is_new: false });
    expect(await undo(second)).toMatchObject({ ok: true, venues_restored: 1 });
    expect(await places()).toEqual(['United Center, Chicago']);
    const third = await told('07', 'Jazz');
    await venueRegister.update(
      { venue: 'United Center', country: 'United States', timezone: 'America/Chicago' },
      ANNA,
    );
    expect(await undo(third)).toMatchObject({ ok: true, venues_restored: 0 });
    expect(await places()).toEqual(['United Center, Chicago, United States']);
  });

  it('is taken back of a venue of which a person has said other things', async () => {
    const second = await told('05', 'Suns');
    await test.app.venueRegister.update({ venue: 'United Center', timezone: 'America/Chicago' }, ANNA);
    expect(await undo(second)).toMatchObject({ ok: true, venues_restored: 1 });
    expect(await places()).toEqual(['United Center']);
  });

  it('stays where another venue has the name alone by now, and with the import that brought the venue', async () => {
    const second = await told('05', 'Suns');
    await test.app.database.db.execute(
      sql`insert into venues (name, learned_by) values ('United Center', 'schedule')`,
    );
    expect(await undo(second)).toMatchObject({ ok: true, venues_restored: 0 });
    const brought = [
      '2027-03-09,19:30,Suns,Jazz,Desert Hall',
      '2027-03-11,19:30,Suns,Nets,Desert Hall,Phoenix,USA',
    ];
    const first = await ingest(test, brought, {}, PLACES);
    await ingest(test, ['2027-03-13,19:30,Suns,Bulls,Desert Hall'], {}, ',venue');
    expect(await undo(first)).toMatchObject({ ok: true, venues_restored: 0 });
    expect(await places()).toEqual([
      'Desert Hall, Phoenix, USA',
      'United Center',
      'United Center, Chicago, USA',
    ]);
  });
});
