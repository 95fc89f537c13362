// Voice to text where the browser has it (its own service; Weige hears nothing and keeps no sound).
interface Heard {
  resultIndex: number
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>
}
interface Ear {
  lang: string
  interimResults: boolean
  continuous: boolean
  start: () => void
  stop: () => void
  onresult: ((event: Heard) => void) | null
  onend: (() => void) | null
  onerror: (() => void) | null
}
type Kind = new () => Ear

const kind = (): Kind | undefined => {
  const place = globalThis as unknown as { SpeechRecognition?: Kind; webkitSpeechRecognition?: Kind }
  return place.SpeechRecognition ?? place.webkitSpeechRecognition
}
export const hears = (): boolean => kind() !== undefined

/** Listens until `stop` or silence; `said` gets each finished piece, `over` the end and whether it failed. */
export function listen(lang: string, said: (words: string) => void, over: (failed: boolean) => void): () => void {
  const Kind = kind()
  if (!Kind) throw new Error('no speech recognition here')
  const ear = new Kind()
  let failed = false
  ear.lang = lang
  ear.interimResults = false
  ear.continuous = true
  ear.onresult = (event) => {
    for (const piece of Array.from(event.results).slice(event.resultIndex)) if (piece.isFinal) said(piece[0]?.transcript.trim() ?? '')
  }
  ear.onerror = () => { failed = true }
  ear.onend = () => over(failed)
  ear.start()
  return () => ear.stop()
}

/** The words after what stands there already; Chinese needs no space between. */
export const joined = (before: string, words: string, lang: string): string => (before && words ? `${before}${lang.startsWith('zh') ? (/[，。！？、\s]$/.test(before) ? '' : '，') : ' '}${words}` : before || words)
