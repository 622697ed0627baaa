import { AlertChannelError, SEND_TIMEOUT_MS, toChannelError } from './channel.ts';

/**
 * Posts a JSON text and resolves when the answer is a success. Redirects are not followed: they would hand the
 * message on to somebody whom nobody named. Throws AlertChannelError.
 */
export async function postJson(options: {
  url: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
  /** Texts that no error may repeat. */
  secrets: readonly string[];
  signal: AbortSignal;
}): Promise<void> {
  const { url, body, headers = {}, secrets, signal } = options;
  const { status } = await post(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'user-agent': 'scoracle-alerts', ...headers },
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]),
  }).catch((error: unknown) => {
    throw toChannelError(error, secrets);
  });
  if (status < 200 || status > 299) throw new AlertChannelError(`answered with status ${status}`);
}

async function post(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response;
}
