import type { JSX } from 'solid-js';
import { encode } from 'uqr';
import styles from './qr-code.module.css';

/** Modules of white around the code that a reader needs (ISO/IEC 18004 §6.3.8). */
const QUIET_ZONE = 4;

/** `text` as a QR code, black on white whatever the page's colours are. */
export function QrCode(props: { text: string; label: string }): JSX.Element {
  const code = () => encode(props.text, { ecc: 'M', border: QUIET_ZONE });
  const path = () =>
    code()
      .data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
      .join('');
  return (
    <svg
      class={styles['code']}
      viewBox={`0 0 ${code().size} ${code().size}`}
      role="img"
      aria-label={props.label}
      shape-rendering="crispEdges"
    >
      <title>{props.label}</title>
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path()} fill="#000" />
    </svg>
  );
}
