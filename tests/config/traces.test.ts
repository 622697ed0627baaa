import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { NO_ENV_FILE, problemsOf } from './config-problems.ts';

describe('the variables of OpenTelemetry', () => {
  it('switch nothing on by themselves', () => {
    expect(readConfig({}, NO_ENV_FILE).config.traces).toEqual({
      endpoint: undefined,
      serviceName: undefined,
      sampleRatio: 1,
    });
  });

  it('are read, with headers whose values may be percent-encoded or hold an equals sign', () => {
    const { config, secrets } = readConfig(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.org:4318',
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc==, x-team = scores,x-part=100%',
        OTEL_SERVICE_NAME: 'scores',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      },
      NO_ENV_FILE,
    );
    expect(config.traces).toEqual({
      endpoint: 'https://collector.example.org:4318',
      serviceName: 'scores',
      sampleRatio: 0.25,
    });
    expect(secrets.traceHeaders).toEqual({
      authorization: 'Basic abc==',
      'x-team': 'scores',
      'x-part': '100%',
    });
  });

  it('are refused in words that do not tell a secret', () => {
    expect(problemsOf({ OTEL_TRACES_SAMPLER_ARG: '2' })).toEqual([
      expect.stringMatching(/^OTEL_TRACES_SAMPLER_ARG is "2"/),
    ]);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'a-bare-token' })).toEqual([
      expect.stringMatching(/^OTEL_EXPORTER_OTLP_HEADERS .*name=value/),
    ]);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' })).toHaveLength(1);
  });
});
