import type { FreshnessTerms } from '../../datasets/freshness.ts';
import { examineDatasets } from '../alerts/judge-datasets.ts';
import { datasetFreshness } from '../facts/dataset-freshness.ts';
import type { Check } from './check.ts';

/** Whether computed datasets follow their inputs. */
export function datasetChecks(datasets: readonly FreshnessTerms[]): readonly Check[] {
  return [['datasets', async ({ look }) => examineDatasets(await look.ask(datasetFreshness, { datasets }))]];
}
