import { type JSX, splitProps } from 'solid-js';
import styles from './text-field.module.css';

type TextFieldProps = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'class'> & {
  label: string;
  value: string;
  onText: (text: string) => void;
};

/** One line of text under its label, tall enough for a finger. */
export function TextField(props: TextFieldProps): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'onText']);
  return (
    <label class={styles['field']}>
      {own.label}
      <input {...rest} class={styles['input']} onInput={(event) => own.onText(event.currentTarget.value)} />
    </label>
  );
}

/** Why somebody decides something, for the timeline; what is longer than 300 characters the server refuses. */
export function ReasonField(props: { label?: string; value: string; onText: (text: string) => void }): JSX.Element {
  return <TextField label={props.label ?? 'Reason'} maxLength={300} value={props.value} onText={props.onText} />;
}
