// Who is signed in, fetched once per page, and what they may do.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, readonly, shallowRef, watch } from 'vue'
import { api } from './api'
import { adoptLang } from './i18n'
import type { Me } from './types'

const askable = shallowRef<NonNullable<Me['ask']>>([])
/** Who can give the rights somebody lacks; for the word of a refusal, on pages with and without a person. */
export const useWhomToAsk = () => readonly(askable)

async function fetchMe({ signal }: { signal: AbortSignal }): Promise<Me> {
  const me = await api.get<Me>('/api/auth/me', { signal })
  adoptLang(me.language)
  askable.value = me.ask ?? []
  return me
}

export function useMe() {
  const query = useQuery({ queryKey: ['me'], queryFn: fetchMe, staleTime: Infinity })
  const verbs = computed(() => new Set(query.data.value?.verbs ?? []))
  return {
    me: query.data,
    ready: query.isSuccess,
    error: query.error,
    again: (): void => void query.refetch(),
    /** Whether a grant for the verb exists anywhere; the server decides again on each object. */
    may: (verb: string): boolean => verbs.value.has(verb),
  }
}

const CITIZENS = ['resident', 'merchant']
/** Whether somebody holds a post other than that of a resident or a merchant. */
export const isStaff = (me: Me | undefined): boolean => (me?.posts ?? []).some((post) => !CITIZENS.includes(post.role))

/** Desk and wall are for who works here: a resident or a merchant who comes to their address is led to their own pages; whoever lacks the verb a page needs, to the desk. */
export function useStaffOnly(go: (address: string) => void = (address) => location.replace(address), needs = ''): void {
  const { me } = useMe()
  const elsewhere = (now: Me): string => (!isStaff(now) ? '/m' : needs && !now.verbs.includes(needs) ? '/desk' : '')
  watch(me, (now) => now && now.posts.length && elsewhere(now) && go(elsewhere(now)), { immediate: true })
}

/** Signs out and shows the login page. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await api.post('/api/auth/logout', {}, { anonymous: true })
    client.clear()
    location.assign('/login')
  }
}
