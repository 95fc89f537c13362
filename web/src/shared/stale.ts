// What is on screen although its last renewal failed: shown on, never taken away, and said of when it is.
import { useQueryClient, type Query } from '@tanstack/vue-query'
import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { isAway } from './api'

/** A line that is lost is said for the whole page (shared/line). */
const isStale = (query: Query): boolean => query.isActive() && query.state.status === 'error' && query.state.data !== undefined && !isAway(query.state.error)

/** When the oldest of it came (this computer's clock, ms), 0 when all is as it should be; and asking for it now. */
export function useStale(): { since: Readonly<Ref<number>>; again: () => void } {
  const client = useQueryClient()
  const since = ref(0)
  const look = (): void => {
    const found = client.getQueryCache().getAll().filter(isStale)
    since.value = found.length ? Math.min(...found.map((query) => query.state.dataUpdatedAt)) : 0
  }
  onScopeDispose(client.getQueryCache().subscribe(look))
  return { since: readonly(since), again: () => void client.refetchQueries({ predicate: isStale }) }
}
