/** Loudness of a track, 0…1, some ten times a second, until the returned function is called. 0.02 is a quiet room, speech is above 0.1. */
export function watchLevel(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  void context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    // Loudness is felt logarithmically: -60 dB is nothing, -6 dB is all.
    const decibel = 10 * Math.log10(sum / samples.length + 1e-9);
    tell(Math.min(1, Math.max(0, (decibel + 60) / 54)));
  }, 80);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** A short rising tone on the chosen speaker. */
export async function playTone(speaker: string): Promise<void> {
  const context = new AudioContext();
  const sink = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (speaker !== '' && sink.setSinkId !== undefined) await sink.setSinkId(speaker).catch(() => undefined);
  await context.resume();
  const gain = context.createGain();
  gain.gain.value = 0.15;
  gain.connect(context.destination);
  const tone = context.createOscillator();
  tone.frequency.setValueAtTime(440, context.currentTime);
  tone.frequency.linearRampToValueAtTime(880, context.currentTime + 0.6);
  tone.connect(gain);
  tone.start();
  tone.stop(context.currentTime + 0.7);
  await new Promise((resolve) => {
    tone.onended = resolve;
  });
  await context.close();
}

/** Two short tones: somebody is at the door. Silent where the browser holds sound back until a tap. */
export async function playKnock(): Promise<void> {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.value = 0.12;
  gain.connect(context.destination);
  for (const [at, hertz] of [
    [0, 660],
    [0.22, 880],
  ] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.16);
  }
  await new Promise((resolve) => setTimeout(resolve, 600));
  await context.close();
}
