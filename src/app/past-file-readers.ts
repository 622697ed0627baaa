import type { HistoryPart } from '../domain/history.ts';
import { countsOfGames } from '../history/read-schedule.ts';
import type { SliceReader } from '../history/slice-reader.ts';
import { NO_COUNTS, type StepCounts } from '../history/unit-progress.ts';
import { LoadFileError } from '../loads/load-error.ts';
import { gamesOfFile } from '../odds/published/games-of-file.ts';
import { loadPublished } from '../odds/published/load-published.ts';
import { ScheduleFileError } from '../schedule/parse/schedule-file-error.ts';
import { loadBoxScores } from '../seeding/published/load-box-scores.ts';
import type { App } from './app.ts';

type Parts = Pick<
  App,
  'config' | 'database' | 'clock' | 'parserVersion' | 'ingestService' | 'leagueRegister'
>;

/** How the rows of a unit are read from a file: by the loads of such files. */
export function pastFileReaders(app: Parts): Readonly<Record<HistoryPart, SliceReader>> {
  const { config, database, clock, parserVersion } = app;
  const deps = { db: database.db, clock, parserVersion };
  return {
    schedule: (slice, finish) => asLoad(() => readGames(app, slice, finish)),
    async odds({ unit, fileName, open }, finish) {
      await loadPublished(deps, {
        open,
        sourceName: fileName,
        preset: unit.source,
        isNewerCopy: unit.isNewerCopy ? true : undefined,
        isDryRun: false,
        actor: actorOf(unit),
        inTheEnd: (tx, { counts, left, runId }) =>
          finish(
            tx,
            {
              ...NO_COUNTS,
              read: counts.lines + counts.quarantined,
              added: counts.written,
              changed: counts.corrected + counts.removed,
              same: counts.same + counts.repeated,
              refused: counts.quarantined + left,
            },
            runId,
          ),
      });
    },
    async 'box-scores'({ unit, fileName, open }, finish) {
      const { delayMs, retry } = config.seeding;
      await loadBoxScores(
        { ...deps, tasks: { delayMs, maxRetries: retry.maxRetries } },
        {
          open,
          sourceName: fileName,
          preset: unit.source,
          isDryRun: false,
          actor: actorOf(unit),
          inTheEnd: (tx, { counts, runId }) =>
            finish(
              tx,
              {
                ...NO_COUNTS,
                read: counts.rows,
                added: counts.written,
                same: counts.same + counts.confirmed + counts.repeated,
                refused: counts.quarantined,
              },
              runId,
            ),
        },
      );
    },
  };
}

/** A schedule that cannot be read is a file that cannot be loaded. */
async function asLoad(read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof ScheduleFileError)) throw error;
    throw new LoadFileError(error.code, error.message, error.remedy, { cause: error });
  }
}

/** The games of an archive, season by season; how far the unit is, is written with the last of them. */
async function readGames(
  { ingestService, leagueRegister }: Parts,
  { unit, fileName, open }: Parameters<SliceReader>[0],
  finish: Parameters<SliceReader>[1],
): Promise<void> {
  const leagues = await leagueRegister.current();
  const file = await gamesOfFile({ open, preset: unit.source, league: undefined, leagues });
  const seasons = file?.seasons ?? [];
  let total: StepCounts = NO_COUNTS;
  for (const [index, season] of seasons.entries()) {
    const { sport, seasonYear, leagueName, preset } = season;
    const isLast = index === seasons.length - 1;
    const before = total;
    await ingestService.ingest({
      source: await season.source(),
      sourceName: fileName,
      sport,
      seasonYear,
      leagueName,
      preset,
      isSync: false,
      isDryRun: false,
      isStrict: false,
      // Box scores of the past are asked for by themselves.
      past: 'none',
      actor: actorOf(unit),
      async inTheEnd(tx, written) {
        total = sumOf(before, countsOfGames(written));
        if (isLast) await finish(tx, total, null);
      },
    });
  }
}

function sumOf(one: StepCounts, other: StepCounts): StepCounts {
  const names = Object.keys(one) as (keyof StepCounts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as StepCounts;
}

function actorOf({ backfillId }: { backfillId: number }): string {
  return `back-fill ${backfillId}`;
}
