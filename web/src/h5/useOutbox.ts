// The one outbox of the page: opened for the person who is signed in, flushed when the network comes back.
import { useQueryClient, type QueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, watch } from 'vue'
import { api } from '@/shared/api'
import { useLineLost } from '@/shared/line'
import { useMe } from '@/shared/me'
import { newId } from './field'
import { Outbox, type Kept } from './outbox'
import { papers } from './papers'
import { shelf } from './shelf'
import { uploadPhoto } from './upload'

const AGAIN_MS = 20_000
let client: QueryClient | null = null

const outbox = new Outbox(
  shelf,
  {
    report: (body) => api.post<{ id: string; number: string }>('/api/cases', body),
    move: async (id, code, body) => (await api.post<{ version: number }>(`/api/cases/${id}/moves/${code}`, body)).version,
    version: async (id) => (await api.get<{ version: number }>(`/api/cases/${id}`)).version,
    photo: uploadPhoto,
    ...papers,
  },
  () => {
    for (const key of ['case', 'tasks', 'reports', 'papers', 'paper']) void client?.invalidateQueries({ queryKey: [key] })
  },
)

/** Opens the outbox once per page: call it in the root. */
export function useOutboxKeeper(): void {
  client = useQueryClient()
  const { me } = useMe()
  watch(() => me.value?.user.id, (user) => user !== undefined && void outbox.open(user), { immediate: true })
  const again = (): void => void outbox.flush()
  const timer = setInterval(again, AGAIN_MS)
  // The browser hears of the network, the line of the server: what waits goes at the first of them.
  addEventListener('online', again)
  const lost = useLineLost()
  watch(lost, (now) => void (now || again()))
  onScopeDispose(() => {
    clearInterval(timer)
    removeEventListener('online', again)
  })
}

export function useOutbox() {
  const { me } = useMe()
  const mine = computed(() => outbox.items.value.filter((item) => item.user === me.value?.user.id))
  const unsent = computed(() => mine.value.filter((item) => item.state !== 'sent' && item.state !== 'draft'))
  const drafts = computed(() => mine.value.filter((item) => item.state === 'draft'))
  const photosOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId && item.kind !== 'move' && item.kind !== 'paper')
  const movesOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId && item.kind === 'move')
  const papersOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId && item.kind === 'paper')
  return {
    mine,
    unsent,
    drafts,
    progress: outbox.progress,
    photosOf,
    movesOf,
    papersOf,
    keepPaper: (caseId: string, kind: string, title: string, values: Record<string, string>, photos: Blob[]) => {
      const id = newId()
      return outbox.add({ id, kind: 'paper', at: Date.now(), caseId, number: title, evidence: '', body: { id, case: caseId, kind, values, issue: kind === 'notice' }, photos })
    },
    keepPhoto: (caseId: string, number: string, photo: Blob, evidence: string) =>
      outbox.add({ id: newId(), kind: 'photo', at: Date.now(), caseId, number, evidence, body: {}, photos: [photo] }),
    keepMove: (row: { id: string; number: string; version: number }, action: { move: string; label_zh: string; label_en: string }, input: Record<string, unknown>, sent: string) =>
      outbox.add({ id: sent, kind: 'move', at: Date.now(), caseId: row.id, number: row.number, evidence: '', body: input, photos: [], move: { code: action.move, label_zh: action.label_zh, label_en: action.label_en, version: row.version, sent } }),
    /** A report that is not finished: kept under its own id until it is sent or thrown away. */
    keepDraft: (id: string, body: Record<string, unknown>, photos: Blob[]) =>
      outbox.add({ id, kind: 'report', at: Date.now(), caseId: null, number: '', evidence: 'before', body, photos }, 'draft'),
    keepReport: (id: string, body: Record<string, unknown>, photos: Blob[]): string => {
      void outbox.add({ id, kind: 'report', at: Date.now(), caseId: null, number: '', evidence: 'before', body, photos })
      return id
    },
    find: (id: string) => outbox.items.value.find((item) => item.id === id),
    drop: (id: string) => outbox.drop(id).then(() => outbox.flush()),
    retry: (id: string) => outbox.retry(id),
  }
}
