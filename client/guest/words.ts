/** Every text that a guest reads: somebody who is frightened, or in a hurry, and has never seen this page. */
export const words = {
  title: 'Video call',
  as: (name: string, kind: 'interpreter' | 'family') =>
    kind === 'interpreter' ? `You are invited as interpreter: ${name}.` : `You are invited: ${name}.`,
  what: 'You will see and hear the people who care for the patient, and they will see and hear you.',
  check: 'Check camera and microphone',
  previewTitle: 'Camera and microphone',
  previewText: 'Nobody sees or hears you yet.',
  ask: 'Ask to come in',
  back: 'Come back into the call',
  waiting: 'A clinician will let you in.',
  stay: 'Keep this page open. It may take a few minutes.',
  declined: 'Not now. The care team asks you to wait.',
  again: 'Ask again',
  tooSoon: 'Wait a few seconds, then ask again.',
  left: 'You left the call.',
  ended: 'The call is over for you. You can close this page.',
  elsewhere: 'The call goes on at your other device. You can close this page.',
  dead: 'This link is not valid any more. Ask the hospital for a new one.',
  connecting: 'Connecting to the hospital.',
  down: 'The connection is interrupted. It is being looked for by itself.',
  silenced: 'A clinician turned your microphone off.',
} as const;
