import { A } from '@solidjs/router';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConsultIdentity, IdentityReview } from '#shared/protocol/admin.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { CompareIdentities } from '../../app/compare-identities.tsx';
import { createOfConsult } from '../../app/create-of-consult.ts';
import { IDENTITY_ACCEPT, IDENTITY_REFUSE, IDENTITY_TITLES, IDENTITY_WHAT } from '../../app/identity-words.ts';
import { patientName } from '../../app/patient-words.ts';
import { siteTime } from '../../stroke/ui/site-time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Keyed } from '../../ui/keyed.tsx';
import { DecideIdentity, type Decision } from './decide-identity.tsx';
import styles from './identity.module.css';
import { WhoCanDecide } from './who-can-decide.tsx';

/** What waits for a decision about this patient: both identities side by side, and who can decide; for those who can, the decision. */
export function IdentityDialog(props: { consult: ConsultSummary; now: number; onClose: () => void }): JSX.Element {
  const found = createOfConsult<ConsultIdentity>(() => props.consult, 'identity');
  const [chosen, setChosen] = createSignal<Decision | null>(null);
  // What cannot be read again is not decided on.
  const known = () => (found.failed() ? undefined : found.known());
  const reviews = () => known()?.reviews ?? [];
  const decidable = () => known()?.may.decide ?? false;
  const done = async () => {
    setChosen(null);
    await found.refetch();
    if (reviews().length + (known()?.aside ?? 0) === 0) props.onClose();
  };
  return (
    <Show
      when={chosen()}
      fallback={
        <Dialog
          open
          onClose={props.onClose}
          title="Is it this patient?"
          text={`${patientName(props.consult)}, ${props.consult.site.name}. Until it is decided no dose is prepared or released, and no note is signed.`}
          actions={<Button onClick={props.onClose}>Back</Button>}
        >
          <Show when={found.failed()}>
            <p role="alert" class={styles['red']}>
              It cannot be read now. The header stays red; try again when the link is back.
            </p>
          </Show>
          <Show when={found.loading() && known() === undefined}>
            <p role="status">Asking the server</p>
          </Show>
          <div class={styles['list']}>
            <Show when={known()?.may.decide === false}>
              <WhoCanDecide consult={props.consult} />
            </Show>
            <Keyed each={reviews()} by={({ id }) => id}>
              {(review) => (
                <Waiting
                  review={review()}
                  at={siteTime(review().createdAt, props.consult.site.zone, props.now)}
                  decidable={decidable()}
                  onChoose={(decision) => setChosen({ review: review(), decision })}
                />
              )}
            </Keyed>
            <Show when={known()}>
              {(it) => (
                <>
                  <Show when={!it().may.compare}>
                    <p>Your role does not see both identities. Physicians and nurses of both hospitals do.</p>
                  </Show>
                  <Show when={it().aside > 0}>
                    <p>
                      Images of {it().aside === 1 ? 'one study' : `${it().aside} studies`} name somebody else and were kept aside: nothing
                      of them is in this consult. {props.consult.site.name} decides it{' '}
                      <Show when={it().may.decide} fallback="on its admin page.">
                        on the <A href="/admin">admin page</A>.
                      </Show>
                    </p>
                  </Show>
                </>
              )}
            </Show>
          </div>
        </Dialog>
      }
    >
      {(decision) => (
        <DecideIdentity consult={props.consult} decision={decision()} onBack={() => setChosen(null)} onDone={() => void done()} />
      )}
    </Show>
  );
}

function Waiting(props: {
  review: IdentityReview;
  at: string;
  decidable: boolean;
  onChoose: (decision: 'accept' | 'refuse') => void;
}): JSX.Element {
  return (
    <section class={styles['arrival']} data-review={props.review.kind}>
      <p>
        {IDENTITY_WHAT[props.review.kind]} <span class={styles['quiet']}>Since {props.at}.</span>
      </p>
      <CompareIdentities titles={IDENTITY_TITLES[props.review.kind]} one={props.review.now} other={props.review.proposed} />
      <Show when={props.review.why.length > 0}>
        <ul class={styles['agreement']} aria-label="What does not agree">
          <For each={props.review.why}>{(why) => <li>{why}</li>}</For>
        </ul>
      </Show>
      <Show when={props.decidable}>
        <div class={styles['choices']}>
          <Show when={IDENTITY_ACCEPT[props.review.kind]}>
            {(accept) => (
              <Button kind="danger" onClick={() => props.onChoose('accept')}>
                {accept()}
              </Button>
            )}
          </Show>
          <Button onClick={() => props.onChoose('refuse')}>{IDENTITY_REFUSE[props.review.kind]}</Button>
        </div>
      </Show>
    </section>
  );
}
