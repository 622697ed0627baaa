import { unpacked } from '../../loads/read-bytes.ts';
import { openPublished } from '../../odds/published/open-published.ts';
import { usageError } from '../outcome.ts';
import type { FileSource } from './load-files.ts';
import type { LoadOptions } from './loadable-dataset.ts';

/** Options that say what rows of logs and bodies leave open, and archives of lines tell themselves. */
const OF_LOGS = { season: '--season', prices: '--prices', capturedAt: '--captured-at' } as const;

/** Refuses options that mean nothing for an archive, before anything of it is loaded. Throws a usage error. */
export async function refuseWordsOfLogs({ request }: FileSource, options: LoadOptions): Promise<void> {
  const given = (Object.keys(OF_LOGS) as (keyof typeof OF_LOGS)[]).filter(
    (name) => options[name] !== undefined,
  );
  if (given.length === 0) return;
  const opened = await openPublished(unpacked(await request.open()), options.preset);
  if (opened === undefined) return;
  await opened.close();
  const words = given.map((name) => OF_LOGS[name]).join(' and ');
  throw usageError(
    `${request.sourceName} is an archive of lines (${opened.layout.preset}), which takes no ${words}`,
    'Leave it out: season, prices and moment of its lines are those that its rows tell.',
  );
}
