import type { CheckName, Found } from '#shared/protocol/check.ts';

export const words = {
  title: 'Check this device',
  text: 'Camera, microphone, speaker, and the way to the server. Takes about half a minute. Nobody sees or hears you.',
  start: 'Start the check',
  running: 'Checking',
  again: 'Check again',
  heard: 'A rising tone was played. Did you hear it?',
  playAgain: 'Play again',
  yes: 'Yes',
  no: 'No',
  allGood: 'This device is ready for a consult.',
  adviceTitle: 'Tell your IT',
  kept: (site: string) => `The result is kept for ${site}.`,
  notKept: 'The result could not be kept. What is shown here is right all the same.',
  siteTitle: 'Devices that were checked',
  nothing: 'Nobody has checked a device yet. The check is at /check.',
} as const;

export const checkNames: Record<CheckName, string> = {
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  udp: 'Video over UDP',
  tcp: 'Video over TCP',
  roundTrip: 'Round trip to the server',
  down: 'Rate to this device',
  up: 'Rate from this device',
  webgl2: 'Graphics (WebGL 2)',
  webAssembly: 'Image decoding (WebAssembly)',
};

export const stateWords: Record<Found['state'] | 'waiting', string> = { good: 'good', poor: 'weak', failed: 'does not work', waiting: '' };
