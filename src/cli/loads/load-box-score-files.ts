import { type BoxScoreResult, loadBoxScores } from '../../seeding/published/load-box-scores.ts';
import { BOX_SCORE_PRESETS } from '../../seeding/published/recognise-layout.ts';
import { boxScoreOutcome } from '../box-score-outcome.ts';
import { operator } from '../operator.ts';
import { usageError } from '../outcome.ts';
import { forEachFile } from './load-files.ts';
import type { DatasetLoad } from './loadable-dataset.ts';

/** How files of box scores are loaded. */
export const boxScoreLoad: DatasetLoad = {
  checkWords({ preset }) {
    if (preset === undefined || BOX_SCORE_PRESETS.includes(preset)) return;
    throw usageError(`there is no layout "${preset}"`, `Layouts are ${BOX_SCORE_PRESETS.join(', ')}.`);
  },

  async load({ options, files, onProgress }, context) {
    const results = await context.withServices(async ({ app }) => {
      const { delayMs, retry } = app.config.seeding;
      const deps = {
        db: app.database.db,
        clock: app.clock,
        parserVersion: app.parserVersion,
        tasks: { delayMs, maxRetries: retry.maxRetries },
      };
      const done: BoxScoreResult[] = [];
      await forEachFile(files, context.stdin, async (source, index) => {
        done.push(
          await loadBoxScores(deps, {
            ...source.request,
            preset: options.preset,
            season: options.season,
            isDryRun: options.dryRun ?? false,
            actor: operator().name,
            onProgress: (rows) => onProgress(rows, (index + (source.fractionRead() ?? 0)) / files.length),
          }),
        );
      });
      return done;
    });
    return boxScoreOutcome(results);
  },
};
