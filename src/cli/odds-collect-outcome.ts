import type { BoughtMarket, OddsPlan, PastPoll } from '../odds/collect/read-plan.ts';
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

function planLines(plan: OddsPlan, view: View): string {
  const {
    provider,
    credits,
    event_credits: ofEvents,
    live_credits: ofLive,
    slates,
    polls,
    bought: markets,
  } = plan;
  const head = credits
    ? `${view.colors.bold(provider)}: ${credits.used} of ${credits.budget} credits of this month are used, ${credits.planned} are planned (${credits.per_poll} a look), ${credits.over} are over; they begin anew on ${credits.begin_anew_at.toISOString().slice(0, 10)}.`
    : `${view.colors.bold(provider)}: looks cost no credits.`;
  const table = view.table<OddsPlan['slates'][number]>(
    [
      { title: 'DAY', text: ({ date }) => date },
      { title: 'LEAGUE', text: ({ league }) => league },
      { title: 'GAMES', text: ({ games }) => games, align: 'right' },
      { title: 'LOOKS', text: (slate) => slate.polls, align: 'right' },
      { title: 'CREDITS', text: (slate) => slate.credits, align: 'right' },
      { title: 'EVENT LOOKS', text: (slate) => slate.event_looks || null, align: 'right', isOptional: true },
      { title: 'NEXT LOOK', text: (slate) => (slate.next_at ? instantWords(slate.next_at) : null) },
    ],
    slates.slice(0, SHOWN),
    'No games are ahead this month.',
  );
  const props = ofEvents
    ? `Looks at single events: ${ofEvents.used} of ${ofEvents.budget} credits are used, ${ofEvents.planned} are kept for them (${ofEvents.per_look} a look).`
    : undefined;
  const live = ofLive
    ? `Looks at games under way: ${ofLive.used} of ${ofLive.budget} credits are used, ${ofLive.planned} are kept for them (${ofLive.per_look} a look).`
    : undefined;
  const unknown = plan.unknown_markets;
  const mistaken =
    unknown.length === 0
      ? undefined
      : view.colors.yellow(`No event has ${unknown.join(', ')}: correct ODDS_EVENT_MARKETS.`);
  return [head, props, live, mistaken, table, boughtByMarket(markets, view), bought(polls, view)]
    .filter((part) => part !== undefined)
    .join('\n');
}

function boughtByMarket(markets: readonly BoughtMarket[], view: View): string | undefined {
  if (markets.length === 0) return undefined;
  return view.table<BoughtMarket>(
    [
      { title: 'MARKET', text: ({ market }) => market },
      { title: 'LOOKS', text: ({ looks }) => looks, align: 'right' },
      { title: 'CREDITS', text: ({ credits }) => credits, align: 'right' },
      { title: 'CHANGES', text: ({ changes }) => changes, align: 'right' },
      { title: 'AS BEFORE', text: ({ same }) => same, align: 'right' },
      {
        title: 'CHANGES A CREDIT',
        text: ({ credits, changes }) => (credits > 0 ? (changes / credits).toFixed(1) : null),
        align: 'right',
      },
    ],
    markets,
    '',
  );
}

function bought(polls: readonly PastPoll[], view: View): string {
  return view.table<PastPoll>(
    [
      { title: 'LOOK', text: ({ planned_at }) => instantWords(planned_at) },
      { title: 'LEAGUE', text: ({ league }) => league },
      { title: 'EVENT', text: ({ event }) => event, isOptional: true },
      {
        title: 'STATE',
        text: ({ status, is_retry: isRetry }) => (isRetry ? `${status} (second try)` : status),
      },
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
  const named = `${result.league}${result.event === null ? '' : `, event ${result.event},`} at ${result.provider}`;
  if (!result.ok) return `${named}: ${result.error}`;
  const { events, changes, same, refused } = result;
  return `${named}: ${events} events, ${changes} changes, ${same} prices as before, ${refused} left out`;
}
