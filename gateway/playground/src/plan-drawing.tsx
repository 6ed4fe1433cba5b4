import { type PlanRow, planRows } from './plan-rows.js';
import type { FetchRun, QueryPlan } from './query-plan.js';

/** The plan as a tree, and beside each fetch when it ran: what is slow, and what waits for what. */
export function PlanDrawing({ plan }: { readonly plan: QueryPlan }) {
  const { planMs, runMs } = plan.timings;
  const rows = planRows(plan);
  return (
    <>
      <p className="hub-plan-sum">
        planned in {milliseconds(planMs)}
        {runMs !== undefined && `, run in ${milliseconds(runMs)}`}
      </p>
      {rows.length === 0 ? (
        <p>No subgraph has to be asked.</p>
      ) : (
        <ol className="hub-plan" aria-label="Fetches">
          {rows.map((row, index) => (
            // The rows of a plan never move.
            <Row key={index} row={row} runMs={runMs} />
          ))}
        </ol>
      )}
      <details>
        <summary>Plan as text</summary>
        <pre className="hub-plan-text">{plan.text}</pre>
      </details>
    </>
  );
}

function Row({ row, runMs }: { readonly row: PlanRow; readonly runMs: number | undefined }) {
  const { depth, label, places, operation, run } = row;
  return (
    <li className="hub-plan-row" data-state={run?.state} title={operation}>
      <span
        className={operation === undefined ? 'hub-plan-group' : 'hub-plan-fetch'}
        style={{ paddingInlineStart: `${depth * 12}px` }}
      >
        {label}
        {places.map((place) => (
          <small key={place}>{place}</small>
        ))}
      </span>
      {run && <Bar run={run} runMs={runMs ?? 0} />}
    </li>
  );
}

/** Least width of a bar, in per cent: a short fetch shall be seen, too. */
const leastWidth = 1;

function Bar({ run, runMs }: { readonly run: FetchRun; readonly runMs: number }) {
  const { state, startMs = 0, durationMs = 0, representations, errors = 0, code } = run;
  if (state === 'skipped') return <span className="hub-plan-facts">not needed</span>;
  const share = (ms: number) => (runMs > 0 ? Math.min((ms / runMs) * 100, 100) : 0);
  const width = Math.max(share(durationMs), leastWidth);
  const left = Math.min(share(startMs), 100 - width);
  const facts = [
    milliseconds(durationMs),
    ...(representations === undefined ? [] : [`${representations} ${representations === 1 ? 'entity' : 'entities'}`]),
    ...(code === undefined ? [] : [code]),
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
  ];
  return (
    <>
      <span className="hub-plan-facts">{facts.join(' · ')}</span>
      <span className="hub-plan-track" aria-hidden="true">
        <span className="hub-plan-bar" style={{ left: `${left}%`, width: `${width}%` }} />
      </span>
    </>
  );
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
