import { ProviderError } from '../domain/provider-error.ts';
import type { IngestResult } from '../schedule/ingest-request.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { ingestOutcome } from './ingest-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { CommandWith } from './questions.ts';
import { oneLine } from './output/plain-text.ts';

/** What asking for one league came to. */
export type LeagueResult = { league: string; came: IngestResult | ProviderError };

/** What `together` adds to the fields of the contract where several leagues were asked for. */
type JoinedResult = IngestResult & { import_ids?: readonly number[] };

/**
 * The results of all leagues as one. Where some failed, the rest counts and the failures are listed; where none
 * came, the first failure is thrown.
 */
export function leaguesOutcome(
  results: readonly LeagueResult[],
  sourceName: string,
  commandWith: CommandWith,
): Outcome {
  const came = results.flatMap((one) => (one.came instanceof ProviderError ? [] : [one.came]));
  const failed = results.flatMap(({ league, came: error }) =>
    error instanceof ProviderError ? [{ league, type: error.facts.kind, message: error.message, error }] : [],
  );
  const [first] = failed;
  if (came.length === 0 && first) throw first.error;
  const outcome = ingestOutcome(together(came), sourceName, commandWith);
  if (failed.length === 0) return outcome;
  const isRefused = outcome.exitCode === EXIT_CODES.failed;
  return {
    document: {
      ...together(came),
      failed_leagues: failed.map(({ league, type, message }) => ({ league, type, message })),
    },
    exitCode: isRefused ? EXIT_CODES.failed : EXIT_CODES.inPart,
    render: (view) =>
      [
        outcome.render(view),
        ...failed.map(({ league, message }) =>
          view.colors.red(`${league} did not come: ${oneLine(message)}`),
        ),
      ].join('\n\n'),
  };
}

/** The results of several leagues as one, under the field names of the contract. */
function together(results: readonly IngestResult[]): JoinedResult {
  const [first, ...others] = results;
  if (!first) throw new Error('no league was asked for');
  if (others.length === 0) return first;
  const { import_id: _first, ...sum } = others.reduce<IngestResult>(
    (all, next) => ({ ...all, ...added(all, next) }),
    first,
  );
  return { ...sum, import_ids: results.flatMap((one) => one.import_id ?? []) };
}

function added(one: IngestResult, other: IngestResult): Partial<IngestResult> {
  const isNumber = (entry: [string, unknown]): entry is [string, number] => typeof entry[1] === 'number';
  const before = new Map(Object.entries(one).filter(isNumber));
  const sums = Object.fromEntries(
    Object.entries(other)
      .filter(isNumber)
      .map(([name, value]) => [name, value + (before.get(name) ?? 0)]),
  );
  return {
    ...sums,
    quarantined: [...one.quarantined, ...other.quarantined],
    questions: [...one.questions, ...other.questions],
    fuzzy_matches: [...one.fuzzy_matches, ...other.fuzzy_matches],
    warnings: [...(one.warnings ?? []), ...(other.warnings ?? [])],
    ...(one.changes || other.changes ? { changes: [...(one.changes ?? []), ...(other.changes ?? [])] } : {}),
    ...(one.strict_refused || other.strict_refused ? { strict_refused: true as const } : {}),
  };
}
