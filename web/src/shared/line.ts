// The line to the server: whether it answers, and asking again by itself when it is back, so that nobody has to reload.
import type { QueryClient } from '@tanstack/vue-query'
import { readonly, ref, type Ref } from 'vue'
import { configureApi, isAway } from './api'

const FIRST_MS = 3000
const MOST_MS = 20_000
/** Shorter breaks than this begin where the last one was, so that a server that answers and fails in turns is not run down. */
const CALM_MS = 30_000

const lost = ref(false)
/** True from the first unanswered request until the server answers again. */
export const useLineLost = (): Readonly<Ref<boolean>> => readonly(lost)

/** Asks the server every few seconds while it is away; when it answers, what failed and what is on screen is asked for again. */
export function keepLine(client: QueryClient): void {
  let wait = FIRST_MS
  let back = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const probe = async (): Promise<void> => {
    clearTimeout(timer)
    if (!lost.value) return
    const there = await fetch('/healthz', { cache: 'no-store' }).then((answer) => answer.ok, () => false)
    if (there && lost.value) return found()
    wait = Math.min(wait * 1.5, MOST_MS)
    timer = setTimeout(() => void probe(), wait)
  }
  const found = (): void => {
    lost.value = false
    back = Date.now()
    void client.invalidateQueries({ predicate: (query) => query.isActive() && (query.isStale() || isAway(query.state.error)) })
  }
  configureApi({
    onLine: (there) => {
      if (there === !lost.value) return
      if (there) {
        clearTimeout(timer)
        return found()
      }
      if (Date.now() - back > CALM_MS) wait = FIRST_MS
      cut()
    },
  })
  const cut = (): void => {
    if (lost.value) return
    lost.value = true
    timer = setTimeout(() => void probe(), wait)
  }
  addEventListener('online', () => void probe())
  // The browser knows at once that the cable is out; a request would find out later.
  addEventListener('offline', cut)
  if (!navigator.onLine) cut()
}
