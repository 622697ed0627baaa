import { loadInjuries, type InjuryLoadResult } from '../../availability/load/load-injuries.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { moreWaiting } from '../more-waiting.ts';
import { operator } from '../operator.ts';
import type { Outcome } from '../outcome.ts';
import { countWords, oneLine } from '../output/plain-text.ts';
import type { View } from '../output/view.ts';
import { forEachFile, leagueNamed } from './load-files.ts';
import type { DatasetLoad } from './loadable-dataset.ts';

/** Rows in quarantine that are shown before "and N more". */
const SHOWN = 20;

/** How files of injuries are loaded. */
export const injuryLoad: DatasetLoad = {
  async load({ options, files, onProgress }, context) {
    const results = await context.withServices(async ({ app }) => {
      const league = await leagueNamed(app, options.league);
      const deps = { db: app.database.db, clock: app.clock, parserVersion: app.parserVersion };
      const done: InjuryLoadResult[] = [];
      let rows = 0;
      await forEachFile(files, context.stdin, async ({ request }, index) => {
        const isDryRun = options.dryRun ?? false;
        const result = await loadInjuries(deps, { ...request, league, isDryRun, actor: operator().name });
        done.push(result);
        rows += result.rows;
        onProgress(rows, (index + 1) / files.length);
      });
      return done;
    });
    return outcomeOf(results);
  },
};

function outcomeOf(files: readonly InjuryLoadResult[]): Outcome {
  const quarantined = files.reduce((sum, file) => sum + file.quarantined, 0);
  return {
    document: { files },
    render: (view) => files.map((file) => render(file, view)).join('\n\n'),
    exitCode: quarantined > 0 ? EXIT_CODES.inPart : EXIT_CODES.done,
  };
}

function render(file: InjuryLoadResult, view: View): string {
  const name = view.colors.bold(oneLine(file.source));
  const head = file.dry_run
    ? `${view.colors.yellow('Dry run')}: ${name} (${file.preset}, ${file.league}) was read, nothing was written.`
    : `Loaded ${name} (${file.preset}, ${file.league}).`;
  const lines: [string, number][] = [
    ['rows', file.rows],
    ['new', file.added],
    ['that show what was known', file.same],
    ['that stand there twice', file.repeated],
    ['in quarantine', file.quarantined],
    ['spans of time that they make', file.spans],
    ['players whom nobody has recognised (injuries questions --from … --to …)', file.unknown],
  ];
  const shown = lines.filter(([title, count]) => count > 0 || title === 'rows' || title === 'new');
  const width = Math.max(...shown.map(([, count]) => countWords(count).length));
  const counts = shown.map(([title, count]) => `  ${countWords(count).padStart(width)}  ${title}`);
  const refused = file.quarantined_rows
    .slice(0, SHOWN)
    .map(
      ({ line, field, value, problem, remedy }) =>
        `  line ${line}, ${field} ${JSON.stringify(oneLine(value))}: ${oneLine(problem)}\n    ${view.colors.dim(oneLine(remedy))}`,
    );
  const more = file.quarantined - refused.length;
  return [
    head,
    '',
    ...counts,
    ...(refused.length > 0 ? ['', view.colors.yellow('In quarantine:'), ...refused] : []),
    ...(refused.length > 0 ? moreWaiting(more, { dataset: 'injuries', isDryRun: file.dry_run }) : []),
  ].join('\n');
}
