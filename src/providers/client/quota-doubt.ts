import type { QuotaHeaders, QuotaLimits } from './quota-ledger.ts';
import { dailyAllowance } from './quota-windows.ts';
import type { QuotaPriority } from './quota-priority.ts';

/** A number for the day and one for the minute; null where the provider has not said it. */
export type LimitsSaid = { day: number | null; minute: number | null };

/**
 * What the provider said against our own count and nobody has confirmed: believed at once, because a limit must not
 * be exceeded, but only until a second look (the account page, or a later answer) settles it. Moments are epoch
 * milliseconds of the store's clock; 0 means never.
 */
export type HeaderDoubt = {
  /** Since when something about the day is in doubt; null while nothing is. */
  sinceMs: number | null;
  /** Calls of today by which headers lifted our own count. */
  liftedBy: number;
  /** Answers in a row to calls sent later that said less. */
  contrary: number;
  /** When the provider refused the day's calls although our count had room; null where that is settled. */
  refusedAtMs: number | null;
  /** When a refusal of the day turned out wrong: the next one is believed. */
  refusalClearedAtMs: number;
  /** The call that asks in place of an account page that does not answer, and when it was let through. */
  probe: { id: string; atMs: number } | null;
  /** Limits that were said twice, or by the account page. */
  settled: LimitsSaid;
  /** Higher limits that were said once. */
  raised: LimitsSaid;
  /** Until then headers do not lift the day's count: the account page has contradicted them. */
  distrustedUntilMs: number;
  /** Minutes in a row that headers called spent while our count was low; negative after a refusal proved them right. */
  emptyMinutes: number;
  emptyMinuteAtMs: number;
};

/** Headers that the account page contradicted do not count for this long; they may be wrong for as long again. */
const DISTRUST_MS = 3_600_000;

/** A refusal of the day within this time after one that turned out wrong is believed. */
const REFUSAL_MEMORY_MS = 3_600_000;

/** The account page gets this long to settle a doubt; then single calls ask instead, one in so much time. */
const PROBE_EVERY_MS = 60_000;

/** While something is in doubt, those who wait ask again after this. */
export const DOUBT_RECHECK_MS = 15_000;

/** Later answers that must say less before a count that headers lifted is let down again. */
const CONTRARY_ANSWERS = 2;

/** Minutes in a row that headers call spent against our count before they are no longer believed. */
const EMPTY_MINUTES_BELIEVED = 1;

/** After a refusal for the minute, headers are right for so many more minutes. */
const PROVEN_MINUTES = 10;

export function noDoubt(settled: LimitsSaid = { day: null, minute: null }): HeaderDoubt {
  return {
    sinceMs: null,
    liftedBy: 0,
    contrary: 0,
    refusedAtMs: null,
    refusalClearedAtMs: 0,
    probe: null,
    settled,
    raised: { day: null, minute: null },
    distrustedUntilMs: 0,
    emptyMinutes: 0,
    emptyMinuteAtMs: 0,
  };
}

/** The doubt on a new day: limits are what they were, and what was said of the day before does not matter. */
export function doubtOfNewDay(doubt: HeaderDoubt): HeaderDoubt {
  return { ...doubt, sinceMs: null, liftedBy: 0, contrary: 0, refusedAtMs: null, probe: null };
}

/** How far two honest counts may differ: calls under way, and a little use of the key by others. */
export function drift(limit: number): number {
  return Math.max(5, Math.floor(limit * 0.02));
}

/**
 * What of an answer's headers can be true at all: a remaining number above its limit speaks of something else, and so
 * does its limit.
 */
export function soundHeaders(headers: QuotaHeaders): QuotaHeaders {
  const isDaySound = !exceeds(headers.dailyRemaining, headers.dailyLimit);
  const isMinuteSound = !exceeds(headers.minuteRemaining, headers.minuteLimit);
  const { dailyLimit, dailyRemaining, minuteLimit, minuteRemaining } = headers;
  return {
    ...(isDaySound && dailyLimit !== undefined ? { dailyLimit } : {}),
    ...(isDaySound && dailyRemaining !== undefined ? { dailyRemaining } : {}),
    ...(isMinuteSound && minuteLimit !== undefined ? { minuteLimit } : {}),
    ...(isMinuteSound && minuteRemaining !== undefined ? { minuteRemaining } : {}),
  };
}

