// Loaded before everything else (`node --import`) in tests, demonstrations and benchmarks: from then on neither this
// process nor any Node process that it starts, and so on, opens a connection that leaves this machine. What is tried
// fails with ERR_NOT_LOOPBACK, is said on standard error, and stands in the file that SCORACLE_LOOPBACK_LOG names.
//
// Unix sockets and loopback addresses are free. It uses nothing but Node itself, and no syntax that Node 18 lacks.
import { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** Set in the environment of a process: where what was tried is noted, one line each. */
const LOG_VARIABLE = 'SCORACLE_LOOPBACK_LOG';

const IS_ACTIVE = Symbol.for('scoracle.loopback-only');

if (!globalThis[IS_ACTIVE]) {
  globalThis[IS_ACTIVE] = true;
  guardSockets();
  guardNames();
  guardDatagrams();
  guardChildren();
  // Also for who imports single functions.
  syncBuiltinESMExports();
}

/** True for what stays on this machine; no host at all means this machine. */
function isLoopback(host) {
  if (host === undefined || host === null || host === '') return true;
  const name = String(host)
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    name === '0.0.0.0' ||
    name === '::' ||
    /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name)
  );
}

/** Notes what was tried, and makes the error that it fails with. */
function refusal(what) {
  const line = `pid ${process.pid} (${process.argv[1] ?? 'node'}): ${what}`;
  const log = process.env[LOG_VARIABLE];
  if (log) appendFileSync(log, `${line}\n`);
  process.stderr.write(`A connection that is not loopback was refused: ${line}\n`);
  return Object.assign(new Error(`a connection that is not loopback was refused: ${what}`), {
    code: 'ERR_NOT_LOOPBACK',
  });
}

/** TCP, TLS and HTTP all come by here. */
function guardSockets() {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function guarded(...given) {
    const target = targetOf(given);
    if (target.path !== undefined || isLoopback(target.host)) return connect.apply(this, given);
    const error = refusal(`${target.host}:${target.port}`);
    // As a real failure would: after those who wait for it have said so.
    setImmediate(() => this.destroy(error));
    return this;
  };
}

/** The host and the port, or the path, of a call of `connect` in any of its forms. */
function targetOf(given) {
  // Node itself passes the arguments on as one list.
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first, host: typeof second === 'string' ? second : undefined };
}

/** Names are not asked for either: the question itself leaves the machine. */
function guardNames() {
  const { lookup } = dns;
  dns.lookup = (name, ...rest) => {
    if (isLoopback(name) || net.isIP(name) !== 0) return lookup(name, ...rest);
    const error = refusal(`name ${name}`);
    return setImmediate(() => rest.at(-1)(error));
  };
  const lookupLater = dns.promises.lookup;
  dns.promises.lookup = (name, ...rest) =>
    isLoopback(name) || net.isIP(name) !== 0
      ? lookupLater(name, ...rest)
      : Promise.reject(refusal(`name ${name}`));
  for (const method of Object.keys(dns).filter((key) => /^(resolve|reverse)/.test(key))) {
    dns[method] = (name, ...rest) => {
      const error = refusal(`name ${name}`);
      setImmediate(() => rest.at(-1)(error));
    };
    if (method in dns.promises) dns.promises[method] = (name) => Promise.reject(refusal(`name ${name}`));
  }
}

function guardDatagrams() {
  const { send, connect } = dgram.Socket.prototype;
  dgram.Socket.prototype.send = function guarded(...given) {
    const host = given.slice(1).find((value) => typeof value === 'string');
    if (isLoopback(host)) return send.apply(this, given);
    const error = refusal(`datagram to ${host}`);
    const done = given.at(-1);
    return setImmediate(() => (typeof done === 'function' ? done(error) : this.emit('error', error)));
  };
  dgram.Socket.prototype.connect = function guarded(port, host, ...rest) {
    if (typeof host !== 'string' || isLoopback(host)) return connect.call(this, port, host, ...rest);
    throw refusal(`datagram to ${host}:${port}`);
  };
}

/** Whatever environment a child is given, it keeps to the same rule. */
function guardChildren() {
  const option = `--import=${import.meta.url}`;
  const withGuard = (value) => (value?.includes(option) ? value : [value, option].filter(Boolean).join(' '));
  process.env.NODE_OPTIONS = withGuard(process.env.NODE_OPTIONS);
  const { spawn } = ChildProcess.prototype;
  ChildProcess.prototype.spawn = function guarded(options) {
    const pairs = options.envPairs ?? [];
    const valueOf = (name) => pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    const rest = pairs.filter((pair) => !pair.startsWith('NODE_OPTIONS='));
    const log = process.env[LOG_VARIABLE];
    options.envPairs = [
      ...rest,
      `NODE_OPTIONS=${withGuard(valueOf('NODE_OPTIONS'))}`,
      ...(log && valueOf(LOG_VARIABLE) === undefined ? [`${LOG_VARIABLE}=${log}`] : []),
    ];
    return spawn.call(this, options);
  };
}
