// One call with its moves: every move sends the version seen and puts the answer in the place of the call.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { CallDetail } from './types'

export function useCall(id: Ref<string>) {
  const client = useQueryClient()
  const key = computed(() => ['joint-call', id.value])
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<CallDetail>(`/api/joint/calls/${id.value}`, { signal }), refetchInterval: 15_000 })
  const put = (call: CallDetail): void => {
    client.setQueryData(['joint-call', call.id], call)
    for (const name of ['joint-calls', 'case', 'notices']) void client.invalidateQueries({ queryKey: [name] })
  }
  const again = (): void => void query.refetch()
  const unit = useMutation({
    mutationFn: ({ called, move, input }: { called: number; move: string; input: object }) =>
      api.post<CallDetail>(`/api/joint/calls/units/${called}/moves/${move}`, { version: query.data.value?.version ?? 0, ...input }),
    onSuccess: put,
    onError: again,
  })
  const whole = useMutation({
    mutationFn: ({ move, input }: { move: string; input: object }) =>
      api.post<CallDetail>(`/api/joint/calls/${id.value}/moves/${move}`, { version: query.data.value?.version ?? 0, ...input }),
    onSuccess: put,
    onError: again,
  })
  const picture = useMutation({
    mutationFn: ({ called, file }: { called: number; file: Blob }) => {
      const form = new FormData()
      form.append('file', file, 'photo.jpg')
      return api.upload<{ sha: string }>(`/api/joint/calls/units/${called}/pictures`, form)
    },
    onSuccess: again,
  })
  return { query, unit, whole, picture }
}
