import type { GuestEntry, GuestKind } from '#shared/protocol/guest.ts';

const kinds: Record<GuestKind, string> = { interpreter: 'interpreter', family: 'family' };

/** Every text about interpreters and relatives in the room. */
export const words = {
  kinds,
  guests: 'Interpreter and family',
  what: 'They see and hear the people in the call. They get no images and no chart.',
  interpreter: 'Interpreter',
  family: 'Family',
  who: 'Who is it?',
  name: 'Name or relationship',
  nameHint: 'For example: Ms Lind, or Anna, daughter',
  language: 'Language, if one is interpreted',
  goodFor: 'The link is good for',
  times: { 30: 'half an hour', 60: 'one hour', 120: 'two hours', 240: 'four hours' } as Record<number, string>,
  make: 'Make the link',
  another: 'Invite somebody else',
  close: 'Close',
  linkOf: (name: string, until: string) => `Link for ${name}, good until ${until}`,
  once: 'It is shown only now. Let them scan the code, or send them the link.',
  code: (name: string) => `QR code of the link for ${name}`,
  copy: 'Copy the link',
  copied: 'Copied',
  knocks: (who: string) => `${who} waits to come in.`,
  who_: ({ name, kind, language }: GuestEntry) => `${name} (${[kinds[kind], language].filter((one) => one !== '').join(', ')})`,
  patient: 'Let in: the patient consents',
  representative: 'Let in: their representative consents',
  decline: 'Not now',
  askClinician: 'A clinician lets them in.',
  inCall: (who: string) => `${who} is in the call.`,
  away: (who: string) => `${who} lost the line and may come back.`,
  silence: 'Turn their microphone off',
  letSpeak: 'Let them speak',
  putOut: 'Put out',
  putOutOf: (name: string) => `Put ${name} out? Their link stops working.`,
  keep: 'Keep in the call',
  takeBack: 'Take the link back',
  stages: { invited: 'has not come yet', waiting: 'waits to come in', 'in-call': 'is in the call', away: 'lost the line' } as Record<
    GuestEntry['stage'],
    string
  >,
  failed: 'It could not be done.',
} as const;
