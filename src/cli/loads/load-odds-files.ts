import type { App } from '../../app/app.ts';
import { type Undoable, takenBack } from '../../db/taken-back.ts';
import type { League } from '../../domain/league.ts';
import { LOAD_PRESETS } from '../../odds/load/csv-layouts.ts';
import { type PlaceFinder, createPlaceFinder } from '../../odds/load/event-places.ts';
import { type LoadDeps, type LoadResult, loadOdds } from '../../odds/load/load-odds.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import { PUBLISHED_PRESETS } from '../../odds/published/layouts/catalog.ts';
import { type PublishedResult, loadPublished } from '../../odds/published/load-published.ts';
import { readInstant } from '../../odds/load/read-instant.ts';
import { followClosingLines } from '../../odds/closing/follow-closing-lines.ts';
import { loadOutcome } from '../load-outcome.ts';
import { operator } from '../operator.ts';
import { type Outcome, usageError } from '../outcome.ts';
import type { ExitCode } from '../exit-codes.ts';
import { publishedOutcome } from '../published-outcome.ts';
import { type FileSource, forEachFile, leagueNamed } from './load-files.ts';
import { type BroughtSeason, bringGames } from './load-games.ts';
import type { DatasetLoad, LoadOptions } from './loadable-dataset.ts';
import { refuseWordsOfLogs } from './refuse-words-of-logs.ts';

/** How files of odds are loaded. */
export const oddsLoad: DatasetLoad = {
  checkWords({ preset, capturedAt, accept, withGames }) {
    const presets = [...LOAD_PRESETS, ...PUBLISHED_PRESETS];
    if (preset !== undefined && !presets.includes(preset)) {
      throw usageError(`there is no layout "${preset}"`, `Layouts are ${presets.join(', ')}.`);
    }
    if (accept !== undefined && withGames !== true) {
      throw usageError(
        '--accept answers questions about games',
        'Give --with-games as well, or leave it out.',
      );
    }
    if (capturedAt !== undefined && readInstant(capturedAt, false) === undefined) {
      throw usageError(
        `"${capturedAt}" is no instant with a zone`,
        'Write it like this: --captured-at 2025-10-07T00:42:04Z.',
      );
    }
  },

  async load({ options, files, onProgress }, context) {
    const results = await context.withServices(async ({ app }) => {
      const league = await leagueNamed(app, options.league);
      const deps = { db: app.database.db, clock: app.clock, parserVersion: app.parserVersion };
      const finder = await createPlaceFinder(deps.db, league, options.season);
      const done: Loaded = { odds: [], lines: [], games: [] };
      await forEachFile(files, context.stdin, async (source, index) => {
        const progress = (rows: number) =>
          onProgress(rows, (index + (source.fractionRead() ?? 0)) / files.length);
        await loadFile(app, { ...deps, finder, league, options, source, onProgress: progress }, done);
      });
      if (options.dryRun !== true) await followClosingLines(deps.db);
      return done;
    });
    return outcomeOf(results);
  },
};

type Loaded = { odds: LoadResult[]; lines: PublishedResult[]; games: BroughtSeason[] };

type FileOrder = LoadDeps & {
  finder: PlaceFinder;
  league: League | undefined;
  options: LoadOptions;
  source: FileSource;
  onProgress: (rows: number) => void;
};

/** An archive of lines is tried first: what is none is a log, a snapshot or a body. */
async function loadFile(app: App, order: FileOrder, done: Loaded): Promise<void> {
  const { finder, league, options, source, onProgress, ...deps } = order;
  const { preset, prices, capturedAt, accept } = options;
  const isDryRun = options.dryRun ?? false;
  const request = { ...source.request, preset, league, isDryRun, actor: operator().name, onProgress };
  const { newerCopy: isNewerCopy } = options;
  const mayBeArchive = preset === undefined || PUBLISHED_PRESETS.includes(preset);
  if (mayBeArchive) await refuseWordsOfLogs(source, options);
  const load = async (db: Undoable) => {
    if (options.withGames === true)
      done.games.push(...(await bringGames(app, source, { preset, league, accept, isDryRun, db })));
    return mayBeArchive ? loadPublished({ ...deps, db }, { ...request, isNewerCopy }) : undefined;
  };
  // A dry run judges lines of games that it brings in itself.
  const lines = await (isDryRun ? takenBack((work) => deps.db.transaction(work), load) : load(deps.db));
  if (lines !== undefined) done.lines.push(lines);
  else if (preset !== undefined && mayBeArchive) throw notThatLayout(preset);
  else if (isNewerCopy === true) throw noCopies(source);
  else done.odds.push(await loadOdds(deps, { ...request, prices, capturedAt, finder }));
}

function notThatLayout(preset: string): LoadFileError {
  return new LoadFileError(
    'unknown_layout',
    `the file is not of the layout ${preset}`,
    'Leave --preset out: the layout is recognised by the header or the shape.',
  );
}

function noCopies({ request }: FileSource): Error {
  return usageError(
    `${request.sourceName} is no archive of lines, and nothing of it is ever taken back`,
    'Leave --newer-copy out.',
  );
}

function outcomeOf({ odds, lines, games }: Loaded): Outcome {
  if (lines.length === 0) return loadOutcome(odds);
  const ofLines = publishedOutcome(lines, games);
  if (odds.length === 0) return ofLines;
  const ofOdds = loadOutcome(odds);
  return {
    document: { odds: ofOdds.document, lines: ofLines.document },
    render: (view) => `${ofOdds.render(view)}\n\n${ofLines.render(view)}`,
    exitCode: Math.max(ofOdds.exitCode ?? 0, ofLines.exitCode ?? 0) as ExitCode,
  };
}
