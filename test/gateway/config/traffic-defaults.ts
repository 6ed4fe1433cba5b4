/** How traffic is governed when nothing is set, as the README says. */
export const trafficDefaults = {
  timeoutMs: 15_000,
  maxAnswerBytes: 33_554_432,
  maxCalls: 128,
  maxQueue: 1024,
  sharing: 'on',
  retries: 2,
  retryDelayMs: 50,
  retryMaxDelayMs: 1000,
  retryPercent: 10,
  breakerPercent: 50,
  breakerMinCalls: 20,
  breakerWindowMs: 10_000,
  breakerOpenMs: 5000,
  breakerProbes: 3,
};
