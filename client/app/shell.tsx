import { createContext, type JSX, onCleanup, useContext } from 'solid-js';
import type { Me } from '#shared/protocol/http.ts';
import { type ConsultStore, createConsultStore } from '../worklist/consult-store.ts';
import { createEvents, type Events } from './events.ts';
import { me } from './session.ts';

/** What every signed-in page shares: the event wire and the consults told over it. */
export interface Signed {
  me: Me;
  events: Events;
  consults: ConsultStore;
}

const SignedContext = createContext<Signed>();

export function Shell(props: { children?: JSX.Element }): JSX.Element {
  const events = createEvents();
  onCleanup(() => events.close());
  const signed: Signed = { me: me()!, events, consults: createConsultStore(events) };
  return <SignedContext.Provider value={signed}>{props.children}</SignedContext.Provider>;
}

export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (signed === undefined) throw new Error('used outside of the signed-in pages');
  return signed;
}
