import type { Dataset } from '../datasets/dataset.ts';
import { usageError } from './outcome.ts';
import type { Services } from './services.ts';

/** Loads what reads datasets, when a command needs it. */
export async function queriesOf({ app, datasets }: Services) {
  const { createDatasetQueries } = await import('../datasets/dataset-queries.ts');
  return createDatasetQueries({ db: app.database.db, catalog: await datasets() });
}

/** The dataset of a name; a name that nothing has is a usage error that suggests near ones. */
export async function datasetNamed({ datasets }: Services, name: string): Promise<Dataset> {
  const { UnknownDatasetError, needDataset } = await import('../datasets/unknown-dataset.ts');
  try {
    return needDataset(await datasets(), name);
  } catch (error) {
    if (!(error instanceof UnknownDatasetError)) throw error;
    const hint = error.near.length === 0 ? '' : `Did you mean ${error.near.join(' or ')}? `;
    throw usageError(error.message, `${hint}See all with: datasets list`);
  }
}
