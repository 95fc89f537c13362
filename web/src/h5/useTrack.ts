// My own way on duty: points are taken only while a round runs, kept here without a network, sent to my own track; off duty they are dropped.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import { useMe } from '@/shared/me'
import { useServerClock } from '@/shared/time'
import type { Bilingual } from '@/shared/types'
import { metresBetween } from './place'
import { useHere } from './useHere'

interface Point {
  at: string
  lon: number
  lat: number
}
export interface MyTrack {
  on_duty: boolean
  until: string | null
  area: ({ code: string } & Bilingual<'name'>) | null
  patrol: { began_at: string; metres: number } | null
  points: Point[]
  rounds: { began_at: string; ended_at: string; metres: number; area: Bilingual<'name'> }[]
}
/** A point every so far, not every second; sent together now and then (our defaults). */
const STEP_M = 15
const SEND_MS = 60_000
const STORE = 'wg-track'
const MOST = 500

const kept = ref<Point[]>(read())
function read(): Point[] {
  try {
    return (JSON.parse(localStorage.getItem(STORE) ?? '[]') as Point[]).slice(-MOST)
  } catch {
    return []
  }
}

export function useTrack() {
  const client = useQueryClient()
  const { me } = useMe()
  const query = useQuery({ queryKey: ['my-track'], queryFn: ({ signal }) => api.get<MyTrack>('/api/me/track', { signal }), enabled: computed(() => me.value !== undefined), refetchInterval: 60_000 })
  const put = (data: MyTrack): void => void client.setQueryData(['my-track'], data)
  const step = useMutation({ mutationFn: (what: 'begin' | 'end') => send(true).then(() => api.post<MyTrack>(`/api/me/patrol/${what}`)), onSuccess: put })
  const forget = useMutation({ mutationFn: () => api.delete('/api/me/track'), onSuccess: () => client.invalidateQueries({ queryKey: ['my-track'] }) })
  return { query, step, forget, waiting: computed(() => kept.value.length) }
}

let last = 0
/** Sends what is kept; a refusal (the shift is over) throws it away, a lost line keeps it. */
async function send(soon = false): Promise<void> {
  if (!kept.value.length || (!soon && Date.now() - last < SEND_MS)) return
  last = Date.now()
  const points = kept.value
  try {
    await api.post('/api/me/track', { points })
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500) return
  }
  kept.value = kept.value.filter((point) => !points.includes(point))
  localStorage.setItem(STORE, JSON.stringify(kept.value))
}

/** Takes the points while a round runs; call it in the root. */
export function useTrackKeeper(): void {
  const { query } = useTrack()
  const { here } = useHere()
  const server = useServerClock()
  const running = computed(() => Boolean(query.data.value?.patrol && query.data.value.on_duty))
  watch(here, (at) => {
    const before = kept.value.at(-1)
    if (!running.value || !at || (before && metresBetween(before, at) < STEP_M)) return
    kept.value = [...kept.value, { ...at, at: new Date(server.now.value).toISOString() }].slice(-MOST)
    localStorage.setItem(STORE, JSON.stringify(kept.value))
    void send()
  })
  const timer = setInterval(() => void send(), SEND_MS)
  onScopeDispose(() => clearInterval(timer))
}
