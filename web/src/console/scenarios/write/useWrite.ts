// State of the page that edits a pack's text: the text, what the server says of it, the draft kept on this machine, the saving.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { Page } from '@/shared/types'
import type { Version } from '../try/types'
import { settled } from '../settled'
import { draftKey, dropDraft, keepDraft, readDraft } from './draft'
import type { PackText, Reading } from './types'

/** The server reads the text this long after the last key (ms). */
export const PAUSE = 450

export function useWrite(id: Ref<string>, wanted: Ref<number | null>) {
  const client = useQueryClient()
  const { me, may, ready: known } = useMe()
  const mayWrite = computed(() => may('scenario.manage'))
  const path = computed(() => `/api/scenarios/${encodeURIComponent(id.value)}`)
  const key = computed(() => draftKey(me.value?.user.username ?? '', id.value))
  const text = ref('')
  const original = ref('')
  const base = ref(0)
  const newest = ref(0)
  const against = ref<number | null>(null)
  const restored = ref<number | null>(null)
  const kept = ref(true)
  const ready = ref(false)
  const source = useQuery({
    queryKey: computed(() => ['pack-text', id.value, wanted.value]),
    queryFn: ({ signal }) => api.get<PackText>(`${path.value}/text`, { signal, query: { version: wanted.value } }),
    staleTime: Infinity,
    gcTime: 0,
  })
  const versions = useQuery({ queryKey: computed(() => ['versions', id.value]), queryFn: ({ signal }) => api.get<Page<Version>>(`${path.value}/versions`, { signal }) })

  function begin(found: PackText): void {
    [text.value, original.value, base.value, newest.value, restored.value] = [found.text, found.text, found.number, found.newest, null]
  }
  watch([() => source.data.value, known], ([found, signedIn]) => {
    if (!found || !signedIn) return
    begin(found)
    const draft = mayWrite.value ? readDraft(localStorage, key.value) : null
    // A draft of another version stays for when that one is opened; without a version asked for it is what one was at.
    if (draft && draft.text !== found.text && (wanted.value === null || draft.base === wanted.value)) {
      [text.value, base.value, newest.value, restored.value] = [draft.text, draft.base, draft.newest, draft.at]
    }
    ready.value = true
  }, { immediate: true })
  watch(text, (now) => {
    if (ready.value && mayWrite.value) kept.value = keepDraft(localStorage, key.value, { text: now, base: base.value, newest: newest.value, at: Date.now() }, original.value)
  })

  const asked = settled(() => text.value, PAUSE)
  const reading = useQuery({
    queryKey: computed(() => ['pack-check', id.value, asked.value, against.value]),
    queryFn: ({ signal }) => api.post<Reading>(`${path.value}/text/check`, { text: asked.value, against: against.value }, { signal }),
    enabled: computed(() => ready.value && mayWrite.value && asked.value !== ''),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
  })
  const changed = computed(() => text.value !== original.value)
  /** What is said belongs to what is written: nothing is on its way. */
  const current = computed(() => asked.value === text.value && !reading.isFetching.value && reading.data.value !== undefined)
  const failing = computed(() => reading.data.value?.tests.filter((one) => !one.ok) ?? [])
  const save = useMutation({
    mutationFn: (reason: string) => api.post<Version>(`${path.value}/text`, { text: text.value, newest: newest.value, reason }),
    onSuccess: () => {
      dropDraft(localStorage, key.value)
      ready.value = false
      for (const name of ['versions', 'scenario', 'pack-text']) void client.invalidateQueries({ queryKey: [name, id.value] })
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) void versions.refetch()
    },
  })
  /** The newest version when it is not the one this writer knew: somebody saved meanwhile. */
  const meanwhile = computed(() => {
    const top = Math.max(reading.data.value?.newest ?? 0, source.data.value?.newest ?? 0, ...(versions.data.value?.items.map((one) => one.number) ?? []))
    return newest.value && top > newest.value ? (versions.data.value?.items.find((one) => one.number === top) ?? null) : null
  })
  function goOn(): void {
    newest.value = meanwhile.value?.number ?? newest.value
    save.reset()
    kept.value = keepDraft(localStorage, key.value, { text: text.value, base: base.value, newest: newest.value, at: Date.now() }, original.value)
  }
  function drop(): void {
    dropDraft(localStorage, key.value)
    save.reset()
    if (source.data.value) begin(source.data.value)
    void source.refetch()
  }
  return { source, versions, text, base, against, restored, kept, ready, reading, changed, current, failing, save, meanwhile, goOn, drop, mayWrite }
}
