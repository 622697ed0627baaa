import type { HeldLease } from '../../jobs/schedules/recurrent-job.ts';
import { describeOutage } from '../describe-outage.ts';
import type { AlertChannel } from './channels/channel.ts';
import { type AlertMessage, planMessages } from './plan-messages.ts';
import { type ChannelState, noteNotSent, noteSent, readTellable } from './records/alert-channels.ts';
import type { AlertWatchOptions } from './watch-options.ts';

type TellingOptions = Pick<AlertWatchOptions, 'db' | 'channels' | 'config' | 'logger'>;

/** Tells a channel what it has to be told now; one that does not take a message is left alone for a while. */
export async function tellChannel(
  options: TellingOptions,
  state: ChannelState,
  lease: HeldLease,
  signal: AbortSignal,
): Promise<void> {
  const { db, channels, config } = options;
  const channel = channels.find(({ name }) => name === state.channel);
  if (!channel || (state.next_try_at !== null && state.next_try_at > state.now)) return;
  const messages = planMessages({
    alerts: await readTellable(db, state),
    digestedAt: state.digested_at,
    now: state.now,
    config,
  });
  for (const message of messages) {
    // A process that froze and woke up late learns here that another one has sent meanwhile.
    await lease.assertHeld();
    if (message.alerts.length > 0 && !(await send(options, channel, message, signal))) return;
    // Between sending and this a crash repeats the message, and loses none.
    await noteSent(db, channel.name, message, state.now);
  }
}

/** Whether the channel took the message. */
async function send(
  { db, logger }: TellingOptions,
  channel: AlertChannel,
  message: AlertMessage,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await channel.send(message, signal);
  } catch (error) {
    // A process that stops says nothing about the channel.
    if (signal.aborted) throw error;
    const problem = describeOutage(error);
    logger.warn({ channel: channel.name, problem }, 'an alert could not be sent');
    await noteNotSent(db, channel.name, problem);
    return false;
  }
  logger.info({ channel: channel.name, event: message.event, alerts: message.alerts.length }, 'alert sent');
  return true;
}
