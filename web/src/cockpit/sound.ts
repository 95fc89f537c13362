// One short sound for a new red warning, only when a person switched it on; never the only sign.
const STORE = 'wg-cockpit-sound'

export const soundKept = (): boolean => localStorage.getItem(STORE) === 'on'
export const keepSound = (on: boolean): void => localStorage.setItem(STORE, on ? 'on' : 'off')

let context: AudioContext | null = null

/** Two tones, half a second. A browser that allows no sound yet stays silent. */
export function chime(): void {
  context ??= new AudioContext()
  const start = context.currentTime
  for (const [i, hertz] of [660, 520].entries()) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.12, start + i * 0.25)
    volume.gain.exponentialRampToValueAtTime(0.001, start + i * 0.25 + 0.24)
    tone.connect(volume).connect(context.destination)
    tone.start(start + i * 0.25)
    tone.stop(start + i * 0.25 + 0.25)
  }
}
