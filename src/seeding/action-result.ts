/** What an action on one task or game came to. Refusals are facts for the caller, not exceptions. */
export type ActionResult =
  | {
      ok: true;
      taskId: number;
      gameId: number;
      message: string;
      /** When the window opens of a game that was asked for before that; absent otherwise. */
      windowOpensAt?: Date;
    }
  | {
      ok: false;
      reason: 'not_found' | 'conflict';
      message: string;
      /** What to do instead, where the usual advice does not help. */
      remedy?: string;
    };

/** Who acts, and why: both go on the game's timeline. */
export type Actor = { name: string; reason?: string };

export function conflict(message: string, remedy?: string): ActionResult {
  return { ok: false, reason: 'conflict', message, ...(remedy === undefined ? {} : { remedy }) };
}

/** What becomes of a game that is asked for before its window opens. */
export function earlyWords(windowOpensAt: Date): string {
  return `Its window opens only at ${windowOpensAt.toISOString()}: if the provider does not have it final yet, it is put on hold and looked at again, at the latest then.`;
}
