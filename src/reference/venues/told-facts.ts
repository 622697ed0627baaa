import { type SQL, and, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { type ToldBy, venues } from '../../db/schema/venues.ts';
import type { VenuePlace } from '../../domain/venue.ts';

/** What a schedule says of a place besides its name. */
const FACTS = ['city', 'region', 'country'] as const;

type Fact = (typeof FACTS)[number];
type Facts = Pick<typeof venues.$inferSelect, Fact>;

/** What an import says of a place. */
export type Told = { venueId: number; place: VenuePlace };

/** So many imports are kept that say one fact: the fact stays until the last of them is taken back. */
const MOST_IMPORTS = 8;

const ROW = {
  id: venues.id,
  name: venues.name,
  city: venues.city,
  region: venues.region,
  country: venues.country,
  importId: venues.importId,
  toldBy: venues.toldBy,
};

/**
 * Adds what was not known of a place, unless another one of its name is there already, and keeps which import said it.
 * What an import says of a place that it brought itself goes with the place.
 */
export async function fillFacts(
  tx: Executor,
  { venueId, place }: Told,
  importId: number | null,
): Promise<void> {
  const [row] = await tx.select(ROW).from(venues).where(eq(venues.id, venueId)).for('update');
  if (!row) return;
  const after = { city: place.city, region: place.region, country: place.country };
  if (await hasTwin(tx, { ...row, ...after })) return;
  const filled = FACTS.filter((fact) => row[fact] === null && after[fact] !== null);
  const told =
    importId === null || row.importId === importId
      ? row.toldBy
      : withImport(row.toldBy ?? {}, importId, (fact) => filled.includes(fact));
  await tx
    .update(venues)
    .set({ ...after, toldBy: told, updatedAt: sql`now()` })
    .where(eq(venues.id, venueId));
}

/** Notes that an import says what another one has filled in: taking that one back leaves it then. */
export async function confirmFacts(tx: Executor, told: readonly Told[], importId: number): Promise<void> {
  if (told.length === 0) return;
  const rows = await tx
    .select({ id: venues.id, toldBy: venues.toldBy })
    .from(venues)
    .where(
      and(isNotNull(venues.toldBy), inArray(venues.id, [...new Set(told.map(({ venueId }) => venueId))])),
    )
    .orderBy(venues.id)
    .for('update');
  for (const { id, toldBy } of rows) {
    const places = told.filter(({ venueId }) => venueId === id).map(({ place }) => place);
    const isSaid = (fact: Fact): boolean =>
      toldBy?.[fact] !== undefined && places.some((place) => Boolean(place[fact]));
    const after = withImport(toldBy ?? {}, importId, isSaid);
    if (JSON.stringify(after) !== JSON.stringify(toldBy))
      await tx.update(venues).set({ toldBy: after }).where(eq(venues.id, id));
  }
}

/** Takes back what only this import said of places that were there before; returns their names. */
export async function takeBackFacts(tx: Executor, importId: number): Promise<readonly string[]> {
  const rows = await tx
    .select(ROW)
    .from(venues)
    .where(isNotNull(venues.toldBy))
    .orderBy(venues.id)
    .for('update');
  const changed: string[] = [];
  for (const row of rows) {
    const said = FACTS.filter((fact) => row.toldBy?.[fact]?.includes(importId));
    if (said.length === 0) continue;
    const left = Object.fromEntries(
      FACTS.map((fact) => [fact, (row.toldBy?.[fact] ?? []).filter((id) => id !== importId)] as const).filter(
        ([, ids]) => ids.length > 0,
      ),
    );
    const facts = factsOf(row);
    for (const fact of said) if (left[fact] === undefined) facts[fact] = null;
    const isBack = !isSame(facts, row) && !(await hasTwin(tx, { ...row, ...facts }));
    const toldBy = Object.keys(left).length > 0 ? left : null;
    await tx
      .update(venues)
      .set({ toldBy, ...(isBack && { ...facts, updatedAt: sql`now()` }) })
      .where(eq(venues.id, row.id));
    if (isBack) changed.push(row.name);
  }
  return changed;
}

/** The imports of a place without those that say what a person has said now. */
export function saidByPerson(order: Partial<Facts>): SQL {
  const said = FACTS.filter((fact) => order[fact] !== undefined);
  return sql`nullif(${venues.toldBy} - ${sql.param(said)}::text[], '{}'::jsonb)`;
}

function withImport(toldBy: ToldBy, importId: number, isSaid: (fact: Fact) => boolean): ToldBy | null {
  const after: ToldBy = { ...toldBy };
  for (const fact of FACTS.filter(isSaid)) {
    const ids = after[fact] ?? [];
    if (!ids.includes(importId) && ids.length < MOST_IMPORTS) after[fact] = [...ids, importId];
  }
  return Object.keys(after).length > 0 ? after : null;
}

function factsOf({ city, region, country }: Facts): Facts {
  return { city, region, country };
}

function isSame(one: Facts, other: Facts): boolean {
  return FACTS.every((fact) => one[fact] === other[fact]);
}

/** Whether another place has the name, the city and the country; also one that was merged into this one. */
async function hasTwin(
  tx: Executor,
  { id, name, city, country }: Facts & { id: number; name: string },
): Promise<boolean> {
  const isText = (column: typeof venues.name | typeof venues.city | typeof venues.country, text: string) =>
    sql`lower(coalesce(${column}, '')) = lower(${text}::text)`;
  const [twin] = await tx
    .select({ id: venues.id })
    .from(venues)
    .where(
      and(
        ne(venues.id, id),
        isText(venues.name, name),
        isText(venues.city, city ?? ''),
        isText(venues.country, country ?? ''),
      ),
    )
    .limit(1);
  return twin !== undefined;
}
