import { Navigate, Route, Router, useLocation } from '@solidjs/router';
import { type JSX, lazy, Match, onMount, Suspense, Switch } from 'solid-js';
import { Button } from '../ui/button.tsx';
import { askWhoIAm, session } from './session.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

const Worklist = lazy(async () => ({ default: (await import('../worklist/worklist.tsx')).Worklist }));
const RoomPage = lazy(async () => ({ default: (await import('../room/room-page.tsx')).RoomPage }));
const Check = lazy(async () => ({ default: (await import('../check/check.tsx')).Check }));
const JoinPage = lazy(async () => ({ default: (await import('../guest/join-page.tsx')).JoinPage }));
const NotifyPage = lazy(async () => ({ default: (await import('../notify/notify-page.tsx')).NotifyPage }));
const StrokePolicyPage = lazy(async () => ({ default: (await import('../admin/stroke-policy.tsx')).StrokePolicyPage }));
const Admin = lazy(async () => ({ default: (await import('../admin/admin.tsx')).Admin }));

/** Pages of `contract.md`. Everything but signing in and a guest’s link needs a session. */
export function App(): JSX.Element {
  onMount(() => void askWhoIAm());
  return (
    <Router root={(props) => <Suspense fallback={<p role="status">Loading</p>}>{props.children}</Suspense>}>
      <Route path="/sign-in" component={SignIn} />
      <Route path="/join/:token" component={JoinPage} />
      <Route component={Gate}>
        <Route path="/" component={Worklist} />
        <Route path="/consults/:id" component={RoomPage} />
        <Route path="/notify" component={NotifyPage} />
        <Route path="/admin" component={Admin} />
        <Route path="/admin/stroke" component={StrokePolicyPage} />
        <Route path="/check" component={Check} />
      </Route>
      <Route path="*" component={() => <Navigate href="/" />} />
    </Router>
  );
}

function Gate(props: { children?: JSX.Element }): JSX.Element {
  const location = useLocation();
  const why = () => {
    const state = session();
    return state.kind === 'unreachable' ? state.why : '';
  };
  return (
    <Switch fallback={<p role="status">Asking the server who you are</p>}>
      <Match when={session().kind === 'signed-in'}>
        <Shell>{props.children}</Shell>
      </Match>
      <Match when={session().kind === 'signed-out'}>
        <Navigate href={`/sign-in?to=${encodeURIComponent(location.pathname)}`} />
      </Match>
      <Match when={session().kind === 'unreachable'}>
        <main>
          <p role="alert">{why()}</p>
          <Button onClick={() => void askWhoIAm()}>Try again</Button>
        </main>
      </Match>
    </Switch>
  );
}
