import type { Question } from './ingest-request.ts';
import type { Answer } from './parse/answer.ts';
import type { RejectedRow } from './refused-rows.ts';

/** Lines that a question names; the count tells of the others. */
const LINES_NAMED = 20;

/**
 * What a person has to decide about the rows of a file that have several readings: one question for each reason,
 * however many rows it is about. Answers that fit the most rows come first.
 */
export function questionsOf(
  rejected: readonly Pick<RejectedRow, 'line' | 'reason' | 'detail' | 'answers'>[],
): readonly Question[] {
  const asked = rejected.filter(({ answers = [] }) => answers.length > 0);
  return [...Map.groupBy(asked, ({ reason }) => reason)].map(([code, rows]) => {
    const inOrder = rows.toSorted((one, other) => one.line - other.line);
    return {
      code,
      detail: detailOf(inOrder),
      rows: rows.length,
      lines: inOrder.slice(0, LINES_NAMED).map(({ line }) => line),
      answers: answersOf(inOrder),
    };
  });
}

function detailOf([first, ...others]: readonly Pick<RejectedRow, 'line' | 'detail'>[]): string {
  if (!first) return '';
  return others.length === 0 ? first.detail : `${first.detail}, and ${others.length} more like it`;
}

/** How likely an answer is for all rows is told by how many it fits. */
function withoutDoubt({ unlikely: _unlikely, ...rest }: Answer): Answer {
  return rest;
}

function answersOf(rows: readonly Pick<RejectedRow, 'answers'>[]): Question['answers'] {
  const all = Map.groupBy(
    rows.flatMap(({ answers = [] }) => answers),
    ({ flag }) => flag,
  );
  return [...all.values()]
    .flatMap((same) =>
      same[0] ? [{ ...withoutDoubt(same[0]), fits: same.filter(({ unlikely }) => !unlikely).length }] : [],
    )
    .toSorted((one, other) => other.fits - one.fits);
}
