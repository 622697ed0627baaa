import type { DatasetCatalog } from '../../datasets/catalog.ts';
import { createDatasetQueries } from '../../datasets/dataset-queries.ts';
import { dependentTree, inputTree } from '../../datasets/lineage.ts';
import type { PageMount } from '../http-parts.ts';
import { datasetPage } from '../pages/dataset-page.ts';
import { datasetsPage } from '../pages/datasets-page.ts';
import { answering } from '../request-context.ts';
import { datasetNamed } from './dataset-named.ts';
import { sendPage } from './page-route.ts';

/** The list of datasets, and the page of one with its lineage. */
export function datasetPages(catalog: DatasetCatalog): PageMount {
  return (router, { app, pageContext }) => {
    const queries = createDatasetQueries({ db: app.database.db, catalog });
    router.get(
      '/datasets',
      answering(async (request, response) => {
        sendPage(response, datasetsPage(pageContext(request, response), await queries.list()));
      }),
    );
    router.get(
      '/datasets/:name',
      answering(async (request, response) => {
        const found = datasetNamed(catalog, String(request.params['name']));
        const view = {
          dataset: await queries.show(found),
          inputs: inputTree(catalog, found).next,
          dependents: dependentTree(catalog, found).next,
        };
        sendPage(response, datasetPage(pageContext(request, response), view));
      }),
    );
  };
}
