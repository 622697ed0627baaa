import { availability } from './availability.ts';
import { data } from './data.ts';
import type { Feature } from './feature.ts';
import { factors } from './factors.ts';
import { games } from './games.ts';
import { history } from './history.ts';
import { installation } from './installation.ts';
import { monitoring } from './monitoring.ts';
import { odds } from './odds.ts';
import { providers } from './providers.ts';
import { queries } from './queries.ts';
import { queue } from './queue.ts';
import { ratings } from './ratings.ts';
import { reference } from './reference.ts';
import { schedules } from './schedules.ts';
import { seeding } from './seeding.ts';
import { standings } from './standings.ts';
import { trends } from './trends.ts';

/** Every feature, in the order in which help and the description of the API list them. */
export const FEATURES: readonly Feature[] = [
  installation,
  schedules,
  reference,
  factors,
  games,
  seeding,
  history,
  availability,
  odds,
  ratings,
  standings,
  trends,
  queries,
  queue,
  monitoring,
  providers,
  data,
];
