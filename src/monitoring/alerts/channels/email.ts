import { type MessagePlace, describeMessage, plainText } from '../words.ts';
import { type AlertChannel, AlertChannelError, SEND_TIMEOUT_MS, toChannelError } from './channel.ts';

/** Alerts by mail, as plain text, through the server that `smtpUrl` names. */
export function createEmailChannel(options: {
  smtpUrl: string;
  to: readonly string[];
  from: string | undefined;
  place: MessagePlace;
}): AlertChannel {
  const { smtpUrl, to, from = to[0], place } = options;
  return {
    name: 'email',
    async send(message, signal) {
      // Loaded when there is something to send: every process and every command would wait for it.
      const { createTransport } = await import('nodemailer');
      // A connection for each message: they are days apart, and servers end idle ones.
      const transport = createTransport({
        url: smtpUrl,
        connectionTimeout: SEND_TIMEOUT_MS,
        greetingTimeout: SEND_TIMEOUT_MS,
        socketTimeout: SEND_TIMEOUT_MS,
      });
      const text = describeMessage(message, place);
      const isOver = AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]);
      const aborted = new Promise<never>((_resolve, reject) => {
        isOver.addEventListener(
          'abort',
          () => reject(new AlertChannelError('the mail server did not answer')),
          {
            once: true,
          },
        );
      });
      const sending = transport.sendMail({
        from: `Scoracle <${from}>`,
        to: [...to],
        subject: text.subject,
        text: plainText(text),
        // Mailers show what carries the same id once.
        messageId: `<${message.id}@scoracle>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      try {
        await Promise.race([sending, aborted]);
      } catch (error) {
        throw toChannelError(error, [smtpUrl]);
      } finally {
        transport.close();
      }
    },
  };
}
