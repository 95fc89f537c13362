// The one outbox of the page: opened for the person who is signed in, flushed when the network comes back.
import { useQueryClient, type QueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, watch } from 'vue'
import { api } from '@/shared/api'
import { useLineLost } from '@/shared/line'
import type { Paper } from '@/shared/enforce/types'
import type { Value } from '@/shared/enforce/useFields'
import { useMe } from '@/shared/me'
import { newId } from '@/shared/newId'
import { mayTakeBack, Outbox, paperOf, type Kept } from './outbox'
import { papers } from './papers'
import { shelf } from './shelf'
import { uploadPhoto } from './upload'
import { visits } from './visits'

const AGAIN_MS = 20_000
let client: QueryClient | null = null

const outbox = new Outbox(
  shelf,
  {
    report: (body) => api.post<{ id: string; number: string }>('/api/cases', body),
    move: async (id, code, body) => (await api.post<{ version: number }>(`/api/cases/${id}/moves/${code}`, body)).version,
    version: async (id) => (await api.get<{ version: number }>(`/api/cases/${id}`)).version,
    photo: uploadPhoto,
    duty: (id, code, body) => api.post(`/api/joint/emergencies/duties/${id}/moves/${code}`, body),
    ...papers,
    ...visits,
  },
  () => {
    for (const key of ['case', 'tasks', 'reports', 'papers', 'paper', 'my-emergency', 'visits']) void client?.invalidateQueries({ queryKey: [key] })
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
  const stay = (event: BeforeUnloadEvent): void => void (outbox.loose.value.size && event.preventDefault())
  addEventListener('beforeunload', stay)
  const lost = useLineLost()
  watch(lost, (now) => void (now || again()))
  onScopeDispose(() => {
    clearInterval(timer)
    removeEventListener('online', again)
    removeEventListener('beforeunload', stay)
  })
}

export function useOutbox() {
  const { me } = useMe()
  const mine = computed(() => outbox.items.value.filter((item) => item.user === me.value?.user.id))
  const unsent = computed(() => mine.value.filter((item) => item.state !== 'sent' && item.state !== 'draft'))
  const drafts = computed(() => mine.value.filter((item) => item.state === 'draft'))
  const loose = computed(() => mine.value.some((item) => outbox.loose.value.has(item.id)))
  const photosOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId && (item.kind === 'photo' || item.kind === 'report'))
  const movesOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId && item.kind === 'move')
  const papersOf = (caseId: string): Kept[] => mine.value.filter((item) => item.caseId === caseId && (item.kind === 'paper' || item.kind === 'step'))
  /** What waits of one paper. */
  const stepsOf = (paper: string): Kept[] => mine.value.filter((item) => paperOf(item) === paper)
  /** What waits, and what went and has not come back with the list yet, of one emergency duty. */
  const dutiesOf = (id: number) => mine.value.filter((item) => item.duty?.id === id && (item.state === 'kept' || item.state === 'sending')).map((item) => ({ code: item.duty?.code ?? '', count: (item.body['count'] as number | null | undefined) ?? null, unreached: (item.body['unreached'] as number | null | undefined) ?? null }))
  return {
    mine,
    dutiesOf,
    unsent,
    drafts,
    loose,
    progress: outbox.progress,
    photosOf,
    movesOf,
    papersOf,
    stepsOf,
    /** over_m: how far goods stood over the line, by eye. */
    keepPaper: (caseId: string, kind: string, title: string, values: Record<string, string>, photos: Blob[], over_m: number | null = null) => {
      const id = newId()
      return outbox.add({ id, kind: 'paper', at: Date.now(), caseId, number: title, evidence: '', body: { id, case: caseId, kind, values, issue: kind === 'notice', ...(over_m !== null && { over_m }) }, photos })
    },
    /** A work record written here; keep: it gets its number at the server when it is complete. */
    keepRecord: (caseId: string, kind: { code: string; name_zh: string; name_en: string }, title: string, values: Record<string, Value>, photos: Blob[], keep: boolean) => {
      const id = newId()
      return outbox.add({ id, kind: 'paper', at: Date.now(), caseId, number: title, evidence: '', body: { id, case: caseId, kind: kind.code, values, keep }, photos, name: { name_zh: kind.name_zh, name_en: kind.name_en } })
    },
    /** What is done to a paper the server has: its fields changed, or a move with its signature. */
    keepStep: (row: Pick<Paper, 'id' | 'case_id' | 'number' | 'title' | 'version'>, code: string, label: { label_zh: string; label_en: string }, body: Record<string, unknown>, signature: Blob | null, sent: string) =>
      outbox.add({ id: sent, kind: 'step', at: Date.now(), caseId: row.case_id, number: row.number || row.title, evidence: 'signature', body, photos: signature ? [signature] : [], step: { paper: row.id, code, ...label, version: row.version, sent } }),
    keepDuty: (row: { id: number; what_zh: string; place_zh: string }, code: string, label: string, body: Record<string, unknown>) =>
      outbox.add({ id: newId(), kind: 'duty', at: Date.now(), caseId: null, number: row.place_zh, evidence: '', body, photos: [], duty: { id: row.id, code, label } }),
    /** Visits said, or taken back; at: the street's time of the press, which is when she was there. */
    keepVisit: (tags: number[], undo: boolean, more: { at?: string; unchanged?: boolean } = {}) =>
      outbox.add({ id: newId(), kind: 'visit', at: Date.now(), caseId: null, number: '', evidence: '', body: { ...more }, photos: [], visit: { tags, undo } }),
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
    takeBack: (id: string) => outbox.takeBack(id),
    mayTakeBack: (item: Kept) => mayTakeBack(item, outbox.items.value),
  }
}
