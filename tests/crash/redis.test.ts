import { playScenarios } from './scenario.ts';
import { redisScenarios } from './scenarios/redis.ts';

playScenarios('a Redis that fails', redisScenarios);
