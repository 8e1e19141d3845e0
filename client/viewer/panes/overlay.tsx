import { type JSX, Show } from 'solid-js';
import type { Series } from '../catalogue/catalogue.ts';
import { words } from '../words.ts';
import { dicomDate, dicomTime, personName } from './dicom-words.ts';
import { fidelityWords } from './fidelity.ts';
import type { PaneInfo } from './pane-info.ts';

export interface OverlayProps {
  info: PaneInfo;
  series: Series | undefined;
  /** Hospital of the consult, used when the study does not name one. */
  hospital: string;
  progress: string | null;
}

/** Whose picture, what, when, where, how good: always on the pixels. Text only, never in the way of the pointer. */
export function Overlay(props: OverlayProps): JSX.Element {
  const study = () => props.series?.study;
  const patient = () => study()?.patient;
  return (
    <div class="overlay">
      <Show when={patient()} keyed>
        {(person) => (
          <div class="overlay-corner overlay-top-left">
            <b class="overlay-name">{personName(person.name)}</b>
            <span>
              {dicomDate(person.birthDate)} {person.sex}
            </span>
            <span>
              {words.mrn} {person.id}
            </span>
          </div>
        )}
      </Show>
      <Show when={study()} keyed>
        {(present) => (
          <div class="overlay-corner overlay-top-right">
            <span>{present.institution || props.hospital}</span>
            <span>
              {dicomDate(present.date)} {dicomTime(present.time)}
            </span>
            <Show when={present.prior}>
              <b class="overlay-prior">{words.prior}</b>
            </Show>
            <Show when={props.info.remark}>
              <span class="overlay-remark">{props.info.remark}</span>
            </Show>
          </div>
        )}
      </Show>
      <div class="overlay-corner overlay-bottom-left">
        <span>{props.series?.descriptor.description}</span>
        <Show when={props.info.count > 0}>
          <span class="overlay-slice">{words.slice(props.info.index + 1, props.info.count)}</span>
        </Show>
        <Show when={props.progress}>
          <span class="overlay-progress">{props.progress}</span>
        </Show>
      </div>
      <div class="overlay-corner overlay-bottom-right">
        <Show when={props.info.slab > 0}>
          <span>{words.slab(props.info.slab)}</span>
        </Show>
        <Show when={props.info.window} keyed>
          {(window) => (
            <span>
              {words.window(window.width, window.center)}
              {props.info.invert ? ` · ${words.inverted}` : ''}
              {props.info.flipped ? ` · ${words.flipped}` : ''}
            </span>
          )}
        </Show>
        <Show when={!props.info.hidden && (props.info.slice !== null || props.info.kind !== 'stack')}>
          <span class="overlay-fidelity" data-quality={props.info.quality}>
            {fidelityWords(props.info)}
          </span>
        </Show>
      </div>
      <span class="overlay-letter overlay-left">{props.info.letters.left}</span>
      <span class="overlay-letter overlay-right">{props.info.letters.right}</span>
      <span class="overlay-letter overlay-top">{props.info.letters.top}</span>
      <span class="overlay-letter overlay-bottom">{props.info.letters.bottom}</span>
      <Show when={props.info.notice}>
        <p class="overlay-notice" role="status">
          {props.info.notice}
        </p>
      </Show>
    </div>
  );
}
