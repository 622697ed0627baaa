import type { Queue } from 'bullmq';

const ATTEMPTS = 20;

/** Takes everything out of a queue by hand. BullMQ pauses it first, and a reconciler may undo that just in between. */
export async function obliterate(queue: Queue): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await queue.obliterate({ force: true });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('non-paused')) throw error;
    }
  }
}
