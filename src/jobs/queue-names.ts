import { BOX_SCORE_SPORTS, type Sport, sportSlug } from '../domain/sport.ts';

/** Workers that take this queue run the recurrent jobs of workers. */
export const MAINTENANCE_QUEUE = 'maintenance';

/** The queue of durable work of every kind but seeding a game. */
export const WORK_QUEUE = 'work';

/** One queue per sport with box scores, so that a sport can be paused or throttled alone. */
export function seedingQueue(sport: Sport): string {
  return `seeding-${sportSlug(sport)}`;
}

/** Names of all queues, in the order in which they are shown. */
export function allQueueNames(): readonly string[] {
  return [...BOX_SCORE_SPORTS.map(seedingQueue), WORK_QUEUE, MAINTENANCE_QUEUE];
}

/** The sport whose games a queue seeds; undefined for the others. */
export function sportOfQueue(queueName: string): Sport | undefined {
  return BOX_SCORE_SPORTS.find((sport) => seedingQueue(sport) === queueName);
}
