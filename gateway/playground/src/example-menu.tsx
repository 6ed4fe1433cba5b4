import { DropdownMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useRef } from 'react';
import { type Example, examples } from './examples.js';

/** Opens an example in a tab of its own, so that nothing the analyst wrote is lost. */
export function ExampleMenu() {
  const { addTab } = useGraphiQLActions();
  const editors = useGraphiQL((state) => ({ query: state.queryEditor, variables: state.variableEditor }));
  const hasOpened = useRef(false);

  const open = ({ query, variables }: Example) => {
    addTab();
    editors.query?.setValue(query);
    editors.variables?.setValue(variables ? JSON.stringify(variables, undefined, 2) : '');
    hasOpened.current = true;
  };
  /** Closed by a choice, the menu hands the keyboard to the editor; closed by Escape, back to its button. */
  const handOnFocus = (event: Event) => {
    if (!hasOpened.current) return;
    hasOpened.current = false;
    event.preventDefault();
    editors.query?.focus();
  };

  return (
    <DropdownMenu>
      <DropdownMenu.Button className="hub-button" disabled={!editors.query || !editors.variables}>
        Examples <span aria-hidden="true">▾</span>
      </DropdownMenu.Button>
      <DropdownMenu.Content className="hub-menu" align="start" aria-label="Examples" onCloseAutoFocus={handOnFocus}>
        {examples.map((example) => (
          <DropdownMenu.Item key={example.title} onSelect={() => open(example)}>
            <span className="hub-example">
              <b>{example.title}</b>
              <small>{example.purpose}</small>
            </span>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}
