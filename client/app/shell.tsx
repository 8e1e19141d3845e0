import { createContext, type JSX, onCleanup, useContext } from 'solid-js';
import type { Me } from '#shared/protocol/http.ts';
import { type CallStore, createCallStore } from '../call/call-store.ts';
import { createRinging, type Ringing, RingOverlay } from '../call/ringing.tsx';
import { type ConsultStore, createConsultStore } from '../worklist/consult-store.ts';
import { createEvents, type Events } from './events.ts';
import { me } from './session.ts';

/** What every signed-in page shares: the event wire, the consults and calls told over it, and what rings. */
export interface Signed {
  me: Me;
  events: Events;
  consults: ConsultStore;
  calls: CallStore;
  ringing: Ringing;
}

const SignedContext = createContext<Signed>();

export function Shell(props: { children?: JSX.Element }): JSX.Element {
  const events = createEvents();
  onCleanup(() => events.close());
  const [consults, calls] = [createConsultStore(events), createCallStore(events)];
  const ringing = createRinging({ me: me()!, events, calls });
  const signed: Signed = { me: me()!, events, consults, calls, ringing };
  return (
    <SignedContext.Provider value={signed}>
      <RingOverlay me={signed.me} ringing={ringing} calls={calls} consults={consults} />
      {props.children}
    </SignedContext.Provider>
  );
}

export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (signed === undefined) throw new Error('used outside of the signed-in pages');
  return signed;
}
