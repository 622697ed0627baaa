import type { RosterPort, SchedulePort } from '../providers/ports.ts';

/** What is told of a league beside its box scores. Every method rejects with ProviderError. */
export type LeagueSource = SchedulePort & RosterPort;
