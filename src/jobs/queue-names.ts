import { SPORTS, type Sport, sportSlug } from '../domain/sport.ts';

/** Workers that take this queue run the recurrent jobs of workers. */
export const MAINTENANCE_QUEUE = 'maintenance';

/** The queue of durable work of every kind but seeding a game. */
export const WORK_QUEUE = 'work';

/** One queue per sport, so that a sport can be paused or throttled alone. */
export function seedingQueue(sport: Sport): string {
  return `seeding-${sportSlug(sport)}`;
}

/** Names of all queues, in the order in which they are shown. */
export function allQueueNames(): readonly string[] {
  return [...SPORTS.map(seedingQueue), WORK_QUEUE, MAINTENANCE_QUEUE];
}

/** The sport whose games a queue seeds; undefined for the others. */
export function sportOfQueue(queueName: string): Sport | undefined {
  return SPORTS.find((sport) => seedingQueue(sport) === queueName);
}
