/** Bounds of a room and a peer. A telestroke room has about six people; the bounds leave room for a teaching hospital and no more. */

export const MAX_PEERS_PER_ROOM = 24;
/** One to send, one to receive, and their successors while the line changes from UDP to TCP. */
export const MAX_TRANSPORTS_PER_PEER = 4;
/** Microphone, cart camera, hand-held camera, screen with its sound, and one to spare while a device is exchanged. */
export const MAX_PRODUCERS_PER_PEER = 6;
/** Everything that everybody else in a full room may send within reason. */
export const MAX_CONSUMERS_PER_PEER = 96;
/** Layers of a producer: three of simulcast. */
export const MAX_ENCODINGS = 3;

/** What one transport may send into the SFU, bit/s: two cameras at full resolution and a screen. */
export const MAX_INCOMING_BITRATE = 10_000_000;
/** Where the estimate of a link begins, bit/s: enough for sound and the middle layer at once, little enough for a hospital's guest Wi-Fi. */
export const INITIAL_OUTGOING_BITRATE = 800_000;
/** A path that answers no STUN consent (RFC 7675) for so long is disconnected, s. Longer than the 10 s a link may be away. */
export const ICE_CONSENT_TIMEOUT_S = 30;

/** How often speech is measured, ms, and from where on it is speech, dBov (0 is loudest). */
export const SPEECH_INTERVAL_MS = 400;
export const SPEECH_THRESHOLD_DBOV = -55;
export const MAX_SPEAKING = 6;

/** Estimates of a peer are told so often at most, ms. */
export const ESTIMATE_INTERVAL_MS = 250;
