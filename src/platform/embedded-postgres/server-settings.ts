import { statfs } from 'node:fs/promises';

export type ServerSettingsOptions = {
  port: number;
  maxConnections: number;
  /** Without durability a crash of the machine may lose or damage the data: for tests only. */
  isDurable: boolean;
};

/** Below this, parallel queries can run out of shared memory; containers give 64 MB by default. */
const MIN_SHARED_MEMORY_BYTES = 256 * 1024 * 1024;

/** The command line settings of the server. They go before whatever the data folder's own files say. */
export async function serverSettings({
  port,
  maxConnections,
  isDurable,
}: ServerSettingsOptions): Promise<string[]> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // Only TCP with a password: no socket file in a folder that others share.
    unix_socket_directories: '',
    max_connections: String(maxConnections),
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_checkpoints: 'off',
    logging_collector: 'off',
    log_destination: 'stderr',
  };
  if (await isSharedMemorySmall()) settings['dynamic_shared_memory_type'] = 'mmap';
  if (!isDurable)
    Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function isSharedMemorySmall(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    const { bsize, bavail } = await statfs('/dev/shm');
    return bsize * bavail < MIN_SHARED_MEMORY_BYTES;
  } catch {
    // No /dev/shm at all: files do the same work.
    return true;
  }
}
