import { A, useNavigate } from '@solidjs/router';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { AGE_BANDS, bandWords } from '#shared/chart/announced.ts';
import type { Announcement } from '#shared/protocol/notify.ts';
import { createClock } from '../app/clock.ts';
import { useSigned } from '../app/shell.tsx';
import { forget } from '../room/last-consult.ts';
import { Choice } from '../stroke/ui/choice.tsx';
import { Button } from '../ui/button.tsx';
import { ArrivalTime } from './arrival-time.tsx';
import { createAnnouncing } from './create-announcing.ts';
import { LastKnownWell } from './last-known-well.tsx';
import styles from './notify.module.css';
import { ScreenForm } from './screen-form.tsx';
import { words } from './words.ts';

type Told = Announcement['notification'];
const BANDS = AGE_BANDS.map(({ from, to }, value) => ({ value, text: bandWords({ ageFrom: from, ageTo: to }) }));
const SEXES = (Object.keys(words.sexes) as Told['sex'][]).map((value) => ({ value, text: words.sexes[value] }));

/** `/notify`: what a crew tells before the patient comes, on a phone with one thumb. Opens the consult and calls the neurologist. */
export function NotifyPage(): JSX.Element {
  const { me, events, consults } = useSigned();
  const navigate = useNavigate();
  const now = createClock(events.offset);
  const zone = me.organisation.zone;
  const [band, setBand] = createSignal<number | null>(null);
  const [sex, setSex] = createSignal<Told['sex'] | null>(null);
  const [lkw, setLkw] = createSignal<Announcement['lastKnownWell'] | undefined>();
  const [screen, setScreen] = createSignal<Told['screen'] | undefined>();
  const [eta, setEta] = createSignal<string | null | undefined>();
  const [text, setText] = createSignal('');
  const announcing = createAnnouncing(me.person.id, (consult) => {
    consults.put(consult);
    // A patient who was only announced cannot be mixed up with the one looked at before.
    forget();
    navigate(`/consults/${consult.id}`);
  });
  const missing = () =>
    [
      { what: words.age, there: band() !== null },
      { what: words.sex, there: sex() !== null },
      { what: words.lkw, there: lkw() !== undefined },
      { what: words.screen, there: screen() !== undefined },
      { what: words.eta, there: eta() !== undefined },
    ].flatMap(({ what, there }) => (there ? [] : [what]));
  const refused = () => {
    const state = announcing.state();
    return state.kind === 'refused' ? state.why : '';
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const [age, known, found, at] = [AGE_BANDS[band() ?? -1], lkw(), screen(), eta()];
    if (age === undefined || known === undefined || found === undefined || at === undefined) return;
    announcing.send({
      notification: { ageFrom: age.from, ageTo: age.to, sex: sex() ?? '', screen: found, eta: at, words: text().trim() },
      lastKnownWell: known,
    });
  };
  const busy = () => announcing.state().kind === 'sending' || announcing.state().kind === 'waiting';
  return (
    <main class={styles['page']}>
      <header class={styles['header']}>
        <A class={styles['back']} href="/" aria-label={words.back}>
          ←
        </A>
        <h1>{words.title}</h1>
      </header>
      <form class={styles['form']} onSubmit={send} inert={busy()} aria-label={words.title}>
        <p class={styles['quiet']}>{words.noName}</p>
        <section class={styles['section']} aria-label={words.age}>
          <h2>{words.age}</h2>
          <Choice label={words.age} options={BANDS} value={band()} onChoose={setBand} />
        </section>
        <section class={styles['section']} aria-label={words.sex}>
          <h2>{words.sex}</h2>
          <Choice label={words.sex} options={SEXES} value={sex()} onChoose={setSex} />
        </section>
        <LastKnownWell zone={zone} now={now()} onAnswer={setLkw} />
        <ScreenForm onAnswer={setScreen} />
        <ArrivalTime zone={zone} now={now()} onAnswer={setEta} />
        <label class={styles['section']}>
          {words.more}
          <textarea
            class={styles['words']}
            maxLength={500}
            rows={3}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <div class={styles['send']}>
          <Show when={missing().length > 0}>
            <p class={styles['quiet']}>{words.missing(missing())}</p>
          </Show>
          <Button type="submit" kind="primary" class={styles['large'] ?? ''} disabled={missing().length > 0 || busy()}>
            {words.send}
          </Button>
        </div>
      </form>
      <Switch>
        <Match when={announcing.state().kind === 'sending'}>
          <p class={styles['state']} role="status">
            {words.sending}
          </p>
        </Match>
        <Match when={announcing.state().kind === 'waiting'}>
          <p class={styles['state']} role="status" data-waiting>
            {words.waiting}
          </p>
        </Match>
        <Match when={refused()}>
          {(why) => (
            <p class={`${styles['state']} ${styles['red']}`} role="alert">
              {words.refused(why())}
            </p>
          )}
        </Match>
      </Switch>
    </main>
  );
}
