import type { Logger } from './logger.ts';

/**
 * Something with a beginning and an end: a server, a worker set, a periodic task.
 * `start` resolves when the service is usable; `stop` resolves when nothing of it is left, and may be called
 * before `start`, twice, or while starting.
 */
export type Service = {
  name: string;
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts services in order and stops them in reverse.
 *
 * When one fails to start, those already started are stopped again and the failure is thrown. `stop` always
 * tries every service, logs each failure once and never throws; a second call returns the first one's promise.
 */
export function createServiceGroup(services: readonly Service[], logger: Logger): Omit<Service, 'name'> {
  const started: Service[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    for (const service of started.splice(0).reverse()) {
      try {
        await service.stop();
      } catch (error) {
        logger.error({ err: error, service: service.name }, 'service did not stop cleanly');
      }
    }
  }

  return {
    async start() {
      for (const service of services) {
        if (stopping) break;
        started.push(service);
        try {
          await service.start();
        } catch (error) {
          await stopAll();
          throw error;
        }
      }
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
