const slices = 10;

/** Counts how calls ended within the last `windowMs`, to a tenth of it, in constant room. */
export class OutcomeWindow {
  private readonly sliceMs: number;
  private readonly successes = new Array<number>(slices).fill(0);
  private readonly failures = new Array<number>(slices).fill(0);
  private current = 0;

  constructor(windowMs: number) {
    this.sliceMs = windowMs / slices;
  }

  /** @param now - milliseconds; must not run backwards */
  count(outcome: 'success' | 'failure', now: number): void {
    this.advance(now);
    const counts = outcome === 'success' ? this.successes : this.failures;
    const slot = this.current % slices;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }

  totals(now: number): { readonly calls: number; readonly failures: number } {
    this.advance(now);
    const failures = sum(this.failures);
    return { calls: sum(this.successes) + failures, failures };
  }

  clear(): void {
    this.successes.fill(0);
    this.failures.fill(0);
  }

  private advance(now: number): void {
    const slice = Math.floor(now / this.sliceMs);
    if (slice === this.current) return;
    const passed = Math.min(slice - this.current, slices);
    for (let step = 0; step < passed; step++) {
      this.successes[(slice - step) % slices] = 0;
      this.failures[(slice - step) % slices] = 0;
    }
    this.current = slice;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
