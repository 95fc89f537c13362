// Who should get a case and why, what lies nearby, how often it came back: for those who dispatch, while it can still be sent.
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { Advice, CaseDetail } from '@/shared/cases/types'
import { useMe } from '@/shared/me'

const SENDABLE = ['reported', 'verifying', 'accepted', 'filed', 'dispatching', 'dispatched']

export function useAdvice(row: Ref<CaseDetail | null | undefined>) {
  const { may } = useMe()
  const query = useQuery({
    queryKey: computed(() => ['suggest', row.value?.id, row.value?.version]),
    queryFn: ({ signal }) => api.get<Advice>(`/api/cases/${row.value?.id}/suggestion`, { signal }),
    enabled: computed(() => may('case.dispatch') && !!row.value && SENDABLE.includes(row.value.state)),
    staleTime: 30_000,
  })
  const advice = query.data
  /** The first suggestion that has not declined this case yet. */
  const best = computed(() => advice.value?.items.find((one) => !one.declined) ?? null)
  return { query, advice, best }
}
