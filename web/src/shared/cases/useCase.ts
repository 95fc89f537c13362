// One case: reading it, making a move with the version that was seen, adding a file. Used by desk and phone.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { api, ApiProblem } from '../api'
import type { CaseDetail, Evidence } from './types'

export function useCase(id: Ref<string | null>) {
  return useQuery({
    queryKey: computed(() => ['case', id.value]),
    queryFn: ({ signal }) => api.get<CaseDetail>(`/api/cases/${id.value}`, { signal }),
    enabled: computed(() => id.value !== null),
    refetchInterval: 20_000,
  })
}

export interface CaseWork {
  busy: Ref<boolean>
  problem: Ref<unknown>
  /** Takes the last refusal off the screen. */
  forget: () => void
  move: (move: string, input: Record<string, unknown>) => Promise<boolean>
  attach: (file: Blob, name: string, kind: string) => Promise<boolean>
}

export function useCaseWork(id: Ref<string | null>, version: () => number): CaseWork {
  const client = useQueryClient()
  const busy = ref(false)
  const problem = ref<unknown>(null)
  const fresh = (): Promise<unknown> => Promise.all(['case', 'case-clock', 'cases', 'tasks', 'reports', 'suggest', 'summary'].map((key) => client.invalidateQueries({ queryKey: [key] })))

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await work()
      await fresh()
      return true
    } catch (error) {
      problem.value = error
      // Somebody was faster, or the state allows it no more: show the case as it is now; what was typed stays in the form.
      if (error instanceof ApiProblem && (error.status === 409 || error.status === 422)) await fresh()
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    problem,
    forget: () => {
      problem.value = null
    },
    move: (move, input) => attempt(() => api.post(`/api/cases/${id.value}/moves/${move}`, { ...input, version: version() })),
    attach: (file, name, kind) =>
      attempt(() => {
        const form = new FormData()
        form.append('file', file, name)
        form.append('kind', kind)
        return api.upload<Evidence>(`/api/cases/${id.value}/evidence`, form)
      }),
  }
}
