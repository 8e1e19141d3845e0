import { createSignal, type JSX, Show } from 'solid-js';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';

/** C-ECHO towards a scanner or PACS: does it answer us? */
export function EchoForm(): JSX.Element {
  const [host, setHost] = createSignal('127.0.0.1');
  const [port, setPort] = createSignal('104');
  const [aeTitle, setAeTitle] = createSignal('');
  const [answer, setAnswer] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const echo = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setAnswer('Asking');
    try {
      const { ok, ms, reason } = await request<{ ok: boolean; ms: number; reason: string }>('POST', '/api/admin/echo', {
        host: host(),
        port: Number(port()),
        aeTitle: aeTitle(),
      });
      setAnswer(ok ? `It answered in ${Math.round(ms)} ms.` : `No answer: ${reason}.`);
    } catch (error) {
      setAnswer(error instanceof Error ? error.message : 'It could not be asked');
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class={styles['section']} aria-label="Ask a scanner or PACS">
      <h2>Does it answer? (C-ECHO)</h2>
      <form class={styles['form']} onSubmit={(event) => void echo(event)}>
        <label class={styles['field']}>
          Address
          <input class={styles['input']} required value={host()} onInput={(event) => setHost(event.currentTarget.value)} />
        </label>
        <label class={styles['field']}>
          Port
          <input
            class={styles['input']}
            required
            inputmode="numeric"
            pattern="[0-9]{1,5}"
            value={port()}
            onInput={(event) => setPort(event.currentTarget.value)}
          />
        </label>
        <label class={styles['field']}>
          Its AE title
          <input
            class={styles['input']}
            required
            maxLength={16}
            value={aeTitle()}
            onInput={(event) => setAeTitle(event.currentTarget.value)}
          />
        </label>
        <Button type="submit" kind="primary" disabled={busy()}>
          C-ECHO
        </Button>
      </form>
      <Show when={answer() !== ''}>
        <p role="status">{answer()}</p>
      </Show>
    </section>
  );
}
