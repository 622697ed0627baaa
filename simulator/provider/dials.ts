import { z } from 'zod';
import { PLAN_NAMES, PLANS, type PlanLimits } from './plans.ts';

const rate = z.number().min(0).max(1);
const latency = z.union([z.number().min(0), z.tuple([z.number().min(0), z.number().min(0)])]);
const limitOverride = z.number().int().min(0).nullable();

/** Ways in which a call can fail before it has a usable body. */
const FAULT_KINDS = [
  'http500',
  'http499',
  'timeout',
  'reset',
  'html',
  'http404',
  // As documented, and the same trouble with a body, as the documentation's example has it.
  'http204',
  'own_bug',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Ways in which a body can be wrong although the status is 200. */
const MALFORMED_KINDS = ['truncated', 'html', 'wrong_types', 'no_envelope', 'empty_body'] as const;
export type MalformedKind = (typeof MALFORMED_KINDS)[number];

const disturbances = {
  /** Delay before each answer: fixed, or drawn between two ends. Real time, whatever clock is injected. */
  latencyMs: latency,
  /** Share of calls that fail in one of `faultKinds`. */
  faultRate: rate,
  /** Share of calls refused as too many although they are not. */
  rateLimitRate: rate,
  /** Share of answers whose body is broken in one of `malformedKinds`. */
  malformedRate: rate,
  /** Share of answers with `response: []`. They cost quota all the same. */
  emptyRate: rate,
  /** Share of answers that speak of another game than the one asked for. */
  wrongGameRate: rate,
};

/** Everyday trouble; a 404 on top has to be asked for. */
const DEFAULT_FAULT_KINDS = FAULT_KINDS.filter((kind) => kind !== 'http404');

const entityDials = z
  .strictObject({
    faultRate: rate,
    malformedRate: rate,
    emptyRate: rate,
    /** How its calls fail; by default as everybody's. */
    faultKinds: z.array(z.enum(FAULT_KINDS)).min(1),
  })
  .partial();

const endpointDials = z.strictObject(disturbances).partial();

// Null gives the schedule and the clock back their say.
const gameDialsSchema = z
  .strictObject({
    /**
     * `stuck` is a game that stays live for ever. `abandoned`, `suspended`, `interrupted`, `awarded` and `walkover`
     * exist in football; elsewhere they are cancelled, stuck, stuck, cancelled and cancelled. `tbd` is a time to be
     * defined, which football has a word for. `unknown` is a word that is in no documentation.
     */
    status: z
      .enum([
        'postponed',
        'cancelled',
        'delayed',
        'tbd',
        'stuck',
        'abandoned',
        'suspended',
        'interrupted',
        'awarded',
        'walkover',
        'unknown',
      ])
      .nullable(),
    /** How a football match is decided, whatever the seed says. */
    ending: z.enum(['extra_time', 'penalties']).nullable(),
    /** A new tip-off, epoch milliseconds; the game keeps its id. */
    startMs: z.number().int().nullable(),
    /** Lists leave the game out; `by_id` still answers for it by its id, `nowhere` does not. */
    listing: z.enum(['by_id', 'nowhere']).nullable(),
    /** The game turns final exactly then, epoch milliseconds. */
    notFinalUntilMs: z.number().int().nullable(),
    /** While overtime is played, ESPN has the game as over with the score after regulation. */
    isCalledInOvertime: z.boolean(),
  })
  .partial();

const dialsSchema = z.strictObject({
  /** Every connection is dropped. */
  isDown: z.boolean(),
  /** No call is ever answered. */
  isHanging: z.boolean(),
  /** The key is no longer valid. */
  isKeyRevoked: z.boolean(),
  ...disturbances,
  faultKinds: z.array(z.enum(FAULT_KINDS)).min(1),
  malformedKinds: z.array(z.enum(MALFORMED_KINDS)).min(1),
  plan: z.enum(PLAN_NAMES),
  /** Overrides of the plan's limits; null keeps the plan's own. */
  perDay: limitOverride,
  perMinute: limitOverride,
  perSecond: limitOverride,
  /** Credits a month of providers that charge by the question; null keeps the plan's own. */
  creditsPerMonth: limitOverride,
  /** The day on which the account's month begins. */
  creditsResetDay: z.number().int().min(1).max(28),
  /** Share of bookmakers, for each game, that have not looked at their prices for hours. */
  stillBookRate: rate,
  /** Share of games whose start providers of odds put a minute to three later once they are played. */
  movedStartRate: rate,
  /** Seconds between two questions about prices before a game, for providers that count them apart; 0: none. */
  oddsPauseSeconds: z.number().min(0).max(600),
  /** How a call over the minute is refused. Both forms exist in the wild. */
  rateLimitStyle: z.enum(['http429', 'http200', 'alternate']),
  /** How `errors` of a refusal is written: an object as documented, or the list or text that users have seen. */
  errorsStyle: z.enum(['object', 'list', 'text']),
  /**
   * After so many calls over a limit within a minute the firewall answers everything with a page and HTTP 403, for
   * ten minutes, without notice; null never.
   */
  blockAfterRefusals: z.number().int().min(1).nullable(),
  /** `sliding` allows the limit in any 60 s, which is stricter than `calendar` minutes. */
  minuteWindow: z.enum(['sliding', 'calendar']),
  /** Seasons that the free plan includes. */
  freeSeasons: z.strictObject({ first: z.number().int(), last: z.number().int() }),
  /** Minutes from tip-off to final for every game; null lets each game take its own time (about 135). */
  minutesToFinal: z.number().min(0).nullable(),
  /** Hours after the final buzzer at which some box scores are corrected; null never. */
  correctionAfterHours: z.number().min(0).nullable(),
  /** Share of games that get a correction. */
  correctionRate: rate,
  /** Share of games that are postponed, and how long after their old start the new date is told and lies. */
  postponedRate: rate,
  newDateAfterHours: z.number().min(0),
  postponedByHours: z.number().min(0),
  /** Share of games that stay live until so many hours after their start. */
  stuckRate: rate,
  stuckHours: z.number().min(0),
  /** Football matches that lie further ahead stand on the Saturday afternoon of their round; null never. */
  placeholderWeeks: z.number().min(0).nullable(),
  /** By game id; beats what happens by chance. */
  games: z.record(z.string().regex(/^\d+$/), gameDialsSchema),
  /** By path, for example `/players/statistics`; what is absent comes from the dials above. */
  endpoints: z.record(z.string().startsWith('/'), endpointDials),
  /** By the id of a player or team that a call names; beats the dials of its path. */
  entities: z.record(z.string().regex(/^\d+$/), entityDials),
});

const patchSchema = dialsSchema.partial();

/** Everything about the simulated provider that can be turned, at start and while it runs. */
export type SimulatedProviderDials = z.output<typeof dialsSchema>;
/** What is dialled for one game. */
export type GameDials = z.output<typeof gameDialsSchema>;
/** Some dials; those absent stay as they are. `games`, `endpoints` and `entities` are merged by key. */
export type SimulatedProviderDialsPatch = z.input<typeof patchSchema>;
export type Disturbances = Pick<SimulatedProviderDials, keyof typeof disturbances | 'faultKinds'>;

/** A provider on a good day. */
export const DEFAULT_DIALS: SimulatedProviderDials = {
  isDown: false,
  isHanging: false,
  isKeyRevoked: false,
  latencyMs: 0,
  faultRate: 0,
  faultKinds: [...DEFAULT_FAULT_KINDS],
  rateLimitRate: 0,
  malformedRate: 0,
  malformedKinds: [...MALFORMED_KINDS],
  emptyRate: 0,
  wrongGameRate: 0,
  plan: 'free',
  perDay: null,
  perMinute: null,
  perSecond: null,
  creditsPerMonth: null,
  creditsResetDay: 1,
  stillBookRate: 0,
  // Recorded: 259 of 344 events.
  movedStartRate: 0.75,
  oddsPauseSeconds: 0,
  rateLimitStyle: 'alternate',
  errorsStyle: 'object',
  blockAfterRefusals: null,
  minuteWindow: 'sliding',
  // From the refusal "try from 2022 to 2024", recorded in 2025-26.
  freeSeasons: { first: 2022, last: 2024 },
  minutesToFinal: null,
  correctionAfterHours: null,
  correctionRate: 0,
  postponedRate: 0,
  newDateAfterHours: 24,
  postponedByHours: 14 * 24,
  stuckRate: 0,
  stuckHours: 12,
  placeholderWeeks: null,
  games: {},
  endpoints: {},
  entities: {},
};

/** Turns some dials. Throws a `RangeError` that names every wrong one. */
export function turnDials(current: SimulatedProviderDials, patch: unknown): SimulatedProviderDials {
  const parsed = patchSchema.safeParse(patch);
  if (!parsed.success) throw new RangeError(`these dials cannot be set:\n${z.prettifyError(parsed.error)}`);
  const given = Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
  return {
    ...current,
    ...given,
    games: mergeByKey(current.games, parsed.data.games),
    endpoints: mergeByKey(current.endpoints, parsed.data.endpoints),
    entities: mergeByKey(current.entities, parsed.data.entities),
  };
}

function mergeByKey<T extends object>(
  current: Record<string, T>,
  patch: Record<string, T> | undefined,
): Record<string, T> {
  const merged = { ...current };
  for (const [key, value] of Object.entries(patch ?? {})) merged[key] = { ...merged[key], ...value };
  return merged;
}

/** Whether an answer holds a game: a list of many, or one about that very game. */
export function isListed({ games }: SimulatedProviderDials, gameId: number, isAskedById: boolean): boolean {
  const listing = games[String(gameId)]?.listing ?? null;
  return listing === null || (listing === 'by_id' && isAskedById);
}

/** The limits in force: those of the provider where it has its own, else the plan's with the overrides. */
export function limitsInForce(
  dials: SimulatedProviderDials,
  { limitsOf }: { limitsOf?: (dials: SimulatedProviderDials) => PlanLimits },
): PlanLimits {
  if (limitsOf) return limitsOf(dials);
  const plan = PLANS[dials.plan];
  return {
    perDay: dials.perDay ?? plan.perDay,
    perMinute: dials.perMinute ?? plan.perMinute,
    perSecond: dials.perSecond ?? plan.perSecond,
  };
}

/** The disturbances in force for one path, and for the player or team that a call names. */
export function disturbancesFor(
  dials: SimulatedProviderDials,
  path: string,
  entityId?: string,
): Disturbances {
  const own = { ...dials.endpoints[path], ...(entityId === undefined ? {} : dials.entities[entityId]) };
  return {
    latencyMs: own.latencyMs ?? dials.latencyMs,
    faultRate: own.faultRate ?? dials.faultRate,
    rateLimitRate: own.rateLimitRate ?? dials.rateLimitRate,
    malformedRate: own.malformedRate ?? dials.malformedRate,
    emptyRate: own.emptyRate ?? dials.emptyRate,
    wrongGameRate: own.wrongGameRate ?? dials.wrongGameRate,
    faultKinds: ('faultKinds' in own ? own.faultKinds : undefined) ?? dials.faultKinds,
  };
}
