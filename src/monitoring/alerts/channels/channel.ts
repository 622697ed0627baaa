import { describeOutage } from '../../describe-outage.ts';
import type { AlertChannelName } from '../alert.ts';
import type { AlertMessage } from '../plan-messages.ts';

/** A way to reach people. `send` resolves once the other side has taken the message. */
export type AlertChannel = {
  name: AlertChannelName;
  /** Rejects with AlertChannelError after ten seconds at the latest. */
  send: (message: AlertMessage, signal: AbortSignal) => Promise<void>;
};

/** A message that was not taken; its words hold no secret. */
export class AlertChannelError extends Error {
  override readonly name = 'AlertChannelError';
}

/** The other side gets this long to take a message. */
export const SEND_TIMEOUT_MS = 10_000;

/** What went wrong in words, without the secrets, whole or in part, that drivers put into theirs. */
export function toChannelError(error: unknown, secrets: readonly string[]): AlertChannelError {
  return new AlertChannelError(withoutSecrets(describeOutage(error), secrets).slice(0, 500));
}

/** Replaces secrets, longest first, and the paths, users and passwords of those that are addresses. Pure. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap((secret) => {
    if (!URL.canParse(secret)) return [secret];
    const { pathname, search, username, password } = new URL(secret);
    return [secret, pathname, search, username, password, decodeURIComponent(password)];
  });
  const known = parts.filter((part) => part.length > 3).toSorted((one, other) => other.length - one.length);
  return known.reduce((clean, part) => clean.replaceAll(part, '[redacted]'), text);
}
