/** What this machine, or this process, lacks: nobody else's fault, and nothing that another machine would meet. */
export type LocalFailure = {
  /** The code of the operating system, of the resolver or of TLS. */
  code: string;
  /** What is lacking, in words that follow a colon. */
  lack: string;
  /** How a person mends it. */
  remedy: string;
};

type Words = Pick<LocalFailure, 'lack' | 'remedy'>;

const DESCRIPTORS: Words = {
  lack: 'this machine has no file descriptors left for it',
  remedy: 'Raise its limit (`ulimit -n`, LimitNOFILE of the service) or lower MAX_CONCURRENT_SEEDS.',
};
const MEMORY: Words = {
  lack: 'this machine has no memory left for it',
  remedy: 'Give it more memory, or lower MAX_CONCURRENT_SEEDS.',
};
const DISK: Words = {
  lack: 'a disk of this machine is full',
  remedy: 'Make room on the disk, or raise the quota of the user.',
};
const PORTS: Words = {
  lack: 'this machine has no free address or port for a connection',
  remedy: 'See which connections of the machine hang (`ss -s`) and that its network is configured.',
};
const RESOLVER: Words = {
  lack: 'this machine cannot look up the name',
  remedy:
    'See that name resolution works on it (`getent hosts NAME`), and that the address is spelled right.',
};
const NETWORK: Words = {
  lack: 'this machine has no network that leads there',
  remedy: 'See its network and its routes (`ip route`).',
};
const CERTIFICATES: Words = {
  lack: 'the certificate store of this machine does not lead to who signed the certificate',
  remedy: 'Update its certificates (package ca-certificates), or name the right file in NODE_EXTRA_CA_CERTS.',
};
const CLOCK: Words = {
  lack: 'by the clock of this machine the certificate is not valid yet',
  remedy: 'Set the clock of the machine (`timedatectl`).',
};

/** Codes of libuv, getaddrinfo and OpenSSL, as Node hands them on. */
const WORDS_OF_CODE: Readonly<Record<string, Words>> = {
  EMFILE: DESCRIPTORS,
  ENFILE: DESCRIPTORS,
  ENOMEM: MEMORY,
  ENOBUFS: MEMORY,
  EAI_MEMORY: MEMORY,
  ERR_MEMORY_ALLOCATION_FAILED: MEMORY,
  ENOSPC: DISK,
  EDQUOT: DISK,
  EADDRNOTAVAIL: PORTS,
  EAI_AGAIN: RESOLVER,
  EAI_FAIL: RESOLVER,
  EAI_SYSTEM: RESOLVER,
  EAI_NODATA: RESOLVER,
  EAI_NONAME: RESOLVER,
  ENOTFOUND: RESOLVER,
  ENETUNREACH: NETWORK,
  ENETDOWN: NETWORK,
  UNABLE_TO_GET_ISSUER_CERT: CERTIFICATES,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATES,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATES,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATES,
  CERT_UNTRUSTED: CERTIFICATES,
  CERT_NOT_YET_VALID: CLOCK,
};

/** A shortage in words: what is lacking, its code, and how it is mended. */
export function localFailureWords({ lack, code, remedy }: LocalFailure): string {
  return `${lack} (${code}). ${remedy}`;
}

/**
 * The one place that tells a shortage of our own from somebody else's trouble: what of this machine an error speaks
 * of, whatever it is wrapped in; undefined where it speaks of anything else. Where several addresses were tried, all
 * of them must have failed for a reason of ours.
 */
export function localFailureOf(error: unknown): LocalFailure | undefined {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (current instanceof AggregateError && current.errors.length > 0) {
      const found = current.errors.map(localFailureOf);
      return found.every((one) => one !== undefined) ? found[0] : undefined;
    }
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    const words = WORDS_OF_CODE[code];
    if (words) return { code, ...words };
  }
  return undefined;
}
