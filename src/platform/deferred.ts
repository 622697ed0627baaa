/** A service all of whose methods answer later; a function alone is none. */
export type AsyncService<Service> = { [Name in keyof Service]: (...given: never[]) => Promise<unknown> } & {
  call?: never;
};

/** A service that is built when it is first called, and the order to build it now. */
export type Deferred<Service> = { service: Service; load: () => Promise<void> };

/**
 * A service whose module is imported when somebody calls it first: most processes use few of all there are. A call
 * rejects with what kept the service from being built, and the next one tries again.
 */
export function deferred<Service extends AsyncService<Service>>(
  build: () => Promise<Service>,
): Deferred<Service> {
  let building: Promise<Service> | undefined;
  const built = (): Promise<Service> => {
    building ??= build().catch((error: unknown) => {
      building = undefined;
      throw error;
    });
    return building;
  };
  const methods: Record<string, unknown> = {};
  const service = new Proxy(methods, {
    get(known, name) {
      // What has a `then` is taken for a promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      known[name] ??= async (...given: never[]) => {
        const loaded = await built();
        return loaded[name as keyof Service](...given);
      };
      return known[name];
    },
  });
  return { service: service as Service, load: async () => void (await built()) };
}
