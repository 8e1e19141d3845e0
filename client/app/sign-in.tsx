import { useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { signIn } from './session.ts';
import styles from './sign-in.module.css';

/** Sign in, and back to where the person wanted to go. Only paths of this site are followed. */
export function SignIn(): JSX.Element {
  const navigate = useNavigate();
  const [query] = useSearchParams<{ to?: string }>();
  const [email, setEmail] = createSignal('');
  const [password, setPassword] = createSignal('');
  const [wrong, setWrong] = createSignal('');
  const [busy, setBusy] = createSignal(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    try {
      await signIn(email().trim(), password());
      navigate(/^\/(?!\/)/.test(query.to ?? '') ? query.to! : '/', { replace: true });
    } catch (error) {
      setWrong(error instanceof Error ? error.message : 'Signing in failed');
      setPassword('');
    } finally {
      setBusy(false);
    }
  };

  return (
    <main class={styles['page']}>
      <form class={styles['form']} onSubmit={(event) => void submit(event)} aria-label="Sign in">
        <h1 class={styles['title']}>Hyperacute</h1>
        <p class={styles['quiet']}>Stroke consult room. Not a medical device; for evaluation only.</p>
        <TextField label="E-mail" type="email" autocomplete="username" required value={email()} onText={setEmail} />
        <TextField label="Password" type="password" autocomplete="current-password" required value={password()} onText={setPassword} />
        <Show when={wrong() !== ''}>
          <p class={styles['error']} role="alert">
            {wrong()}
          </p>
        </Show>
        <Button kind="primary" type="submit" disabled={busy()}>
          {busy() ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
