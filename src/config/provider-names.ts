/** Providers that come with this version, by their names in configuration, in options and on rows. */
export const PROVIDER_NAMES = ['api-sports'] as const;

/** Who is asked where nothing else is configured. */
export const DEFAULT_SOURCES: readonly string[] = PROVIDER_NAMES.slice(0, 1);
