import { playScenarios } from './scenario.ts';
import { postgresScenarios } from './scenarios/postgres.ts';

playScenarios('a PostgreSQL that fails', postgresScenarios);
