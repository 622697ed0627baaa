import type { ProviderErrorKind } from '../../domain/provider-error.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import type { QuotaHeaders, QuotaReservation } from './quota-ledger.ts';

type SettlingParts = Pick<PipelineParts, 'ledger' | 'logger'>;

/** An answer is worth more than its bookkeeping: an unsettled reservation counts as sent and expires by itself. */
export async function settledOrLogged(
  { logger }: Pick<SettlingParts, 'logger'>,
  host: string,
  change: () => Promise<void>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    logger.warn({ err: error, host }, 'provider quota could not be updated');
  }
}

/** Settles a reservation, if the call has one, with what the answer said of the quota. */
export async function settleReservation(
  parts: SettlingParts,
  reservation: QuotaReservation | undefined,
  { wasSent, headers = {} }: { wasSent: boolean; headers?: QuotaHeaders },
): Promise<void> {
  if (!reservation) return;
  const { ledger } = parts;
  await settledOrLogged(parts, reservation.host, () =>
    wasSent ? ledger.commit(reservation, headers) : ledger.refund(reservation),
  );
}

/** Keeps all processes from asking a host that refuses until it takes calls again. */
export async function noteRefusal(
  parts: SettlingParts,
  host: string,
  { kind, retryAtMs }: { kind: ProviderErrorKind; retryAtMs: number | undefined },
): Promise<void> {
  if (retryAtMs === undefined) return;
  const note = (window: 'day' | 'minute'): Promise<void> =>
    settledOrLogged(parts, host, () => parts.ledger.noteRefused(host, window, retryAtMs));
  if (kind === 'quota_day') await note('day');
  // A host that is down and says until when is left alone by all processes, as one that has enough for now.
  if (kind === 'rate_limit' || kind === 'unavailable') await note('minute');
}
