import type { Dispatcher } from 'undici';

/** An answer as it came over the wire. */
export type WholeAnswer = {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Neither unpacked nor decoded. */
  body: Buffer;
};

export class BodyTooLarge extends Error {}

export type WholeAnswerOptions = {
  signal: AbortSignal;
  maxBodyBytes: number;
  /**
   * Called when the request is about to be written. Before that, the connection and its TLS session stand: what fails
   * earlier (a name, a refused connection, a certificate) has never reached the host.
   */
  onSend: () => void;
};

/**
 * Sends a request and reads its answer whole. undici's own `request` puts a stream around each body, which costs a worker
 * as much processor time as the rest of a call. Rejects with the error of the connection, with BodyTooLarge, and with the
 * signal's reason as soon as it aborts.
 */
export function wholeAnswer(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { signal, maxBodyBytes, onSend }: WholeAnswerOptions,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const chunks: Buffer[] = [];
    let [status, bytes] = [0, 0];
    let headers: WholeAnswer['headers'] = {};
    let sent: Dispatcher.DispatchController | undefined;
    const giveUp = (): void => {
      sent?.abort(signal.reason as Error);
      reject(signal.reason as Error);
    };
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        // It waited for a connection while it was given up, and is not written.
        if (signal.aborted) return controller.abort(signal.reason as Error);
        sent = controller;
        onSend();
      },
      onResponseStart(_controller, statusCode, received) {
        [status, headers] = [statusCode, received];
      },
      onResponseData(controller, chunk) {
        bytes += chunk.length;
        if (bytes > maxBodyBytes) controller.abort(new BodyTooLarge());
        else chunks.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener('abort', giveUp);
        resolve({ status, headers, body: Buffer.concat(chunks) });
      },
      onResponseError(_controller, error) {
        signal.removeEventListener('abort', giveUp);
        reject(error);
      },
    };
    signal.addEventListener('abort', giveUp, { once: true });
    dispatcher.dispatch(request, handler);
  });
}
