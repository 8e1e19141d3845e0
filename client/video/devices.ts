import type { CameraControl } from '#shared/protocol/media.ts';

/** Which camera, microphone and speaker this device uses; kept on the device, by their ids alone. */
export interface DeviceChoice {
  camera: string;
  microphone: string;
  speaker: string;
}

const KEY = 'hyperacute.devices';
export const NO_CHOICE: DeviceChoice = { camera: '', microphone: '', speaker: '' };

export function rememberedChoice(): DeviceChoice {
  try {
    const { camera, microphone, speaker } = { ...NO_CHOICE, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<DeviceChoice>) };
    return { camera: String(camera), microphone: String(microphone), speaker: String(speaker) };
  } catch {
    return NO_CHOICE;
  }
}

export const rememberChoice = (choice: DeviceChoice): void => localStorage.setItem(KEY, JSON.stringify(choice));

export interface DeviceList {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

export async function listDevices(): Promise<DeviceList> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind && device.deviceId !== '');
  return { cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput') };
}

/** Why a device cannot be had. */
export type DeviceRefusal = 'not-allowed' | 'not-found' | 'in-use' | 'insecure' | 'failed';

export class DeviceError extends Error {
  readonly refusal: DeviceRefusal;
  constructor(refusal: DeviceRefusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/** The chosen one when it is there, else any: a cart that was left at another bed has another camera. Throws DeviceError. */
export const openMicrophone = (deviceId: string): Promise<MediaStreamTrack> =>
  open('audio', { ...wanted(deviceId), echoCancellation: true, noiseSuppression: true, autoGainControl: true });

/** `movable`: asks for pan, tilt and zoom too, where the browser knows them. Throws DeviceError. */
export function openCamera(deviceId: string, movable: boolean): Promise<MediaStreamTrack> {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  const known = navigator.mediaDevices?.getSupportedConstraints() as Record<string, boolean> | undefined;
  const motion = movable && known?.['zoom'] === true ? { pan: true, tilt: true, zoom: true } : {};
  return open('video', { ...wanted(deviceId), ...size, ...motion } as MediaTrackConstraints);
}

/** The back camera of a tablet or phone held over the patient; elsewhere the camera that is not used yet. */
export function openHandheld(used: string): Promise<MediaStreamTrack> {
  return listDevices().then(({ cameras }) => {
    const other = cameras.find(({ deviceId }) => deviceId !== used);
    const place = other === undefined ? { facingMode: { ideal: 'environment' } } : { deviceId: { ideal: other.deviceId } };
    return open('video', { ...place, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } });
  });
}

/** Rejects with NotAllowedError when the person thinks better of it. */
export async function openScreen(): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
  const track = stream.getVideoTracks()[0]!;
  track.contentHint = 'detail';
  return track;
}

const wanted = (deviceId: string) => (deviceId === '' ? {} : { deviceId: { ideal: deviceId } });

async function open(kind: 'audio' | 'video', constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
  if (navigator.mediaDevices === undefined) throw new DeviceError('insecure');
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: constraints });
    return stream.getTracks()[0]!;
  } catch (error) {
    throw new DeviceError(refusalOf(error instanceof DOMException ? error.name : ''));
  }
}

/** Names of Media Capture and Streams §10.2. */
export function refusalOf(name: string): DeviceRefusal {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'not-allowed';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'not-found';
  return name === 'NotReadableError' || name === 'AbortError' ? 'in-use' : 'failed';
}

type MovableCapabilities = MediaTrackCapabilities & {
  zoom?: { min: number; max: number };
  pan?: { min: number; max: number };
  tilt?: { min: number; max: number };
  torch?: boolean;
};

/** What this camera can do when asked from afar; null: nothing. Zoom counts from 1, the widest. */
export function controlOf(track: MediaStreamTrack): CameraControl | null {
  const { zoom, pan, tilt, torch } = (track.getCapabilities?.() ?? {}) as MovableCapabilities;
  const widest = zoom === undefined || zoom.min <= 0 ? 1 : zoom.min;
  const control: CameraControl = {
    zoom: zoom === undefined || zoom.max <= zoom.min ? null : { min: 1, max: Math.min(16, zoom.max / widest) },
    pan: pan !== undefined && pan.max > pan.min,
    tilt: tilt !== undefined && tilt.max > tilt.min,
    torch: torch === true,
  };
  return control.zoom !== null || control.pan || control.tilt || control.torch ? control : null;
}

export interface CameraMove {
  zoom?: number;
  pan?: number;
  tilt?: number;
  torch?: boolean;
}

/** Moves the camera within what it can do. `pan` and `tilt`: -1 to 1 of its range. */
export async function moveCamera(track: MediaStreamTrack, move: CameraMove): Promise<void> {
  const can = (track.getCapabilities?.() ?? {}) as MovableCapabilities;
  const set: Record<string, number | boolean> = {};
  if (move.zoom !== undefined && can.zoom !== undefined) set['zoom'] = clamp((can.zoom.min <= 0 ? 1 : can.zoom.min) * move.zoom, can.zoom);
  for (const axis of ['pan', 'tilt'] as const) {
    const range = can[axis];
    const to = move[axis];
    if (to !== undefined && range !== undefined) set[axis] = clamp((range.min + range.max + to * (range.max - range.min)) / 2, range);
  }
  if (move.torch !== undefined && can.torch === true) set['torch'] = move.torch;
  if (Object.keys(set).length > 0) await track.applyConstraints({ advanced: [set as MediaTrackConstraintSet] });
}

const clamp = (value: number, { min, max }: { min: number; max: number }): number => Math.min(max, Math.max(min, value));
