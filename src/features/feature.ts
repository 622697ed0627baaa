import type { JobGroup } from '../app/jobs/job-group.ts';
import type { WorkKinds } from '../app/work-kinds.ts';
import type { CommandEntry } from '../cli/program.ts';
import type { Config } from '../config/config.ts';
import type { DatasetCatalog } from '../datasets/catalog.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { FormFactory, PageMount, RouteFactory } from '../http/http-parts.ts';
import type { NavigationEntry } from '../http/pages/page-context.ts';
import type { Check } from '../monitoring/doctor/check.ts';
import type { MetricGroup } from '../monitoring/metrics/metric-group.ts';

/** What features know of one another: the catalog of the datasets of all. */
type FeatureParts = { datasets: DatasetCatalog };

/**
 * What a feature hands in, all of it in one module, which imports nothing itself but what says why it is off: each
 * part is imported when a process asks for it, and a command when somebody means it.
 */
export type Feature = {
  /** In kebab-case. */
  name: string;
  /** The heading over its commands in the help. */
  title: string;
  /**
   * Why a configuration switches it off, undefined where it is on: its pages leave the navigation, and its pages,
   * buttons and routes answer that reason. Its jobs and commands say so themselves.
   */
  offBecause?: (config: Config) => string | undefined;
  /** In the order in which the help lists them. */
  commands?: readonly CommandEntry[];
  navigation?: readonly NavigationEntry[];
  /** Kinds of durable work with their handlers. */
  workKinds?: (parts: FeatureParts) => Promise<WorkKinds>;
  /** What recurs, with its work. */
  recurrentJobs?: () => Promise<JobGroup>;
  /** What it collects, and what is computed from that. */
  datasets?: () => Promise<readonly Dataset[]>;
  /** What of it commonly goes wrong, for `doctor`. */
  checks?: (parts: FeatureParts) => Promise<readonly Check[]>;
  metrics?: (parts: FeatureParts) => Promise<readonly MetricGroup[]>;
  /** Routes of the admin API. */
  routes?: (parts: FeatureParts) => Promise<readonly RouteFactory[]>;
  /** Pages for people. */
  pages?: (parts: FeatureParts) => Promise<readonly PageMount[]>;
  /** What the buttons of its pages do. */
  forms?: (parts: FeatureParts) => Promise<readonly FormFactory[]>;
};
