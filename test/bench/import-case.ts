import path from 'node:path';

import type { ImportReportJson } from '../../gateway/src/cli/import/import-report.js';
import type { BenchCase, Figure } from './bench-case.js';
import { copyRows } from './copied-rows.js';
import { type CpuSeconds, totalCpu } from './cpu-time.js';
import { importer, runImport } from './import-run.js';
import { stateOf } from './table-state.js';

/** Attestations through the public API against `COPY` of the same rows; then all of them once more. */
export const importCase: BenchCase = {
  name: 'import',
  title: 'attestations through the API, against COPY of the same rows; and again, unchanged',
  async measure(bench) {
    const first = await bench.imported();
    const stored = await stateOf(bench.hub, importer);
    const copy = await copyRows(bench.hub, importer, path.join(bench.packs.folder, '../rows.copy'));
    const again = await runImport(bench.hub, bench.packs, bench.signal);
    const { tags } = bench.packs;
    return {
      count: `${tags.toLocaleString('en')} tags`,
      figures: [
        { name: 'import', unit: 's', value: first.seconds },
        { name: 'import', unit: 'tags/s', value: tags / first.seconds },
        { name: 'COPY', unit: 's', value: copy.seconds },
        { name: 'import ÷ COPY, time', unit: '×', value: first.seconds / copy.seconds },
        { name: 'import ÷ COPY, CPU', unit: '×', value: totalCpu(first.cpu) / totalCpu(copy.cpu) },
        ...cpuFigures('import', first.cpu),
        ...cpuFigures('COPY', copy.cpu),
        { name: 'import again', unit: 's', value: again.seconds },
        { name: 'import again', unit: 'tags/s', value: tags / again.seconds },
        { name: 'again ÷ COPY, time', unit: '×', value: again.seconds / copy.seconds },
        ...cpuFigures('again', again.cpu),
      ],
      answer: {
        read: [first.report.read, again.report.read],
        accountedFor: [accountedFor(first.report), accountedFor(again.report)],
        failures: [first.report.error, again.report.error],
        stored,
        copied: { rows: copy.rows, differences: copy.differences },
        again: {
          accepted: again.report.accepted,
          updated: again.report.updated,
          stored: await stateOf(bench.hub, importer),
        },
      },
      expected: {
        read: [tags, tags],
        accountedFor: [tags, tags],
        failures: [undefined, undefined],
        stored: { ...stored, rows: first.before.rows + first.report.accepted + first.report.updated },
        copied: { rows: stored.rows, differences: 0 },
        again: { accepted: 0, updated: 0, stored },
      },
    };
  },
};

function accountedFor({ accepted, updated, unchanged, quarantined }: ImportReportJson): number {
  return accepted + updated + unchanged + Object.values(quarantined).reduce((sum, count) => sum + count, 0);
}

function cpuFigures(what: string, cpu: CpuSeconds): readonly Figure[] {
  return Object.entries(cpu).map(([name, value]) => ({ name: `${what}: ${name}`, unit: 'cpu s', value }));
}
