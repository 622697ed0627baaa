import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../src/monitoring/alerts/channels/channel.ts';
import { createAlertChannels } from '../../../src/monitoring/alerts/channels/create-channels.ts';
import type { Secrets } from '../../../src/config/config.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { runCli } from '../../cli/run-cli.ts';
import { ALERTS_CONFIG, anAlert, startReceiver } from './alert-support.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const { signal } = new AbortController();
const message = {
  id: 'message-1',
  event: 'opened' as const,
  alerts: [anAlert(7, new Date('2026-01-15T03:00:00Z'), { title: 'A <b> & c' })],
};

function channelsOf(secrets: Secrets, emailTo: readonly string[] = []) {
  const alerts = { ...ALERTS_CONFIG, emailTo, publicUrl: 'https://scoracle.example.org' };
  return createAlertChannels({ config: { alerts }, secrets, clock: systemClock() });
}

async function startMailServer(password = 'hunter22') {
  const mails: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    // Who calls by which name is a question to other machines.
    disableReverseLookup: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      auth.password === password
        ? done(null, { user: auth.username })
        : done(new Error(`no ${auth.password} here`)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  cleanUps.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

describe('channels of alerts', () => {
  it('post to a webhook what its receiver can verify', async () => {
    const receiver = await startReceiver();
    cleanUps.push(() => receiver.close());
    const [channel] = channelsOf({ alertWebhookUrl: receiver.url, alertWebhookSecret: 'keep-it' });
    await channel?.send(message, signal);
    const [got] = receiver.received;
    const timestamp = String(got?.headers['x-scoracle-timestamp']);
    const hmac = createHmac('sha256', 'keep-it').update(`${timestamp}.${got?.body}`).digest('hex');
    expect(got?.headers['x-scoracle-signature']).toBe(`sha256=${hmac}`);
    expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(600);
    expect(got?.headers['x-scoracle-delivery']).toBe('message-1');
    expect(got?.document).toMatchObject({
      id: 'message-1',
      event: 'alerts.opened',
      subject: 'CRITICAL: A <b> & c',
      alerts: [{ key: 'game_failed:7', severity: 'critical', url: 'https://scoracle.example.org/games/7' }],
    });
  });

  it('post to Slack in its own markup', async () => {
    const receiver = await startReceiver();
    cleanUps.push(() => receiver.close());
    const [channel] = channelsOf({ slackWebhookUrl: receiver.url });
    await channel?.send(message, signal);
    expect(receiver.received[0]?.document.text).toContain(
      '*<https://scoracle.example.org/games/7|A &lt;b&gt; &amp; c>*\nSince 2026-01-15 03:00 UTC. No answer.',
    );
  });

  it('mail to everybody who is named', async () => {
    const { port, mails } = await startMailServer();
    const smtpUrl = `smtp://user:hunter22@127.0.0.1:${port}`;
    const [channel] = channelsOf({ smtpUrl }, ['one@example.org', 'two@example.org']);
    await channel?.send(message, signal);
    expect(mails[0]?.to).toEqual(['one@example.org', 'two@example.org']);
    expect(mails[0]?.text).toContain('Subject: CRITICAL: A <b> & c');
    expect(mails[0]?.text).toContain('npm run -s scoracle -- retry-task --task-id 7');
  });

  it('say why a message was not taken, without their secrets', async () => {
    const receiver = await startReceiver();
    receiver.state.status = 500;
    const { port } = await startMailServer();
    const smtpUrl = `smtp://user:wrong-password@127.0.0.1:${port}`;
    const [slack, email] = channelsOf({ slackWebhookUrl: receiver.url, smtpUrl }, ['one@example.org']);
    await expect(slack?.send(message, signal)).rejects.toThrow('answered with status 500');
    const refusal = await email?.send(message, signal).catch((error: unknown) => String(error));
    expect(refusal).toContain('[redacted]');
    expect(refusal).not.toContain('wrong-password');
    await receiver.close();
    const [nobody] = channelsOf({ slackWebhookUrl: 'http://127.0.0.1:1/services/T0P-SECRET' });
    const absence = await nobody?.send(message, signal).catch((error: unknown) => String(error));
    expect(absence).toMatch(/bad port|ECONNREFUSED/);
    expect(absence).not.toContain('T0P-SECRET');
  });

  it('follow no redirect, and give up a server that says nothing when they are told to', async () => {
    const receiver = await startReceiver();
    cleanUps.push(() => receiver.close());
    receiver.state.status = 307;
    const [redirected] = channelsOf({ slackWebhookUrl: receiver.url });
    await expect(redirected?.send(message, signal)).rejects.toThrow('answered with status 307');
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanUps.push(async () => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const channels = channelsOf(
      { alertWebhookUrl: `http://127.0.0.1:${port}/`, smtpUrl: `smtp://127.0.0.1:${port}` },
      ['one@example.org'],
    );
    const impatient = AbortSignal.timeout(200);
    const results = await Promise.allSettled(channels.map((channel) => channel.send(message, impatient)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('hide every part of an address that is secret', () => {
    const text =
      'failed for smtp://u:p%40ss@mail/ with p@ss and https://hooks.example/services/T0/B1 or /services/T0/B1';
    expect(withoutSecrets(text, ['smtp://u:p%40ss@mail/', 'https://hooks.example/services/T0/B1'])).toBe(
      'failed for [redacted] with [redacted] and [redacted] or [redacted]',
    );
  });
});

describe('alerts test', () => {
  it('tries every channel without a database, and says which did not take it', async () => {
    const receiver = await startReceiver();
    cleanUps.push(() => receiver.close());
    const environment = {
      DATABASE_URL: 'postgres://127.0.0.1:1/nowhere',
      ALERT_WEBHOOK_URL: receiver.url,
      SLACK_WEBHOOK_URL: 'http://127.0.0.1:1/services/T0P-SECRET',
    };
    const run = await runCli(['alerts', 'test', '--json'], { environment });
    expect(JSON.parse(run.stdout)).toMatchObject({
      results: [
        { channel: 'slack', sent: false },
        { channel: 'webhook', sent: true, problem: null },
      ],
    });
    expect(run.exitCode).toBe(2);
    expect(run.stdout + run.stderr).not.toContain('T0P-SECRET');
    expect(receiver.received[0]?.document.event).toBe('alerts.test');
    const none = await runCli(['alerts', 'test', '--channel', 'email'], { environment });
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toContain('ALERT_EMAIL and SMTP_URL');
  });
});
