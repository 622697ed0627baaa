import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { heldCancellations } from '../../../src/monitoring/facts/refreshes.ts';
import { fetchSeason } from '../../../src/schedule/provided/fetch-season.ts';
import { NBA, NFL, PREMIER_LEAGUE, type RefreshWorld, createRefreshWorld } from './refresh-world.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const DAY_MS = 86_400_000;
const ORDER = { actor: 'schedule refresh', signal: AbortSignal.timeout(60_000) };

const SLATES = {
  NBA: ['LAL DEN', 'PHX UTA', 'DAL HOU', 'ATL ORL', 'DET CLE'],
  NFL: ['NE NYJ', 'CIN BAL', 'DET MIN', 'ATL NO', 'LAR ARI'],
  'Premier League': ['Chelsea Fulham', 'Everton Arsenal', 'Brentford Liverpool'],
} as const;

describe.each([NBA, NFL, PREMIER_LEAGUE])('a list of $league that shrinks', (sample) => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  const slateOf = () =>
    SLATES[sample.league as keyof typeof SLATES].map((pair) => {
      const [away = '', home = ''] = pair.split(' ');
      return { away, home, startMs: world.noonMs + 9 * DAY_MS };
    });
  const open = async (): Promise<readonly number[]> => {
    world = await createRefreshWorld({ sample });
    const ids = world.provider.addGames(slateOf());
    await world.ingest(sample);
    return ids;
  };
  const leaveOut = (ids: readonly (number | undefined)[], listing: 'by_id' | 'nowhere') =>
    world.provider.setDials({ games: Object.fromEntries(ids.map((id) => [String(id), { listing }])) });
  const refresh = async (more: object = {}) => {
    await world.letADayPass();
    const [done] = await world.refreshers.schedules.refreshAll({ ...ORDER, isDryRun: false, ...more });
    return done?.ok ? done.result : undefined;
  };
  const cancelled = async () => {
    const rows = await rowsOf<{ id: string }>(
      world.app.database.db,
      sql`select provider_game_id as id from games where status = 'cancelled' order by id`,
    );
    return rows.map(({ id }) => Number(id));
  };

  it('by a whole slate cancels no game, and is told until it is listed again or confirmed', async () => {
    const ids = await open();
    leaveOut(ids, 'nowhere');
    const held = await refresh();
    expect(held).toMatchObject({ games_cancelled: 0, cancellations_held: ids.length });
    expect(held?.warnings?.join()).toContain('--confirm-cancellations');
    expect(await cancelled()).toEqual([]);
    const { db } = world.app.database;
    expect(await heldCancellations.read(db, null)).toMatchObject([
      { league: sample.league, games: ids.length },
    ]);

    expect(await refresh({ areCancellationsConfirmed: true })).toMatchObject({ games_cancelled: ids.length });
    expect(await cancelled()).toEqual([...ids]);
    expect(await heldCancellations.read(db, null)).toEqual([]);
  });

  it('by one game asks about it, and believes what is said of the game itself', async () => {
    const [there, gone] = await open();
    leaveOut([there], 'by_id');
    leaveOut([gone], 'nowhere');
    world.provider.reset();
    expect(await refresh()).toMatchObject({ games_cancelled: 1, cancellations_held: 0 });
    expect(await cancelled()).toEqual([gone]);
    expect(world.provider.stats().total).toBe(sample.sport === 'FOOTBALL' ? 2 : 3);
  });

  it('cancels nothing while the provider cannot be asked about the game', async () => {
    const [gone] = await open();
    leaveOut([gone], 'nowhere');
    const league = BUILT_IN.find(sample.sport, sample.league);
    const source = world.providers.leagueSources.get(sample.sport);
    if (!league || !source) throw new Error(sample.league);
    const came = await fetchSeason(
      {
        ingestService: world.app.ingestService,
        sources: new Map([
          [
            sample.sport,
            {
              ...source,
              async gamesById(...asked) {
                world.provider.setDials({ isDown: true });
                return source.gamesById(...asked);
              },
            },
          ],
        ]),
      },
      {
        league,
        seasonYear: world.season,
        priority: 'manual',
        runId: 'ingest_schedule/test/1',
        signal: AbortSignal.timeout(60_000),
        isSync: true,
        isCautious: true,
        isDryRun: false,
        isStrict: false,
        past: 'none',
        actor: 'test',
      },
    );
    expect(came).toMatchObject({
      games_cancelled: 0,
      cancellations_held: 1,
      games_unchanged: expect.any(Number),
    });
    expect(await cancelled()).toEqual([]);
  });
});

describe('a row that is no game of ours', () => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('waits in quarantine and stops neither the refresh nor a cancellation, now or later', async () => {
    world = await createRefreshWorld({ sample: NBA });
    await world.ingest(NBA);
    const league = BUILT_IN.find('NBA', 'NBA');
    const source = world.providers.leagueSources.get('NBA');
    if (!league || !source) throw new Error('NBA');
    const [gone] = world.ids;
    world.provider.setDials({ games: { [String(gone)]: { listing: 'nowhere' } } });
    const side = (providerTeamId: string, name: string) => ({ providerTeamId, name, code: null });
    // What the list of a season holds beside its games: an All-Star game, and a row that makes no sense.
    const bring = () =>
      fetchSeason(
        {
          ingestService: world.app.ingestService,
          sources: new Map([
            [
              'NBA' as const,
              {
                ...source,
                async seasonGames(...asked) {
                  const { games, ...list } = await source.seasonGames(...asked);
                  const pattern = games.at(-1);
                  if (!pattern) throw new Error('the season is empty');
                  const allStar = {
                    ...pattern,
                    providerGameId: '990001',
                    home: side('901', 'Team LeBron'),
                    away: side('902', 'Team Giannis'),
                  };
                  const raw = { id: 990_002, date: { start: 'soon' } };
                  const unreadable = [
                    { raw, problem: 'game 990002 has no valid start', providerGameId: '990002' },
                  ];
                  return { ...list, games: [allStar, ...games], unreadable };
                },
              },
            ],
          ]),
        },
        {
          league,
          seasonYear: world.season,
          priority: 'manual',
          runId: 'ingest_schedule/test/1',
          signal: AbortSignal.timeout(60_000),
          isSync: true,
          isCautious: true,
          isDryRun: false,
          isStrict: false,
          past: 'none',
          actor: 'test',
        },
      );
    const first = await bring();
    expect(first).toMatchObject({ games_unchanged: 2, games_cancelled: 1, cancellations_held: 0 });
    expect(first.quarantined.map(({ reason }) => reason).sort()).toEqual(['unknown_team', 'unreadable_row']);
    world.provider.setDials({ games: { [String(gone)]: { listing: null } } });
    expect(await bring()).toMatchObject({ games_updated: 1, games_cancelled: 0 });
    const waiting = await rowsOf(
      world.app.database.db,
      sql`select id from schedule_quarantine where status = 'open'`,
    );
    expect(waiting).toHaveLength(2);
  });
});
