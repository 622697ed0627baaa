import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms whose tests start processes and wait for them; the others are done within seconds. */
const LONG_ROOMS = ['/tests/crash/', '/tests/cli/', '/tests/workers/', '/tests/app/', '/tests/docker/'];

/**
 * Starts the files that take minutes first, so that none of them runs alone at the end. Vitest knows how long files
 * took only where they ran before, which a fresh clone has not.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const room = LONG_ROOMS.findIndex((name) => moduleId.includes(name));
      return room < 0 ? LONG_ROOMS.length : room;
    };
    return usual.toSorted((one, other) => rank(one) - rank(other));
  }
}
