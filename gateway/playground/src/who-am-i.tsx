import type { Caller } from './caller.js';

export function WhoAmI({ caller }: { readonly caller: Caller }) {
  const failed = caller.kind === 'public' && caller.reason !== undefined;
  return (
    <p className="hub-caller" role="status" data-kind={failed ? 'refused' : caller.kind} title={textOf(caller)}>
      {textOf(caller)}
    </p>
  );
}

function textOf(caller: Caller): string {
  switch (caller.kind) {
    case 'public':
      return caller.reason ? `public: CLEAR only (${caller.reason})` : 'public: CLEAR only';
    case 'asking':
      return 'asking who I am …';
    case 'member':
      return [caller.displayName, caller.roles.join(', '), `up to ${caller.clearance}`].filter(Boolean).join(' · ');
  }
}
