import { type JSX, splitProps } from 'solid-js';
import styles from './button.module.css';

type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & { kind?: 'primary' | 'danger' | 'quiet' | 'plain' };

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ['kind', 'class']);
  return <button type="button" {...rest} class={`${styles['button']} ${styles[own.kind ?? 'plain'] ?? ''} ${own.class ?? ''}`} />;
}
