import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/** What each worker of the queue does several times a second whether there is work or not. */
const HOUSEKEEPING =
  /^(getNextJob|moveStalledJobsToWait|startStalledCheckTimer|extendLocks|pause|resume|close)\b/;

/** Records a part of the traces, each of them whole, and none of the queue's housekeeping. */
export function createSampler(ratio: number): Sampler {
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      if (HOUSEKEEPING.test(name)) return { decision: SamplingDecision.NOT_RECORD };
      return sampler.shouldSample(context, traceId, name, kind, attributes, links);
    },
    toString: () => `scoracle ${sampler.toString()}`,
  };
}
