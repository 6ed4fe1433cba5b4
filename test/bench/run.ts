/** `npm run bench`: measures the hub against what lies below it, on this machine. */
import { Command, InvalidArgumentError, Option } from 'commander';

import { printReport, reportOf } from './bench-report.js';
import { cases } from './cases.js';
import { barsOf, printGatewayReport } from './gateway/gateway-report.js';
import { runGatewayBench } from './gateway/run-gateway-bench.js';
import { type Sample, takeSample } from './sample-process.js';

interface RunOptions {
  readonly samples: number;
  readonly limit: number | 'all';
  readonly repetitions: number;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds of each scenario of the gateway case. */
  readonly seconds: number;
  readonly peers?: string;
  readonly json: boolean;
}

/** Needs no hub and no database, and has its own processes; hence no `BenchCase`. */
const gatewayCase = { name: 'gateway', title: 'hub gateway on the public benchmark, beside its peers where installed' };
const allCases = [...cases, gatewayCase];

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const program = new Command('npm run bench --')
  .description('Measures the hub against what lies below it. Every answer is checked; nothing is left behind.')
  .argument('[case...]', `which to measure: ${allCases.map(({ name }) => name).join(', ')}; all of them by default`)
  .option('--samples <count>', 'fresh processes, each with a hub of its own; one gives no margin of error', countOf, 3)
  .option('--limit <tags>', 'how many tags are imported, or "all"', limitOf, 20_000)
  .option('--repetitions <count>', 'requests of each kind in a sample, after warm-up', countOf, 40)
  .option('--timeout <seconds>', 'after which a sample is given up', countOf, 900)
  .option('--seconds <count>', 'how long each scenario of the gateway case is measured', countOf, 5)
  .addOption(
    new Option('--peers <folder>', 'other gateways, installed as test/bench/README.md tells').env('HUB_BENCH_PEERS'),
  )
  .option('--json', 'print one JSON object, with every sample', false)
  .addHelpText('after', `\nCases:\n${allCases.map(({ name, title }) => `  ${name.padEnd(14)}${title}\n`).join('')}`)
  .action(run);

await program.parseAsync();

async function run(chosen: readonly string[], options: RunOptions): Promise<void> {
  const unknown = chosen.filter((name) => !allCases.some((each) => each.name === name));
  if (unknown.length > 0) program.error(`error: there is no case ${unknown.join(', ')}`, { exitCode: 2 });
  const stopping = new AbortController();
  let received: NodeJS.Signals | undefined;
  for (const signal of stopSignals) {
    process.on(signal, () => {
      received ??= signal;
      stopping.abort();
    });
  }
  try {
    await measure(chosen, options, stopping.signal);
  } catch (error) {
    process.exitCode = 1;
    if (received === undefined) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  for (const signal of stopSignals) process.removeAllListeners(signal);
  if (received !== undefined) process.kill(process.pid, received);
}

async function measure(chosen: readonly string[], options: RunOptions, signal: AbortSignal): Promise<void> {
  const names = chosen.length > 0 ? chosen : allCases.map(({ name }) => name);
  const ofHub = names.filter((name) => name !== gatewayCase.name);
  const report = ofHub.length > 0 ? reportOf(await takeSamples(ofHub, options, signal)) : undefined;
  if (report && !options.json) process.stdout.write(`\n${printReport(report)}`);
  const gateway = names.includes(gatewayCase.name) ? await measureGateway(options, signal) : undefined;
  if (gateway && !options.json) process.stdout.write(`\n${printGatewayReport(gateway)}`);
  if (!options.json) return;
  process.stdout.write(
    `${JSON.stringify({ ...report, ...(gateway && { gateway: { ...gateway, bars: barsOf(gateway) } }) }, null, 2)}\n`,
  );
}

async function takeSamples(names: readonly string[], options: RunOptions, signal: AbortSignal): Promise<Sample[]> {
  const { samples: count, limit, repetitions, timeout } = options;
  const samples: Sample[] = [];
  for (let number = 1; number <= count; number += 1) {
    const sample = await takeSample({
      cases: names,
      ...(limit !== 'all' && { limit }),
      repetitions,
      timeoutMs: timeout * 1_000,
      signal,
      onBegin: (what) => process.stderr.write(`sample ${number} of ${count}: ${what}\n`),
    });
    samples.push(sample);
  }
  return samples;
}

function measureGateway({ samples: rounds, seconds, peers: peersFolder }: RunOptions, signal: AbortSignal) {
  const onBegin = (what: string): void => void process.stderr.write(`gateway: ${what}\n`);
  return runGatewayBench({ peersFolder, rounds, seconds, signal, onBegin });
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000_000) return count;
  throw new InvalidArgumentError('Expected a whole number from 1 on.');
}

function limitOf(text: string): number | 'all' {
  return text === 'all' ? text : countOf(text);
}
