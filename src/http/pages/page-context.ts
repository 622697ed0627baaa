import { isLoopback } from '../../config/loopback.ts';
import type { Config } from '../../config/config.ts';
import type { JobTotals } from '../../monitoring/facts/job-punctuality.ts';
import type { Notice } from './notices.ts';

/** A page in the navigation; a lower place stands further to the left. Pages of one group stand together below its name. */
export type NavigationEntry = {
  path: string;
  text: string;
  place: number;
  group?: string;
  /** Why a configuration has no such page; undefined where it has. */
  offBecause?: (config: Config) => string | undefined;
};

/** What every page needs to know of its viewer and of the installation. */
export type PageContext = {
  version: string;
  navigation: readonly NavigationEntry[];
  isSimulated: boolean;
  isLoggedIn: boolean;
  canLogOut: boolean;
  /** False for readers: their pages have no buttons that change anything. */
  mayChange: boolean;
  csrfToken: string;
  notice: Notice | undefined;
  /** How punctual the recurrent jobs are; undefined where that is not known, or none of the viewer's business. */
  jobs: JobTotals | undefined;
};

/** True when a provider's address is this machine: then nothing that is shown really happened. */
export function isSimulatedData(baseUrls: Config['provider']['baseUrls']): boolean {
  return Object.values(baseUrls).some((url) => isLoopback(new URL(url).hostname));
}
