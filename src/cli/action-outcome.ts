import type { ActionResult } from '../seeding/action-result.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { CommandFailure, type Outcome } from './outcome.ts';
import { timesInWords } from './output/time-words.ts';

/** What an action on one task or game came to; a refusal is a failure of the command. */
export function actionOutcome(result: ActionResult, refusalRemedy: string): Outcome {
  if (!result.ok) {
    throw new CommandFailure({
      code: result.reason,
      message: withoutStop(result.message),
      remedy: result.remedy ?? refusalRemedy,
    });
  }
  return {
    document: actionDocument(result),
    render: (view) => `${view.colors.green('✓')} ${timesInWords(result.message)}`,
  };
}

/** An action's result as it is published. */
export function actionDocument(result: ActionResult): Record<string, unknown> {
  if (!result.ok) return { ok: false, reason: result.reason, message: result.message };
  const { ok, taskId, gameId, message, windowOpensAt } = result;
  return {
    ok,
    task_id: taskId,
    game_id: gameId,
    message,
    ...(windowOpensAt ? { window_opens_at: windowOpensAt } : {}),
  };
}

/** What an action on many games came to: done, in part, or failed when every one refused. */
export function actionsOutcome(results: readonly ActionResult[], nothing: string): Outcome {
  const accepted = results.filter((result) => result.ok).length;
  const refused = results.length - accepted;
  const exitCode = refused === 0 ? EXIT_CODES.done : accepted === 0 ? EXIT_CODES.failed : EXIT_CODES.inPart;
  return {
    document: { accepted, refused, results: results.map(actionDocument) },
    exitCode,
    render: ({ colors }) =>
      results.length === 0
        ? nothing
        : [
            ...results.map(
              (result) =>
                `${result.ok ? colors.green('✓') : colors.yellow('–')} ${timesInWords(result.message)}`,
            ),
            `${accepted} accepted, ${refused} refused.`,
          ].join('\n'),
  };
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, '');
}
