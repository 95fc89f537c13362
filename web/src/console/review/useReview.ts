// The queue of cameras' warnings and its verdicts. A verdict is held for some seconds before it is sent, so that it can be taken
// back: once sent it files a case or ends the warning, and the server takes nothing back.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref } from 'vue'
import { api, cookie } from '@/shared/api'
import type { WarningRow } from '@/shared/cases/useWarning'
import { mayBeTrue, type Deed } from '@/shared/cases/verdict'
import type { Page } from '@/shared/types'

export const HOLD_MS = 6000

export interface Verdict {
  row: WarningRow
  what: Deed
  /** Called a false alarm. */
  wrong: boolean
  body: Record<string, string | boolean>
  words: string
}

export function useReview() {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['review'],
    queryFn: ({ signal }) => api.get<Page<WarningRow>>('/api/warnings', { signal, query: { to_judge: true, device_kind: 'camera', limit: 100 } }),
    refetchInterval: 15_000,
  })
  const held = ref<Verdict | null>(null)
  const sent = ref(new Set<string>())
  const problem = ref<unknown>(null)
  const done = ref({ confirm: 0, dismiss: 0 })
  let timer: ReturnType<typeof setTimeout> | undefined
  const rows = computed(() => (query.data.value?.items ?? []).filter((row) => !sent.value.has(row.id) && row.id !== held.value?.row.id && mayBeTrue(row)))

  async function flush(): Promise<void> {
    const verdict = held.value
    if (!verdict) return
    clearTimeout(timer)
    held.value = null
    sent.value = new Set([...sent.value, verdict.row.id])
    try {
      await api.post(`/api/warnings/${verdict.row.id}/${verdict.what}`, verdict.body)
      const kind = verdict.wrong ? 'dismiss' : 'confirm'
      done.value = { ...done.value, [kind]: done.value[kind] + 1 }
    } catch (error) {
      problem.value = error
      const back = new Set(sent.value)
      back.delete(verdict.row.id)
      sent.value = back
    }
    await Promise.all(['review', 'warnings', 'warning', 'summary', 'cases'].map((key) => client.invalidateQueries({ queryKey: [key] })))
  }
  function decide(verdict: Verdict): void {
    problem.value = null
    void flush()
    held.value = verdict
    timer = setTimeout(() => void flush(), HOLD_MS)
  }
  /** Takes the held verdict back; what was sent stays. */
  function undo(): WarningRow | null {
    const verdict = held.value
    clearTimeout(timer)
    held.value = null
    return verdict?.row ?? null
  }
  /** Who leaves the page has decided: the held verdict goes with it. */
  function leave(): void {
    const verdict = held.value
    if (!verdict) return
    held.value = null
    void fetch(`/api/warnings/${verdict.row.id}/${verdict.what}`, { method: 'POST', keepalive: true, credentials: 'same-origin', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('weige_csrf') }, body: JSON.stringify(verdict.body) })
  }
  addEventListener('pagehide', leave)
  onScopeDispose(() => {
    removeEventListener('pagehide', leave)
    void flush()
  })
  return { query, rows, held, problem, done, decide, undo, flush }
}
