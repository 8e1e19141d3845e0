import { Popover } from '@kobalte/core/popover';
import type { JSX } from 'solid-js';
import { RULES_DATE, type Source } from '#shared/clinical/source.ts';
import { words } from '../words.ts';
import styles from './rule.module.css';

/** The rule behind a number, one tap away: what it says, where it comes from, and how sure that is. */
export function Rule(props: { of: string; text: string; source: Source }): JSX.Element {
  return (
    <Popover>
      <Popover.Trigger class={styles['trigger']} aria-label={`${words.rule}: ${props.of}`}>
        <span aria-hidden="true">i</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content class={styles['content']}>
          <Popover.Title class={styles['title']}>{props.of}</Popover.Title>
          <Popover.Description>{props.text}</Popover.Description>
          <p class={styles['source']}>
            {words.source}: {props.source.text} ({words.certainty[props.source.certainty]}; {words.rulesOf(RULES_DATE)})
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover>
  );
}
