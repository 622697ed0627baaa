import { workKind } from '../../../src/jobs/kinds.ts';
import { runWorkerOfTest } from '../../workers/worker-of-test.ts';
import { TOY } from './toy-kind.ts';

/** A worker that says `playing` on stdout and never ends what it has begun: the test kills it. */
await runWorkerOfTest(() => ({
  queues: ['work'],
  concurrency: 2,
  kinds: [
    workKind(TOY, async () => {
      process.stdout.write('playing\n');
      return new Promise(() => undefined);
    }),
  ],
}));
