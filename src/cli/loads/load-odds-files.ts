import type { App } from '../../app/app.ts';
import type { League } from '../../domain/league.ts';
import { LOAD_PRESETS } from '../../odds/load/csv-layouts.ts';
import { createPlaceFinder } from '../../odds/load/event-places.ts';
import { loadOdds } from '../../odds/load/load-odds.ts';
import { readInstant } from '../../odds/load/read-instant.ts';
import { followClosingLines } from '../../odds/closing/follow-closing-lines.ts';
import { loadOutcome } from '../load-outcome.ts';
import { operator } from '../operator.ts';
import { usageError } from '../outcome.ts';
import { sourceOf } from './load-files.ts';
import type { DatasetLoad } from './loadable-dataset.ts';

/** How files of odds are loaded. */
export const oddsLoad: DatasetLoad = {
  checkWords({ preset, capturedAt }) {
    if (preset !== undefined && !LOAD_PRESETS.includes(preset)) {
      throw usageError(`there is no layout "${preset}"`, `Layouts are ${LOAD_PRESETS.join(', ')}.`);
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
      const league = await leagueOf(app, options.league);
      const deps = { db: app.database.db, clock: app.clock, parserVersion: app.parserVersion };
      const finder = await createPlaceFinder(deps.db, league, options.season);
      const done = [];
      for (const [index, file] of files.entries()) {
        const source = await sourceOf(file, context.stdin);
        done.push(
          await loadOdds(deps, {
            ...source.request,
            preset: options.preset,
            prices: options.prices,
            capturedAt: options.capturedAt,
            league,
            finder,
            isDryRun: options.dryRun ?? false,
            actor: operator().name,
            onProgress: (rows) => onProgress(rows, (index + (source.fractionRead() ?? 0)) / files.length),
          }),
        );
      }
      if (options.dryRun !== true) await followClosingLines(deps.db);
      return done;
    });
    return loadOutcome(results);
  },
};

async function leagueOf(app: App, name: string | undefined): Promise<League | undefined> {
  if (name === undefined) return undefined;
  const leagues = await app.leagueRegister.current();
  const league = leagues.findOfAnySport(name);
  if (league !== undefined) return league;
  const known = leagues.all.map((one) => one.name).join(', ');
  throw usageError(`there is no league "${name}"`, `Leagues are ${known}.`);
}
