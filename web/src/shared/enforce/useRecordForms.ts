// The work records this person may write, with what each asks; fetched ahead on the phone, so that they can be written without a network.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '../api'
import { useMe } from '../me'
import type { Kind } from './types'

const HOUR = 3_600_000

export function useRecordForms(wanted: () => boolean = () => true) {
  const { may } = useMe()
  const query = useQuery({ queryKey: ['paper-kinds'], queryFn: ({ signal }) => api.get<Kind[]>('/api/paper-kinds', { signal }), enabled: computed(() => wanted() && may('paper.list') && may('paper.record')), staleTime: HOUR })
  const kinds = computed(() => (query.data.value ?? []).filter((kind) => kind.grade === 'record' && may(kind.verb)))
  return { query, kinds }
}
