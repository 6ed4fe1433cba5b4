import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { type Caller, whoAmI } from './caller.js';
import { ExampleMenu } from './example-menu.js';
import { welcome } from './examples.js';
import { createFetcher } from './fetcher.js';
import { KeyForm } from './key-form.js';
import { forgetKey, keepKey, recallKey } from './key-store.js';
import { planPlugin } from './plan-plugin.js';
import { WhoAmI } from './who-am-i.js';

const plugins = [HISTORY_PLUGIN, explorerPlugin(), planPlugin];
/** Enough to show an example's variables below its text from the start. */
const hasRoom = matchMedia('(min-width: 641px)').matches;

/** GraphiQL below a bar that says for whom it asks. A new key asks for the schema anew, too. */
export function Playground() {
  const [key, setKey] = useState(recallKey);
  const [bar, setBar] = useState<HTMLElement | null>(null);
  const caller = useCaller(key);
  const fetcher = useMemo(() => createFetcher(key), [key]);

  const use = (typed: string) => {
    keepKey(typed);
    setKey(typed);
  };
  const forget = () => {
    forgetKey();
    setKey(undefined);
  };

  return (
    <>
      <header className="hub-bar">
        <h1>Alliance hub</h1>
        <div className="hub-examples" ref={setBar} />
        <WhoAmI caller={caller} />
        <KeyForm hasKey={key !== undefined} onUse={use} onForget={forget} />
      </header>
      <main className="hub-main">
        {/* The editor for headers is off: it would keep a key typed there in the history, beyond the session. */}
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          defaultQuery={welcome}
          defaultEditorToolsVisibility={hasRoom && 'variables'}
          isHeadersEditorEnabled={false}
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
        >
          <GraphiQL.Logo> </GraphiQL.Logo>
          {bar && createPortal(<ExampleMenu />, bar)}
        </GraphiQL>
      </main>
    </>
  );
}

function useCaller(key: string | undefined): Caller {
  const [answered, setAnswered] = useState<{ readonly key: string; readonly caller: Caller }>();

  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    whoAmI(key, abort.signal).then(
      (caller) => setAnswered({ key, caller }),
      () => undefined, // Aborted: another key has taken its place.
    );
    return () => abort.abort();
  }, [key]);

  if (key === undefined) return { kind: 'public' };
  return answered?.key === key ? answered.caller : { kind: 'asking' };
}
