import type { Queue } from 'bullmq';

/** A queue as Bull Board takes it. Nobody else has a use for it: whoever wants a queue asks the store. */
export type BoardQueue = Queue;
