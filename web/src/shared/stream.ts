// Live feed: one connection to /api/stream that resumes at its cursor, reconnects by itself and knows how stale it is.
// Read with fetch instead of EventSource, because EventSource hides the heartbeat, and without it silence and a dead
// connection look the same.
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { sseParser } from './sse'
import type { LogItem } from './types'

export type LiveState = 'connecting' | 'live' | 'stale' | 'down'

/** The server's heartbeat comes every 10 s; three missed ones mean the line is dead. */
export const DEAD_AFTER_MS = 30_000
/** LOOK: the age turns yellow after 10 s without anything; one heartbeat late is tolerated. */
export const STALE_AFTER_MS = 15_000
const BACKOFF_MS = [500, 1000, 2000, 5000, 10_000]

export interface LiveFeed {
  state: ComputedRef<LiveState>
  /** Real milliseconds since the last sign of life of the connection. */
  silentMs: Ref<number>
  /** Real time of the last sign of life, null before the first. */
  lastSeen: Ref<number | null>
  cursor: Ref<string | null>
  stop: () => void
}

export interface LiveOptions {
  cursor?: string | null
  onItem: (item: LogItem) => void
  /** After a break that the cursor could not bridge the page should reload its state. */
  onResume?: () => void
  url?: string
}

interface Read {
  signal: AbortSignal
  cursor: string | null
  alive: () => void
  item: (id: string | null, data: string) => void
  /** The cursor was too old to be bridged: the page must load its state afresh. */
  reset: () => void
}

async function readStream(url: string, options: Read): Promise<void> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' }
  if (options.cursor) headers['Last-Event-ID'] = options.cursor
  const response = await fetch(url, { headers, credentials: 'same-origin', cache: 'no-store', signal: options.signal })
  if (!response.ok || !response.body) throw new Error(`stream ${response.status}`)
  options.alive()
  const feed = sseParser({
    event: (event) => {
      if (event.event === 'log') options.item(event.id, event.data)
      else if (event.event === 'reset') options.reset()
      else options.alive()
    },
    comment: options.alive,
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    feed(value)
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

/** Opens the feed; it closes with the component (effect scope) that opened it. */
export function useLive(options: LiveOptions): LiveFeed {
  const url = options.url ?? '/api/stream'
  const cursor = ref(options.cursor ?? null)
  const lastSeen = ref<number | null>(null)
  const silentMs = ref(0)
  const connected = shallowRef(false)
  const life = new AbortController()
  let attempt = new AbortController()
  let failures = 0

  const alive = (): void => {
    if (!connected.value && lastSeen.value !== null) options.onResume?.()
    connected.value = true
    failures = 0
    lastSeen.value = Date.now()
    silentMs.value = 0
  }
  const item = (id: string | null, data: string): void => {
    alive()
    if (id) cursor.value = id
    try {
      options.onItem(JSON.parse(data) as LogItem)
    } catch (error) {
      console.error('a live message could not be used', error)
    }
  }
  const reset = (): void => {
    alive()
    cursor.value = null
    options.onResume?.()
  }
  const run = async (): Promise<void> => {
    while (!life.signal.aborted) {
      attempt = new AbortController()
      try {
        await readStream(url, { signal: attempt.signal, cursor: cursor.value, alive, item, reset })
      } catch {
        failures += 1
      }
      connected.value = false
      if (!life.signal.aborted) await sleep(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 10_000, life.signal)
    }
  }
  const started = Date.now()
  const watch = setInterval(() => {
    silentMs.value = Date.now() - (lastSeen.value ?? started)
    if (connected.value && silentMs.value > DEAD_AFTER_MS) attempt.abort()
  }, 1000)
  const stop = (): void => {
    clearInterval(watch)
    life.abort()
    attempt.abort()
  }
  onScopeDispose(stop)
  void run()

  const state = computed<LiveState>(() => {
    if (!connected.value) return lastSeen.value === null && silentMs.value < STALE_AFTER_MS ? 'connecting' : 'down'
    return silentMs.value > STALE_AFTER_MS ? 'stale' : 'live'
  })
  return { state, silentMs, lastSeen, cursor, stop }
}
