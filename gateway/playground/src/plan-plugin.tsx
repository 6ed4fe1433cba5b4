import { type GraphiQLPlugin, useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import { namesOperation } from './fetcher.js';
import { recallKey } from './key-store.js';
import { PlanDrawing } from './plan-drawing.js';
import { askForPlan, type PlanAnswer, type PlanMode } from './query-plan.js';

/** Shows how the hub answers the operation in the editor: which subgraph is asked what, and how long each took. */
export const planPlugin: GraphiQLPlugin = { title: 'Query plan', icon: PlanIcon, content: PlanPane };

function PlanIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
      <path d="M3 5h9M6 10h12M6 15h7M13 20h8" />
    </svg>
  );
}

function PlanPane() {
  const [answer, setAnswer] = useState<PlanAnswer | 'asking'>();
  const editors = useGraphiQL(({ queryEditor, variableEditor, responseEditor, operationName }) => ({
    queryEditor,
    variableEditor,
    responseEditor,
    operationName,
  }));

  const ask = async (mode: PlanMode) => {
    const query = editors.queryEditor?.getValue() ?? '';
    const variables = parseVariables(editors.variableEditor?.getValue() ?? '');
    if (variables === undefined) {
      setAnswer({ kind: 'refused', reason: 'The variables are not valid JSON.' });
      return;
    }
    setAnswer('asking');
    const name = editors.operationName;
    const operationName = name && namesOperation(query, name) ? name : undefined;
    const next = await askForPlan({ query, variables, operationName }, mode, recallKey());
    setAnswer(next);
    if (next.kind === 'planned' && mode === 'run') {
      editors.responseEditor?.setValue(JSON.stringify(next.rest, undefined, 2));
    }
  };

  return (
    <section className="hub-plan-pane" aria-label="Query plan">
      <header>
        <h2>Query plan</h2>
        <button type="button" className="graphiql-button" onClick={() => void ask('dry')}>
          Plan only
        </button>
        <button type="button" className="graphiql-button" onClick={() => void ask('run')}>
          Run and measure
        </button>
      </header>
      <div aria-live="polite">
        {answer === undefined && <p>Shows which subgraph is asked what for the operation in the editor.</p>}
        {answer === 'asking' && <p>Asking the hub …</p>}
        {typeof answer === 'object' && answer.kind === 'refused' && <p className="hub-plan-refused">{answer.reason}</p>}
      </div>
      {typeof answer === 'object' && answer.kind === 'planned' && <PlanDrawing plan={answer.plan} />}
    </section>
  );
}

/** The variables as typed; an empty editor has none. Undefined when they cannot be read. */
function parseVariables(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The analyst is still typing; the pane says so.
    return undefined;
  }
}
