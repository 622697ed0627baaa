import type { FileLimits } from '../tables/file-limits.ts';
import type { Refusal } from '../tables/row-problems.ts';

/** Each rating follows from all before it, so that a file is rated whole or not at all. */
export const NOTHING_RATED: Refusal = {
  why: 'every later rating would follow from it',
  remedy: 'Correct these places and run the command again; nothing was rated.',
};

/** All results of a file are held at once: ten times those of every league that is known. */
export const RATING_LIMITS: FileLimits = {
  bytes: 256 * 1024 * 1024,
  rows: 1_000_000,
  remedy:
    'Rate it part by part: --initial takes the ratings that a part left as those with which the next one begins.',
};
