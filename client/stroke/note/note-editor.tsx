import { createEffect, createSignal, Index, type JSX, on, onCleanup, Show } from 'solid-js';
import { last } from '#shared/chart/entries.ts';
import { draftNote } from '#shared/chart/note.ts';
import type { EntryOf } from '#shared/protocol/chart/chart.ts';
import type { NoteSection } from '#shared/protocol/record.ts';
import { Button } from '../../ui/button.tsx';
import type { Chart } from '../create-chart.ts';
import { createEntering } from '../ui/create-entering.ts';
import { Fault } from '../ui/entry-form.tsx';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { SignButton } from './sign-button.tsx';
import { Sources } from './sources.tsx';
import { words } from './words.ts';

/** Sections of sentences: each can be edited, left out, or added to; the draft is kept for everyone. */
export function NoteEditor(props: {
  chart: Chart;
  /** Somebody has signed meanwhile: this text is in no note. */
  signed: EntryOf<'note-signed'> | undefined;
  onUnsaved: (unsaved: boolean) => void;
}): JSX.Element {
  const kept = () => last(props.chart.entries(), 'note-draft');
  const [sections, setSections] = createSignal<NoteSection[]>(kept()?.body.sections ?? []);
  const [changed, setChanged] = createSignal(false);
  const entering = createEntering(props.chart);
  createEffect(() => props.onUnsaved(changed()));
  onCleanup(() => props.onUnsaved(false));
  // A draft of somebody else comes in unless something of one's own would be lost.
  createEffect(on(kept, (entry) => entry !== undefined && !changed() && setSections(entry.body.sections), { defer: true }));
  const edit = (next: NoteSection[]) => {
    setSections(next);
    setChanged(true);
  };
  const draft = () => {
    const { birthDate } = props.chart.consult().patient;
    const context = { birthDate, zone: props.chart.zone(), policy: props.chart.policy(), now: props.chart.now() };
    // What the author wrote stays: it comes from no entry.
    const own = sections().flatMap(({ heading, sentences }) => {
      const written = sentences.filter(({ sources }) => sources.length === 0);
      return written.length === 0 ? [] : [{ heading, sentences: written }];
    });
    const drafted = draftNote(props.chart.entries(), context);
    edit([
      ...drafted.map((section) => ({
        ...section,
        sentences: [...section.sentences, ...(own.find(({ heading }) => heading === section.heading)?.sentences ?? [])],
      })),
      ...own.filter(({ heading }) => drafted.every((section) => section.heading !== heading)),
    ]);
  };
  const put = (section: number, sentence: number, text: string | null) =>
    edit(
      sections().map((one, at) =>
        at !== section
          ? one
          : {
              ...one,
              sentences:
                text === null
                  ? one.sentences.filter((_, n) => n !== sentence)
                  : one.sentences.map((old, n) => (n === sentence ? { ...old, text } : old)),
            },
      ),
    );
  const add = () => {
    const written = { text: '', sources: [] };
    const known = sections().find(({ heading }) => heading === words.impression);
    edit(
      known === undefined
        ? [...sections(), { heading: words.impression, sentences: [written] }]
        : sections().map((one) => (one === known ? { ...one, sentences: [...one.sentences, written] } : one)),
    );
  };
  /** What can be kept: no empty sentence, no empty section. */
  const clean = (): NoteSection[] =>
    sections()
      .map(({ heading, sentences }) => ({ heading, sentences: sentences.filter(({ text }) => text.trim() !== '') }))
      .filter(({ sentences }) => sentences.length > 0);
  const save = async () => {
    if (await entering.enter('note-draft', { sections: clean() })) setChanged(false);
  };
  return (
    <>
      <Show
        when={props.signed}
        fallback={
          <>
            <p class={panel['quiet']}>{words.draftHint}</p>
            <div class={panel['row']}>
              <Button disabled={!props.chart.may('note-draft')} onClick={draft}>
                {sections().length === 0 ? words.draft : words.draftAgain}
              </Button>
              <Button disabled={!props.chart.may('note-draft')} onClick={add}>
                {words.add}
              </Button>
            </div>
          </>
        }
      >
        {(entry) => (
          <div class={panel['card']} data-level="amber" role="status">
            <p>{words.signedMeanwhile(entry().by?.name ?? '')}</p>
            <Button kind="danger" onClick={() => setChanged(false)}>
              {words.dropMine}
            </Button>
          </div>
        )}
      </Show>
      <Show when={changed() && sections().length === 0}>
        <p>{words.nothing}</p>
      </Show>
      <Index each={sections()}>
        {(section, at) => (
          <section class={panel['card']} aria-label={words.heading(section().heading)}>
            <h4 class={panel['title']}>{section().heading}</h4>
            <Index each={section().sentences}>
              {(sentence, n) => (
                <div class={panel['field']} data-sentence data-sources={sentence().sources.join(' ')}>
                  <textarea
                    class={panel['input']}
                    rows={2}
                    aria-label={words.sentence(section().heading, n + 1)}
                    value={sentence().text}
                    disabled={!props.chart.may('note-draft')}
                    onInput={(event) => put(at, n, event.currentTarget.value)}
                  />
                  <span class={panel['row']}>
                    <Sources chart={props.chart} sources={sentence().sources} />
                    <Button
                      kind="quiet"
                      aria-label={words.leaveOut(n + 1)}
                      disabled={!props.chart.may('note-draft')}
                      onClick={() => put(at, n, null)}
                    >
                      {words.leaveOutShort}
                    </Button>
                  </span>
                </div>
              )}
            </Index>
          </section>
        )}
      </Index>
      <p role="status" class={panel['quiet']}>
        {changed()
          ? words.unsaved
          : kept() === undefined
            ? ''
            : words.saved(kept()!.by?.name ?? '', siteTime(kept()!.at, props.chart.zone(), props.chart.now()))}
      </p>
      <Show when={clean().length > 0 && props.signed === undefined}>
        <div class={panel['row']}>
          <Button disabled={!changed() || entering.busy() || !props.chart.may('note-draft')} onClick={() => void save()}>
            {words.save}
          </Button>
          <SignButton chart={props.chart} sections={clean()} />
        </div>
      </Show>
      <Fault entering={entering} />
    </>
  );
}
