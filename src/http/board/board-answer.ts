import type { ExpressAdapter } from '@bull-board/express';
import { errorToProblem } from '../error-to-problem.ts';

type BoardAnswer = ReturnType<Parameters<ExpressAdapter['setErrorHandler']>[0]>;

/** Answers for what the board throws: the same words as everywhere else, in the form that its pages read. */
export function boardAnswer(error: unknown): BoardAnswer {
  const problem = errorToProblem(error);
  const message = problem?.message ?? 'Something unforeseen happened on the board.';
  return {
    // The board's own type names those that it uses itself.
    status: (problem?.status ?? 500) as NonNullable<BoardAnswer['status']>,
    body: { error: { key: 'ERRORS.INTERNAL_SERVER_ERROR' }, message },
  };
}