function exceeds(remaining: number | undefined, limit: number | undefined): boolean {
  return remaining !== undefined && limit !== undefined && remaining > limit;
}

/**
 * A limit as headers say it. A lower one holds at once and counts as settled when it is said again; a higher one holds
 * when it was in force before, or is said twice.
 */
export function limitSaid(
  window: keyof LimitsSaid,
  told: number | undefined,
  inForce: number | null,
  doubt: HeaderDoubt,
): { limit: number | null; doubt: HeaderDoubt } {
  if (told === undefined) return { limit: inForce, doubt };
  const settled = doubt.settled[window];
  const withSaid = (change: { settled?: number; raised: number | null }): HeaderDoubt => ({
    ...doubt,
    settled: { ...doubt.settled, [window]: change.settled ?? settled },
    raised: { ...doubt.raised, [window]: change.raised },
  });
  if (told === inForce) return { limit: told, doubt: withSaid({ settled: told, raised: null }) };
  if (inForce === null || told < inForce) return { limit: told, doubt: withSaid({ raised: null }) };
  if (settled !== null && told <= settled) return { limit: told, doubt: withSaid({ raised: null }) };
  if (doubt.raised[window] === told) return { limit: told, doubt: withSaid({ settled: told, raised: null }) };
  return { limit: inForce, doubt: withSaid({ raised: told }) };
}

/** The day's count after headers said `told` calls are used; `isLater`: of a call that was sent after the doubt arose. */
export function usedSaid(
  { used, limit, doubt }: { used: number; limit: number; doubt: HeaderDoubt },
  answer: { told: number; isLater: boolean; isProbe: boolean },
  nowMs: number,
): { used: number; doubt: HeaderDoubt } {
  const { told } = answer;
  const slack = drift(limit);
  const isDistrusted = doubt.distrustedUntilMs > nowMs;
  if (told > used + slack) {
    if (isDistrusted) return { used, doubt };
    const lifted = { ...doubt, liftedBy: doubt.liftedBy + told - used, contrary: 0 };
    return { used: told, doubt: { ...lifted, sinceMs: doubt.sinceMs ?? nowMs } };
  }
  const trusting = isDistrusted && told >= used - slack ? { ...doubt, distrustedUntilMs: 0 } : doubt;
  const isSecondLook = answer.isLater || answer.isProbe;
  if (doubt.liftedBy === 0 || !isSecondLook) return { used: Math.max(used, told), doubt: trusting };
  if (told >= used - slack) return { used: Math.max(used, told), doubt: withoutLift(trusting) };
  const contrary = doubt.contrary + 1;
  if (contrary < CONTRARY_ANSWERS && !answer.isProbe) return { used, doubt: { ...trusting, contrary } };
  return { used: Math.max(used - doubt.liftedBy, told), doubt: withoutLift(trusting) };
}

/** The doubt once it is settled what of the lift was true. */
function withoutLift(doubt: HeaderDoubt): HeaderDoubt {
  return { ...doubt, liftedBy: 0, contrary: 0, probe: null };
}

/** The doubt after the account page, which settles all of it, was read. */
export function settledByAccount(
  doubt: HeaderDoubt,
  account: { used: number; limit: number; perMinute?: number | undefined },
  usedBefore: number,
  nowMs: number,
): HeaderDoubt {
  const isContradicted = doubt.liftedBy > 0 && account.used < usedBefore - drift(account.limit);
  return {
    ...doubt,
    sinceMs: null,
    liftedBy: 0,
    contrary: 0,
    probe: null,
    refusedAtMs: null,
    refusalClearedAtMs: isRefusalWrong(doubt, account) ? nowMs : doubt.refusalClearedAtMs,
    settled: { day: account.limit, minute: account.perMinute ?? doubt.settled.minute },
    raised: { day: null, minute: null },
    distrustedUntilMs: isContradicted ? nowMs + DISTRUST_MS : doubt.distrustedUntilMs,
  };
}

