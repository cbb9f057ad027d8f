import type { PreferenceValues } from '#lib/contract/index.ts';

type Sound = Exclude<PreferenceValues['notifySound'], 'none'>;
/** Each tone: when it begins and its frequencies from beginning to end, in seconds and hertz. */
const tones: Readonly<Record<Sound, readonly { at: number; from: number; to: number; lasts: number }[]>> = {
  bell: [
    { at: 0, from: 880, to: 880, lasts: 0.5 },
    { at: 0.12, from: 1318.5, to: 1318.5, lasts: 0.6 },
  ],
  drop: [{ at: 0, from: 900, to: 320, lasts: 0.22 }],
};

let context: AudioContext | null = null;

/** Sounds, where the browser lets a page sound (after somebody clicked in it). */
export function play(sound: PreferenceValues['notifySound']): void {
  if (sound === 'none' || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const audio = context;
  void audio.resume().catch(() => undefined);
  for (const { at, from, to, lasts } of tones[sound]) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const begin = audio.currentTime + at;
    tone.frequency.setValueAtTime(from, begin);
    tone.frequency.exponentialRampToValueAtTime(to, begin + lasts);
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(0.25, begin + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + lasts);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + lasts);
  }
}
