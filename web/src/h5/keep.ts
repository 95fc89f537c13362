// Keeps the answers last seen on the phone, so that tasks can be read where there is no network; forgets them with the person.
import type { QueryClient } from '@tanstack/vue-query'
import type { Me } from '@/shared/types'
import { answers, type Answer } from './shelf'

/** Kinds of answers that are worth keeping: my tasks and what belongs to them. */
const KINDS = new Set(['me', 'tasks', 'reports', 'notices', 'case', 'case-clock', 'map', 'my-track', 'segment', 'segment-shops', 'paper', 'papers', 'paper-kinds', 'my-emergency', 'visits'])
const DAY = 86_400_000
/** Older than this it would mislead. */
export const MOST_AGE_MS = 3 * DAY

/** Which kept answers may be shown: not too old. */
export const usable = (found: readonly Answer[], now: number): Answer[] => found.filter((answer) => now - answer.at < MOST_AGE_MS)

/** Puts the kept answers where no fresher ones are, then keeps every new one. */
export async function keepAnswers(client: QueryClient): Promise<void> {
  client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual) return
    const key = event.query.queryKey
    if (!KINDS.has(String(key[0]))) return
    void store(client, JSON.stringify(key), event.query.state.data)
  })
  for (const answer of usable(await answers.all(), Date.now())) {
    const key = JSON.parse(answer.key) as string[]
    if (client.getQueryData(key) === undefined) client.setQueryData(key, answer.data, { updatedAt: answer.at })
  }
}

async function store(client: QueryClient, key: string, data: unknown): Promise<void> {
  if (key === '["me"]') {
    const before = (await answers.all()).find((answer) => answer.key === key)?.data as Me | undefined
    // Somebody else signed in on this phone: what the other one read is not for them.
    if (before && before.user.id !== (data as Me).user.id) {
      await answers.clear()
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' && query.state.dataUpdatedAt < Date.now() - 1000 && !query.isActive() })
    }
  }
  await answers.put({ key, data: JSON.parse(JSON.stringify(data)) as unknown, at: Date.now() })
}

export const forgetAnswers = (): Promise<void> => answers.clear()
