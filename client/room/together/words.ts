import type { RosterEntry } from '#shared/protocol/events.ts';
import type { MarkTool } from '#shared/protocol/marks.ts';

/** Every text of the panels, in one place. */
export const words = {
  follow: (name: string) => `Follow ${name}`,
  stopFollowing: (name: string) => `Stop following ${name}`,
  followAgain: (name: string) => `Follow ${name} again`,
  followsYou: (name: string) => `${name} follows you`,
  youFollow: (name: string) => `You follow ${name}`,
  youFollowAway: (name: string) => `You follow ${name}, who is away`,
  someoneFollows: (follower: string, leader: string) => `${follower} follows ${leader}`,
  lookHere: 'Look here',
  asksToLook: (name: string) => `${name}: look here`,
  showMe: 'Show me',
  notNow: 'Not now',
  you: 'you',
  whoIsHere: 'Who is here',
  measurements: 'Measurements',
  noMeasurements: 'Nothing is marked yet. Draw on a picture, and everyone here sees it.',
  waitingForLossless: 'waiting for the full picture',
  notShownYet: 'its slice is not here yet',
  show: (what: string, name: string) => `Show ${what} of ${name}`,
  erase: (what: string) => `Erase ${what}`,
  eraseShort: 'Erase',
  hide: (what: string, name: string) => `Hide ${what} of ${name} from all`,
  hideShort: 'Hide',
  unhide: (what: string, name: string) => `Show ${what} of ${name} to all again`,
  unhideShort: 'Show again',
  hiddenBy: (name: string) => `hidden by ${name}`,
  notKept: 'The last mark cannot be kept: this consult takes no more, or your role may not mark.',
  textLine: 'Text line',
  say: 'Say',
  saySomething: 'Write to everyone here',
  readyPhrases: 'Ready phrases',
  sharedNote: 'Shared note',
  noLines: 'For when sound fails: what is written here, everyone in the room reads.',
  readersOnly: 'Your role reads along and does not write.',
  saved: (time: string) => `Saved ${time}`,
  nothingToSave: 'Everything is saved',
  saving: 'Saving',
  unsaved: (count: number, since: string) => `Not saved yet: ${count} ${count === 1 ? 'change' : 'changes'} since ${since}`,
  offline: (count: number, since: string) => `Offline: ${count} unsaved since ${since}. They are kept here and will be sent.`,
  offlineClean: (since: string) => `Offline since ${since}. What you mark is kept here and will be sent.`,
  connecting: 'Connecting',
  ended: 'Your session has ended. Sign in again to go on reading together.',
  stopped: 'Reading together has stopped: the server does not accept this page. Load it again.',
} as const;

export const TOOL_WORDS: Record<MarkTool, string> = {
  Length: 'Length',
  Angle: 'Angle',
  Bidirectional: 'Two diameters',
  EllipticalROI: 'Ellipse',
  RectangleROI: 'Rectangle',
  ArrowAnnotate: 'Arrow',
  Probe: 'Probe',
};

/** What is said most when sound fails or hands are full, by who says it. No findings and no orders: a slip of the finger must do no harm. */
const BEDSIDE_PHRASES = [
  'I cannot hear you',
  'You are muted',
  'One moment please',
  'The patient is getting worse',
  'Please call us by phone',
];
const HUB_PHRASES = [
  'I cannot hear you',
  'You are muted',
  'Please show the face',
  'Please lift both arms',
  'Please scroll to the basal ganglia',
  'Please scroll to the vertex',
  'Please send the CT angiogram',
  'When was the patient last well?',
  'What is the blood pressure?',
  'I am looking at the pictures',
  'Please call me by phone',
];

export const phrasesFor = (role: RosterEntry['role'] | undefined): readonly string[] =>
  role === 'neurologist' || role === 'interventionalist' || role === 'coordinator' ? HUB_PHRASES : BEDSIDE_PHRASES;
