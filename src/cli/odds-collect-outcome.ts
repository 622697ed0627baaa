import type { OddsPlan, PastPoll } from '../odds/collect/read-plan.ts';
import type { SnapshotNow } from '../odds/collect/snapshot-now.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Outcome } from './outcome.ts';
import { instantWords } from './output/time-words.ts';
import type { View } from './output/view.ts';

const SHOWN = 20;

/** The plans of the sources of odds, for people and scripts. */
export function oddsPlanOutcome(plans: readonly OddsPlan[]): Outcome {
  const render = (view: View): string =>
    plans.length === 0
      ? 'No provider of odds is on: doctor says what each could give.'
      : plans.map((plan) => planLines(plan, view)).join('\n\n');
  return { document: { providers: plans }, render };
}

function planLines({ provider, credits, slates, polls }: OddsPlan, view: View): string {
  const head = credits
    ? `${view.colors.bold(provider)}: ${credits.used} of ${credits.budget} credits of this month are used, ${credits.planned} are planned (${credits.per_poll} a look), ${credits.over} are over.`
    : `${view.colors.bold(provider)}: looks cost no credits.`;
  const table = view.table<OddsPlan['slates'][number]>(
    [
      { title: 'DAY', text: ({ date }) => date },
      { title: 'LEAGUE', text: ({ league }) => league },
      { title: 'GAMES', text: ({ games }) => games, align: 'right' },
      { title: 'LOOKS', text: (slate) => slate.polls, align: 'right' },
      { title: 'CREDITS', text: (slate) => slate.credits, align: 'right' },
      { title: 'NEXT LOOK', text: (slate) => (slate.next_at ? instantWords(slate.next_at) : null) },
    ],
    slates.slice(0, SHOWN),
    'No games are ahead this month.',
  );
  return [head, table, bought(polls, view)].join('\n');
}

function bought(polls: readonly PastPoll[], view: View): string {
  return view.table<PastPoll>(
    [
      { title: 'LOOK', text: ({ planned_at }) => instantWords(planned_at) },
      { title: 'LEAGUE', text: ({ league }) => league },
      { title: 'STATE', text: ({ status }) => status },
      { title: 'CREDITS', text: ({ credits }) => credits, align: 'right' },
      { title: 'EVENTS', text: ({ events }) => events, align: 'right' },
      { title: 'CHANGES', text: ({ changes }) => changes, align: 'right' },
      { title: 'WHY', text: ({ reason }) => reason, isOptional: true, yields: 1, minWidth: 10 },
    ],
    polls.slice(0, SHOWN),
    'No look of this month is over.',
  );
}

/** What looks by hand came to; one without an answer ends the command with 2. */
export function snapshotOutcome(results: readonly SnapshotNow[]): Outcome {
  const isWhole = results.every(({ ok }) => ok);
  return {
    document: { snapshots: results },
    render: () =>
      results.length === 0 ? 'No provider has odds of these leagues.' : results.map(lineOf).join('\n'),
    exitCode: isWhole ? EXIT_CODES.done : EXIT_CODES.inPart,
  };
}

function lineOf(result: SnapshotNow): string {
  const named = `${result.league} at ${result.provider}`;
  if (!result.ok) return `${named}: ${result.error}`;
  const { events, changes, same, refused } = result;
  return `${named}: ${events} events, ${changes} changes, ${same} prices as before, ${refused} left out`;
}
