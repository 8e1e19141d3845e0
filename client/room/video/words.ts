import type { BudgetReason } from '#shared/media/budget.ts';
import type { MediaSource } from '#shared/protocol/media.ts';
import type { DeviceRefusal } from '../../video/devices.ts';
import type { Health } from '../../video/health.ts';

/** Every text of audio and video in the room, in one place. */
export const words = {
  start: 'Start video',
  starting: 'Starting video',
  previewTitle: 'Start video',
  previewText: 'You are seen and heard by everyone in this consult.',
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  noCamera: 'No camera',
  usual: 'Usual one of this device',
  unnamed: (kind: string, n: number) => `${kind} ${n}`,
  level: 'Loudness of your microphone',
  saySomething: 'Say something: the bar moves when you are heard.',
  startMuted: 'Start with the microphone off',
  testSpeaker: 'Play a sound',
  join: 'Join',
  cancel: 'Cancel',
  video: 'Video',
  you: 'you',
  mute: 'Turn microphone off',
  unmute: 'Turn microphone on',
  cameraOff: 'Turn camera off',
  cameraOn: 'Turn camera on',
  leave: 'Leave video',
  more: 'More',
  share: 'Share screen',
  stopSharing: 'Stop sharing screen',
  second: 'Add hand-held camera',
  stopSecond: 'Stop hand-held camera',
  layouts: 'Layout of the video',
  layoutBeside: 'Pictures beside the images',
  layoutOver: 'Picture over the images',
  layoutLarge: 'Video large',
  speaking: 'speaking',
  muted: 'microphone off',
  deaf: 'cannot hear',
  mute_: 'cannot be heard',
  deafAndMute: 'cannot hear or be heard',
  because: (state: string, why: string) => (why === '' ? state : `${state}: ${why}`),
  guest: 'Guest',
  inTheCall: 'In the call',
  waiting: 'Waiting for the others.',
  alone: 'Nobody else has started video yet.',
  makeLarge: (name: string) => `Show ${name} large`,
  pictureOf: (name: string, source: MediaSource) => `${name}${sourceWords[source]}`,
  paused: 'Picture paused',
  pictureComes: 'no picture',
  cameraIsOff: 'camera off',
  bringBack: 'Bring microphone back',
  microphoneGone: {
    ended: 'Your microphone stopped: nobody hears you.',
    silenced: 'A phone call or another app has your microphone: nobody hears you.',
  },
  tapToHear: 'Tap to hear',
  soundBlocked: 'This browser holds the sound back until you tap.',
  listensOnly: 'Your role sees and hears; nothing is sent from here.',
  manyHere: 'Many are here: you start with the microphone off.',
  lost: {
    path: 'Sound and picture are interrupted. Looking for a way through.',
    signalling: 'The link to the server dropped. Sound and picture come back by themselves.',
    server: 'Sound and picture are not available now. They come back by themselves.',
  },
  refusedFor: (code: string) =>
    code === 'UNSUPPORTED'
      ? 'This browser cannot take part in video. Use a current Chrome, Edge, Firefox or Safari.'
      : 'Your role cannot take part in the video of this consult.',
  meanwhile: 'Images, marks and the text line go on.',
  call: (site: string, phone: string) => `Call ${site}: ${phone}`,
  consentTitle: 'May the neurologist move this camera?',
  consentText: 'Zoom, turn, and switch its light on. You can stop it at any time with one tap.',
  allow: 'Allow',
  deny: 'Not now',
  consentOn: 'Others may move this camera',
  withdraw: 'Stop',
  movedBy: (name: string) => `${name} moves your camera`,
  examine: 'Examine',
  whole: 'Whole',
  face: 'Face',
  pupils: 'Pupils',
  arms: 'Arms',
  legs: 'Legs',
  nearer: 'Nearer',
  wider: 'Wider',
  left: 'Left',
  right: 'Right',
  up: 'Up',
  down: 'Down',
  light: 'Light',
  zoomed: (factor: number) => `${factor.toFixed(1)} times`,
  moves: {
    camera: 'moves the camera itself',
    notAllowed: 'enlarges the picture here only; the bedside has not allowed the camera to be moved',
    fixed: 'enlarges the picture here only; this camera cannot be moved',
  },
  wire: { udp: 'over UDP', tcp: 'over TCP', unknown: '' },
} as const;

const sourceWords: Record<MediaSource, string> = { microphone: '', camera: '', handheld: ', hand-held', screen: ', screen' };

/** What the link cannot carry now. '' when all is shown. */
export const budgetWords: Record<BudgetReason, string> = {
  'all-shown': '',
  'video-reduced-while-slice-loads': 'Video reduced while the CT loads',
  'video-paused-while-slice-loads': 'Video paused while the slice you look at loads. Sound goes on.',
  'others-reduced-while-cta-loads': 'Small pictures reduced while the CT loads',
  'others-reduced-link-narrow': 'Small pictures reduced: the link is narrow',
  'video-reduced-link-narrow': 'Video reduced: the link is narrow',
  'video-paused-link-narrow': 'Video paused: the link is too narrow. Sound goes on.',
  'sound-only': 'Sound only: the link is too narrow for pictures',
};

export const deviceWords: Record<DeviceRefusal, { camera: string; microphone: string }> = {
  'not-allowed': {
    camera: 'The browser does not allow the camera. Tap the lock beside the address to allow it.',
    microphone: 'The browser does not allow the microphone. Tap the lock beside the address to allow it.',
  },
  'not-found': { camera: 'No camera was found.', microphone: 'No microphone was found. You can hear, but not speak.' },
  'in-use': { camera: 'Another program has the camera. Close it and try again.', microphone: 'Another program has the microphone.' },
  insecure: {
    camera: 'Camera and microphone need an https address.',
    microphone: 'Camera and microphone need an https address.',
  },
  failed: { camera: 'The camera does not start.', microphone: 'The microphone does not start.' },
};

/** Told to everybody else in the room: short, in the third person. */
export const healthWords: Record<Health['why'], string> = {
  '': '',
  'no-link': 'the connection is lost',
  'no-sound-arrives': 'no sound arrives there',
  'speaker-blocked': 'the sound was not switched on there',
  'no-microphone': 'there is no microphone',
  'microphone-silenced': 'a phone call has the microphone',
  'microphone-ended': 'the microphone stopped',
};
