import { For, type JSX, Show } from 'solid-js';
import type { OnCallLine as Given, OnCallPlan } from '#shared/protocol/call.ts';
import { ROLE_WORDS } from '../call/words.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';

/** A line being edited; instants as `datetime-local` has them, '' while open. */
export interface Line {
  key: number;
  personId: string;
  always: boolean;
  from: string;
  until: string;
}

export const shiftOf = ({ personId, from, until }: Given): Omit<Line, 'key'> => ({
  personId,
  always: from === null && until === null,
  from: local(from),
  until: local(until),
});

/** A shift without any time, or one that ends before it begins. */
export const wrongShift = ({ always, from, until }: Line): boolean =>
  !always && ((from === '' && until === '') || (from !== '' && until !== '' && from >= until));

function local(iso: string | null): string {
  if (iso === null) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** One line of the roster: who, always or between two times, and its place in the order. */
export function OnCallLine(props: {
  line: Line;
  place: number;
  of: number;
  people: OnCallPlan['people'];
  mayChange: boolean;
  onChange: (change: Partial<Line>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}): JSX.Element {
  const name = () => props.people.find((person) => person.personId === props.line.personId)?.name ?? '';
  return (
    <li class={styles['entry']} data-line={props.line.key} data-bad={wrongShift(props.line)}>
      <Show when={props.mayChange} fallback={<p>{words(props.line, name())}</p>}>
        <div class={styles['form']}>
          <span class={styles['place']} aria-hidden="true">
            {props.place}
          </span>
          <label class={styles['field']}>
            Person
            <select
              class={styles['input']}
              value={props.line.personId}
              onChange={(event) => props.onChange({ personId: event.currentTarget.value })}
            >
              <For each={props.people}>
                {(person) => (
                  <option value={person.personId} selected={person.personId === props.line.personId}>
                    {person.name}, {ROLE_WORDS[person.role]}
                  </option>
                )}
              </For>
            </select>
          </label>
          <label class={styles['field']}>
            When
            <select
              class={styles['input']}
              value={props.line.always ? 'always' : 'shift'}
              onChange={(event) => props.onChange({ always: event.currentTarget.value === 'always' })}
            >
              <option value="always">Always</option>
              <option value="shift">A shift</option>
            </select>
          </label>
          <Show when={!props.line.always}>
            <label class={styles['field']}>
              From
              <input
                class={styles['input']}
                type="datetime-local"
                value={props.line.from}
                onInput={(event) => props.onChange({ from: event.currentTarget.value })}
              />
            </label>
            <label class={styles['field']}>
              Until
              <input
                class={styles['input']}
                type="datetime-local"
                value={props.line.until}
                onInput={(event) => props.onChange({ until: event.currentTarget.value })}
              />
            </label>
          </Show>
          <Button data-move="up" aria-label={`Move ${name()} up`} disabled={props.place === 1} onClick={() => props.onMove(-1)}>
            ↑
          </Button>
          <Button data-move="down" aria-label={`Move ${name()} down`} disabled={props.place === props.of} onClick={() => props.onMove(1)}>
            ↓
          </Button>
          <Button aria-label={`Take ${name()} off line ${props.place}`} onClick={() => props.onRemove()}>
            Take off
          </Button>
        </div>
        <Show when={wrongShift(props.line)}>
          <p class={styles['fix']}>A shift needs a time, and ends after it begins.</p>
        </Show>
      </Show>
    </li>
  );
}

const words = ({ always, from, until }: Line, name: string): string =>
  always
    ? `${name}, always`
    : `${name}, ${[from && `from ${from.replace('T', ' ')}`, until && `until ${until.replace('T', ' ')}`].filter(Boolean).join(' ')}`;
