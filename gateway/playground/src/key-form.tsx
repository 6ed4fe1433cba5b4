import { type FormEvent, useRef } from 'react';

interface KeyFormProps {
  readonly hasKey: boolean;
  readonly onUse: (key: string) => void;
  readonly onForget: () => void;
}

/** The field has no name and keeps no value: a key that is in use is shown nowhere. */
export function KeyForm({ hasKey, onUse, onForget }: KeyFormProps) {
  const field = useRef<HTMLInputElement>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = field.current?.value.trim();
    if (!field.current || !typed) return;
    field.current.value = '';
    onUse(typed);
  };
  const forget = () => {
    onForget();
    field.current?.focus();
  };

  return (
    <form className="hub-key" aria-label="Key" onSubmit={submit}>
      <label htmlFor="hub-key">Key</label>
      <input
        id="hub-key"
        ref={field}
        type="password"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={hasKey ? 'in use for this tab' : 'paste a key'}
      />
      <button type="submit">Use</button>
      <button type="button" disabled={!hasKey} onClick={forget}>
        Forget
      </button>
    </form>
  );
}
