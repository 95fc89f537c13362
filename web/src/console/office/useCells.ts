// A drawing of a layer's cells: loaded, drawn with undo, tried against the server while one draws, kept, put in force.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { Page } from '@/shared/types'
import { differing, whole, type Cell, type Plan, type PlanLine, type Tried } from './drawing'

const WAIT_MS = 350
const STEPS = 60

export interface LayerLine { code: string; name_zh: string; name_en: string; cells: number }
export const plansPath = '/api/territory/plans'

export function usePlans() {
  const layers = useQuery({ queryKey: ['plans', 'layers'], queryFn: ({ signal }) => api.get<Page<LayerLine>>('/api/territory/layers', { signal }) })
  const plans = useQuery({ queryKey: ['plans', 'list'], queryFn: ({ signal }) => api.get<Page<PlanLine>>(plansPath, { signal }) })
  return { layers, plans }
}

export function usePlan(id: Ref<number | null>) {
  const client = useQueryClient()
  const query = useQuery({ queryKey: computed(() => ['plans', id.value]), queryFn: ({ signal }) => api.get<Plan>(`${plansPath}/${id.value}`, { signal }), enabled: computed(() => id.value !== null) })
  const cells = shallowRef<Cell[]>([])
  const title = ref('')
  const past = shallowRef<Cell[][]>([])
  const tried = ref<Tried | null>(null)
  const trying = ref(false)
  const problem = ref<unknown>(null)
  const busy = ref(false)
  const plan = computed(() => query.data.value ?? null)
  const changed = computed(() => (plan.value ? differing(plan.value.grid, cells.value) : []))
  const unsaved = computed(() => plan.value !== null && (JSON.stringify(changed.value) !== JSON.stringify(plan.value.cells) || title.value !== plan.value.title))
  let kept: Cell[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  watch(plan, (now) => {
    if (!now) return
    cells.value = whole(now.grid, now.cells)
    kept = cells.value
    title.value = now.title
    past.value = []
    void attempt()
  }, { immediate: true })

  async function attempt(): Promise<void> {
    if (!plan.value || plan.value.state !== 'draft') return
    const mine = (asked += 1)
    trying.value = true
    problem.value = null
    try {
      const found = await api.post<Tried>(`${plansPath}/${plan.value.id}/try`, { cells: changed.value })
      if (mine === asked) tried.value = found
    } catch (error) {
      if (mine === asked) [problem.value, tried.value] = [error, null]
    } finally {
      if (mine === asked) trying.value = false
    }
  }
  /** A step of drawing is done: it can be undone, and is tried after a moment. */
  function stepped(): void {
    if (cells.value === kept) return
    past.value = [...past.value.slice(-STEPS), kept]
    kept = cells.value
    clearTimeout(timer)
    timer = setTimeout(() => void attempt(), WAIT_MS)
  }
  function undo(): void {
    const before = past.value.at(-1)
    if (!before) return
    past.value = past.value.slice(0, -1)
    cells.value = kept = before
    void attempt()
  }
  async function act<T>(what: () => Promise<T>): Promise<T | null> {
    busy.value = true
    problem.value = null
    try {
      return await what()
    } catch (error) {
      problem.value = error
      return null
    } finally {
      busy.value = false
    }
  }
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ['plans'] })
  const keep = () => act(async () => {
    if (!plan.value) return
    const saved = await api.put<Plan>(`${plansPath}/${plan.value.id}`, { cells: changed.value, title: title.value, version: plan.value.version })
    client.setQueryData(['plans', plan.value.id], saved)
    await client.invalidateQueries({ queryKey: ['plans', 'list'] })
  })
  const force = (day: string) => act(async () => {
    if (unsaved.value) await keep()
    if (!plan.value || problem.value) throw problem.value
    await api.post(`${plansPath}/${plan.value.id}/force`, { valid_from: day, version: plan.value.version })
    await again()
    await client.invalidateQueries({ queryKey: ['map'] })
  })
  const drop = () => act(async () => {
    if (!plan.value) return
    await api.post(`${plansPath}/${plan.value.id}/drop`, { version: plan.value.version })
    await again()
  })
  return { query, plan, cells, title, past, tried, trying, problem, busy, changed, unsaved, stepped, undo, keep, force, drop, act, again, attempt }
}
