import type { Sport } from '../domain/sport.ts';
import type { FinderSource } from '../sports/sourced-finder.ts';

/** Whether a look may be paid for, and why not. */
export type LiveCredits = { ok: true; end: () => Promise<void> } | { ok: false; why: string };

/** A source of live scores, with how often it is asked by what a look at it costs. */
export type LiveSource = FinderSource & {
  /** Pause between two looks at the games of a sport. */
  stepMs: number;
  /** Takes the credits of one look, where it costs some; a look that is refused is not made. */
  takeCredits?: (look: { sport: Sport; runId: string }) => Promise<LiveCredits>;
};

/** What one look over several sources has paid for. */
export type PaidLooks = {
  /** Whether a source may be asked in this look: its first question pays for all of them. */
  mayAsk: (source: LiveSource) => Promise<boolean>;
  /** Why sources were not asked. */
  refusals: readonly string[];
  /** Gives back credits that were taken and not spent. */
  end: () => Promise<void>;
};

/** Pays once for each source of a look, where its turn has come, as `isItsTurn` says; absent: it always has. */
export function payForLooks(
  look: { sport: Sport; runId: string },
  isItsTurn: (source: LiveSource) => Promise<boolean> = () => Promise.resolve(true),
): PaidLooks {
  const refusals: string[] = [];
  const ends: (() => Promise<void>)[] = [];
  const answers = new Map<string, Promise<boolean>>();
  async function pay(source: LiveSource): Promise<boolean> {
    if (!(await isItsTurn(source))) return false;
    const credits = await source.takeCredits?.(look);
    if (credits?.ok === false) refusals.push(`${source.name} is not asked: ${credits.why}`);
    if (credits?.ok === true) ends.push(credits.end);
    return credits?.ok !== false;
  }
  return {
    refusals,
    mayAsk(source) {
      const answer = answers.get(source.name) ?? pay(source);
      answers.set(source.name, answer);
      return answer;
    },
    async end() {
      for (const end of ends) await end();
    },
  };
}