/** Whether the account page has room that a refusal of the day denied. */
export function isRefusalWrong(doubt: HeaderDoubt, account: { used: number; limit: number }): boolean {
  return doubt.refusedAtMs !== null && account.used + drift(account.limit) < account.limit;
}

/** The doubt after the provider refused the day's calls, of which our own count has some left. */
export function doubtOfRefusal(doubt: HeaderDoubt, nowMs: number): HeaderDoubt {
  const wasWrongLately = doubt.refusalClearedAtMs > 0 && doubt.refusalClearedAtMs + REFUSAL_MEMORY_MS > nowMs;
  const isSecond = doubt.sinceMs !== null && nowMs - doubt.sinceMs >= PROBE_EVERY_MS;
  if (wasWrongLately || isSecond) {
    return { ...doubt, sinceMs: null, liftedBy: 0, contrary: 0, refusedAtMs: null, probe: null };
  }
  return { ...doubt, sinceMs: doubt.sinceMs ?? nowMs, refusedAtMs: doubt.refusedAtMs ?? nowMs };
}

/** Whether calls that the day refuses would be taken by what we count ourselves and by the limits that are settled. */
export function isDoubtful(
  doubt: HeaderDoubt,
  day: { used: number; told: number | null },
  request: { calls: number; priority: QuotaPriority },
  configured: QuotaLimits,
): boolean {
  const limit = Math.min(configured.perDay, doubt.settled.day ?? configured.perDay);
  const isLowered = day.told !== null && day.told < limit;
  if (doubt.liftedBy === 0 && doubt.refusedAtMs === null && !isLowered) return false;
  return day.used - doubt.liftedBy + request.calls <= dailyAllowance(limit, request.priority);
}

/** Whether a single call may go and look, because the account page has not settled the doubt for a while. */
export function mayProbe({ sinceMs, probe }: HeaderDoubt, nowMs: number): boolean {
  if (sinceMs === null || nowMs - sinceMs < PROBE_EVERY_MS) return false;
  return probe === null || nowMs - probe.atMs >= PROBE_EVERY_MS;
}

/**
 * Whether a minute that headers call spent is over for us. Against our own count they are believed for a minute; when
 * the next minutes begin with the same answer, they are wrong, unless a refusal has proven them right.
 */
export function minuteCalledEmpty(
  doubt: HeaderDoubt,
  minute: { used: number; limit: number | null },
  nowMs: number,
): { isBelieved: boolean; doubt: HeaderDoubt } {
  const isPlausible = minute.limit === null || minute.used * 2 >= minute.limit;
  if (isPlausible) return { isBelieved: true, doubt };
  const isNewMinute = Math.floor(nowMs / 60_000) !== Math.floor(doubt.emptyMinuteAtMs / 60_000);
  const emptyMinutes = doubt.emptyMinutes + (isNewMinute ? 1 : 0);
  return {
    isBelieved: emptyMinutes <= EMPTY_MINUTES_BELIEVED,
    doubt: { ...doubt, emptyMinutes, emptyMinuteAtMs: nowMs },
  };
}

/** Headers that speak of a minute with room have recovered. */
export function minuteCalledOpen(doubt: HeaderDoubt): HeaderDoubt {
  return doubt.emptyMinutes > 0 ? { ...doubt, emptyMinutes: 0 } : doubt;
}

/** A refusal for the minute proves headers right that called it spent. */
export function minuteProvenEmpty(doubt: HeaderDoubt): HeaderDoubt {
  return doubt.emptyMinutes > 0 ? { ...doubt, emptyMinutes: -PROVEN_MINUTES } : doubt;
}
