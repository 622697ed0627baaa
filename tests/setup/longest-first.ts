import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms whose tests start processes and wait for them, and files that take minutes; the others are done within seconds. */
const LONG_ONES = [
  '/tests/crash/',
  '/tests/cli/',
  '/tests/workers/',
  '/tests/app/',
  '/tests/docker/',
  '/tests/platform/',
  '/tests/contributing/',
  '/tests/db/killed-migration.',
  '/tests/http/reference.',
  '/tests/providers/client/quota-ledger-',
];

/**
 * Starts the files that take minutes first, so that none of them runs alone at the end. Vitest knows how long files
 * took only where they ran before, which a fresh clone has not.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const room = LONG_ONES.findIndex((name) => moduleId.includes(name));
      return room < 0 ? LONG_ONES.length : room;
    };
    return usual.toSorted((one, other) => rank(one) - rank(other));
  }
}
