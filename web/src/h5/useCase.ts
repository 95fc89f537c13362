// One case on the phone: reading it, making a move with the version seen, adding a photo.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import type { Action, CaseDetail, Evidence } from './types'

/** The moves a thumb wants first, in this order; the rest stand behind "more". */
const FIRST = ['start', 'finish', 'pass_check', 'fail_check', 'confirm_found', 'confirm_absent', 'self_corrected']

export function primaryOf(actions: Action[]): Action | null {
  const ready = actions.filter((action) => FIRST.includes(action.move))
  ready.sort((a, b) => FIRST.indexOf(a.move) - FIRST.indexOf(b.move))
  return ready[0] ?? null
}

export interface CaseDesk {
  busy: Ref<boolean>
  problem: Ref<unknown>
  move: (move: string, input: Record<string, unknown>) => Promise<boolean>
  photo: (file: Blob, kind: string) => Promise<boolean>
}

export function useCase(id: Ref<string>) {
  return useQuery({
    queryKey: ['case', id],
    queryFn: ({ signal }) => api.get<CaseDetail>(`/api/cases/${id.value}`, { signal }),
    refetchInterval: 20_000,
  })
}

export function useCaseDesk(id: Ref<string>, version: () => number): CaseDesk {
  const client = useQueryClient()
  const busy = ref(false)
  const problem = ref<unknown>(null)
  const fresh = (): Promise<unknown> =>
    Promise.all([client.invalidateQueries({ queryKey: ['case', id] }), client.invalidateQueries({ queryKey: ['tasks'] })])

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await work()
      await fresh()
      return true
    } catch (error) {
      problem.value = error
      // Somebody was faster: show the case as it is now; what was typed stays.
      if (error instanceof ApiProblem && error.status === 409) await fresh()
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    problem,
    move: (move, input) => attempt(() => api.post(`/api/cases/${id.value}/moves/${move}`, { ...input, version: version() })),
    photo: (file, kind) =>
      attempt(() => {
        const form = new FormData()
        form.append('file', file, 'photo.jpg')
        form.append('kind', kind)
        return api.upload<Evidence>(`/api/cases/${id.value}/evidence`, form)
      }),
  }
}
