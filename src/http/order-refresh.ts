import type { DatasetCatalog } from '../datasets/catalog.ts';
import type { Dataset, KeySelection } from '../datasets/dataset.ts';
import { NotRefreshableError } from '../datasets/note-keys.ts';
import { type HandedOver, handRefreshOver } from '../datasets/refresh-work.ts';
import { readWorkers } from '../fleet/workers.ts';
import { WORK_QUEUE } from '../jobs/queue-names.ts';
import type { RouteDeps } from './http-server-types.ts';
import { plural } from './pages/format.ts';
import { HttpProblem } from './problem.ts';
import { datasetNamed } from './routes/dataset-named.ts';

/** Who asks for a refresh, and why. */
type Actor = { name: string; reason?: string | undefined };

/**
 * Hands the refresh of a part of a dataset over to workers and says in words what came of it. Throws a 404 for an
 * unknown dataset, and a 409 for one that is not computed.
 */
export async function orderRefresh(
  { app }: RouteDeps,
  catalog: DatasetCatalog,
  { name, selection, actor }: { name: string; selection: KeySelection; actor: Actor },
): Promise<HandedOver & { message: string }> {
  const dataset = datasetNamed(catalog, name);
  const handed = await handOver(app, catalog, { dataset, selection, actor });
  if (handed.itemId !== null) await app.publisher.tryPublishPending();
  return { ...handed, message: await messageOf(app, handed) };
}

async function handOver(
  { database }: RouteDeps['app'],
  catalog: DatasetCatalog,
  order: { dataset: Dataset; selection: KeySelection; actor: Actor },
): Promise<HandedOver> {
  try {
    return await handRefreshOver(database.db, order);
  } catch (error) {
    if (!(error instanceof NotRefreshableError)) throw error;
    const computed = catalog.dependents(order.dataset.name).filter(({ refresh }) => refresh !== undefined);
    const names = computed.map((one) => one.name).join(', ');
    const remedy = names === '' ? {} : { remedy: `Refresh what is computed from it: ${names}.` };
    throw new HttpProblem('conflict', `${error.message}.`, remedy);
  }
}

async function messageOf(
  app: RouteDeps['app'],
  { name, keys, itemId, isOpened }: HandedOver,
): Promise<string> {
  if (itemId === null) return `${name} and its inputs hold nothing of that: there is nothing to refresh.`;
  const known = isOpened ? '' : ', which was asked for already,';
  const waits = await whyItWaits(app);
  return `${plural(keys, 'key')} of ${name} noted as changed; item ${itemId}${known} refreshes them${waits}.`;
}

/** What keeps workers from the item at present; empty where nothing does, or where the queue does not tell. */
async function whyItWaits({ database, store, logger }: RouteDeps['app']): Promise<string> {
  const workers = await readWorkers(database.db);
  if (!workers.some(({ is_alive: isAlive, queues }) => isAlive && queues.includes(WORK_QUEUE)))
    return ', as soon as there is a worker that takes items of work: none is alive';
  try {
    const { isPaused } = await store.readiness(WORK_QUEUE);
    return isPaused ? `, as soon as the queue ${WORK_QUEUE} is resumed: it is paused` : '';
  } catch (error) {
    logger.warn({ err: error }, 'the queue does not tell whether it is paused');
    return '';
  }
}
