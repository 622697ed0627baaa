import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpClient, createHttpClient } from '../../../src/providers/client/http-client.ts';

const run = promisify(execFile);

/** A key and a certificate for localhost; of an authority of its own, or signed by itself. */
async function makeCertificate(folder: string, name: string, authority?: string): Promise<void> {
  const file = (suffix: string): string => path.join(folder, `${name}.${suffix}`);
  const subject = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const signer = authority
    ? ['-CA', path.join(folder, `${authority}.crt`), '-CAkey', path.join(folder, `${authority}.key`)]
    : [];
  await run('openssl', [
    'req',
    '-x509',
    ...subject,
    ...names,
    ...signer,
    '-keyout',
    file('key'),
    '-out',
    file('crt'),
  ]);
}

describe('a call that never reached the host', () => {
  let folder = '';
  const servers: Server[] = [];
  let requests = 0;
  let http: HttpClient;

  async function serve(name: string): Promise<URL> {
    const [key, cert] = await Promise.all(
      ['key', 'crt'].map((suffix) => readFile(path.join(folder, `${name}.${suffix}`))),
    );
    const server = createServer({ key, cert }, (_request, response) => {
      requests += 1;
      response.end('{}');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/status`);
  }

  function get(url: URL) {
    return http.get({ url, headers: {}, signal: new AbortController().signal });
  }

  beforeAll(async () => {
    http = createHttpClient();
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-tls-'));
    await makeCertificate(folder, 'alone');
    await makeCertificate(folder, 'authority');
    await makeCertificate(folder, 'signed', 'authority');
  }, 60_000);
  afterAll(async () => {
    await http.close();
    for (const server of servers) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('costs nothing where the provider shows an invalid certificate, which is its own trouble', async () => {
    const result = await get(await serve('alone'));
    expect(result).toMatchObject({ ok: false, kind: 'unavailable', wasSent: false });
    expect(result).toMatchObject({ problem: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') });
    expect(requests).toBe(0);
  });

  it('costs nothing where our certificate store does not know who signed, which is our trouble', async () => {
    const result = await get(await serve('signed'));
    expect(result).toMatchObject({ ok: false, kind: 'local', wasSent: false });
    expect(result).toMatchObject({ problem: expect.stringContaining('certificate store') });
    expect(requests).toBe(0);
  });

  it('costs nothing where the other side speaks no TLS, or hangs up before the session stands', async () => {
    const plain = new URL((await serve('alone')).href.replace('https:', 'http:'));
    // The server talks TLS to one who does not: that call was sent.
    expect(await get(plain)).toMatchObject({ ok: false, wasSent: true });
    const { createServer: listen } = await import('node:net');
    const deaf = listen((socket) => socket.end('220 mail\r\n'));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const url = new URL(`https://127.0.0.1:${(deaf.address() as AddressInfo).port}/status`);
    expect(await get(url)).toMatchObject({ ok: false, kind: 'unavailable', wasSent: false });
    deaf.close();
  });

  it('costs nothing where nobody listens', async () => {
    expect(await get(new URL('http://127.0.0.1:1/'))).toMatchObject({
      ok: false,
      kind: 'unavailable',
      wasSent: false,
    });
  });
});
