import type { GameOfficial } from '../../domain/officials.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { OfficialsPort } from '../ports.ts';
import type { EspnClient } from './espn-client.ts';
import { Official, type Summary } from './schema.ts';

/** Officials from summaries, which stand there from shortly before the game. */
export function createOfficialsPort({ client }: { client: EspnClient }): OfficialsPort {
  return {
    async officialsOf({ providerGameId }, context) {
      const summary = await client.summary(providerGameId, context);
      return summary === undefined ? [] : readOfficials(summary);
    },
  };
}

/** Who officiates, in the order of the summary's own count; somebody without a name is nobody. */
export function readOfficials({ gameInfo }: Summary): readonly GameOfficial[] {
  return (gameInfo?.officials ?? [])
    .flatMap((raw) => {
      const official = parsedBy(Official, raw);
      return official.ok ? [official.value] : [];
    })
    .toSorted((one, other) => (one.order ?? Infinity) - (other.order ?? Infinity) || 0)
    .flatMap(({ fullName, displayName, position }): GameOfficial[] => {
      const name = fullName ?? displayName ?? '';
      const assignment = position?.displayName ?? position?.name ?? null;
      return name.trim() === '' ? [] : [{ providerOfficialId: null, name, jersey: null, assignment }];
    });
}
