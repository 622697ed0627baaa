/** A game's job as every contestant gets it. */
export type PeerJob = { gameId: number; dueAtMs: number };

export type PeerOptions = {
  databaseUrl: string;
  /** Only where the jobs live in Redis. */
  redisUrl?: string | undefined;
  /** Connections of pools that the peer opens. */
  connections: number;
  /** How long a killed worker's job stays its own; undefined is the peer's default. */
  lockMs?: number | undefined;
};

/** A queue as its own documentation says to use it: settings are its defaults unless the bench says otherwise. */
export type Peer = {
  /** Makes the tables it needs. */
  prepare: () => Promise<void>;
  enqueue: (jobs: readonly PeerJob[]) => Promise<void>;
  /** Takes jobs until it is closed. */
  work: (handle: (gameId: number) => Promise<void>, concurrency: number) => Promise<void>;
  close: () => Promise<void>;
};

export const PEER_NAMES = ['bullmq', 'bare-loop', 'pg-boss', 'graphile-worker'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** Opens a peer; modules are loaded here, so that a worker loads its own only. */
export async function openPeer(name: PeerName, options: PeerOptions): Promise<Peer> {
  switch (name) {
    case 'bullmq':
      return (await import('./bullmq.ts')).openBullmq(options);
    case 'bare-loop':
      return (await import('./bare-loop.ts')).openBareLoop(options);
    case 'pg-boss':
      return (await import('./pg-boss.ts')).openPgBoss(options);
    case 'graphile-worker':
      return (await import('./graphile-worker.ts')).openGraphileWorker(options);
  }
}
