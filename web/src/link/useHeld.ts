// The token behind the # of the address, and what it opens. It is sent in a header and never stands in an address the server sees.
import { computed, ref, watch, type Ref } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { api, configureApi, type ApiProblem } from '@/shared/api'

export interface Held {
  purpose: string
  label: string
  expires_at: string
}

const token = ref(location.hash.slice(1))
addEventListener('hashchange', () => {
  token.value = location.hash.slice(1)
})
const ended = ref<ApiProblem | null>(null)
watch(token, () => (ended.value = null))
configureApi({
  headers: () => ({ 'X-Weige-Link': token.value }),
  onSignedOut: () => undefined,
  onRefused: (problem) => {
    if (problem.status === 410) ended.value = problem
  },
})

/** What the link opens. Asked again when another link is put into the address bar; one that ends while its page is open ends the page;
 * a server that fails meanwhile does not, because what is typed there would be lost. */
export function useHeld(): { held: Ref<Held | undefined>; error: Ref<ApiProblem | null>; token: Ref<string>; again: () => void; busy: Ref<boolean> } {
  const asked = useQuery<Held, ApiProblem>({
    queryKey: ['held', token],
    queryFn: () => api.get<Held>('/api/links/held', { anonymous: true }),
    enabled: computed(() => token.value !== ''),
  })
  const lasting = (error: ApiProblem | null): ApiProblem | null => (error && (!asked.data.value || error.status === 404) ? error : null)
  return { held: asked.data, error: computed(() => ended.value ?? lasting(asked.error.value)), token, again: () => void asked.refetch(), busy: asked.isFetching }
}
