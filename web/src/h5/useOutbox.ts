// The one outbox of the page: opened for the person who is signed in, flushed when the network comes back.
import { useQueryClient, type QueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, watch } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import { Outbox, type Kept } from './outbox'
import { shelf } from './shelf'
import { uploadPhoto } from './upload'

const AGAIN_MS = 20_000
let client: QueryClient | null = null

const outbox = new Outbox(
  shelf,
  { report: (body) => api.post<{ id: string; number: string }>('/api/cases', body), photo: uploadPhoto },
  () => {
    for (const key of ['case', 'tasks', 'reports']) void client?.invalidateQueries({ queryKey: [key] })
  },
)

/** Opens the outbox once per page: call it in the root. */
export function useOutboxKeeper(): void {
  client = useQueryClient()
  const { me } = useMe()
  watch(() => me.value?.user.id, (user) => user !== undefined && void outbox.open(user), { immediate: true })
  const again = (): void => void outbox.flush()
  const timer = setInterval(again, AGAIN_MS)
  addEventListener('online', again)
  onScopeDispose(() => {
    clearInterval(timer)
    removeEventListener('online', again)
  })
}

export function useOutbox() {
  const { me } = useMe()
  const mine = computed(() => outbox.items.value.filter((item) => item.user === me.value?.user.id))
  const unsent = computed(() => mine.value.filter((item) => item.state !== 'sent'))
  const photosOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId)
  return {
    mine,
    unsent,
    progress: outbox.progress,
    photosOf,
    keepPhoto: (caseId: string, number: string, photo: Blob, evidence: string) =>
      outbox.add({ id: crypto.randomUUID(), kind: 'photo', at: Date.now(), caseId, number, evidence, body: {}, photos: [photo] }),
    keepReport: (body: Record<string, unknown>, photos: Blob[]) => {
      const id = crypto.randomUUID()
      return { id, sent: outbox.add({ id, kind: 'report', at: Date.now(), caseId: null, number: '', evidence: 'before', body, photos }) }
    },
    find: (id: string) => outbox.items.value.find((item) => item.id === id),
    drop: (id: string) => outbox.drop(id),
    retry: (id: string) => outbox.retry(id),
  }
}
