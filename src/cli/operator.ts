import { userInfo } from 'node:os';
import type { Actor } from '../seeding/action-result.ts';

/** Who acts on the command line, as the timeline shows it: `operator anna`. */
export function operator(reason?: string): Actor {
  return { name: operatorName(), ...(reason ? { reason } : {}) };
}

function operatorName(): string {
  try {
    return `operator ${userInfo().username}`;
  } catch {
    // A user id without a name, as in some containers.
    return 'operator';
  }
}
