// What a link page asks and sends: everything under /api/held, pictures as blobs because an <img> cannot send the header.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { ApiProblem, api } from '@/shared/api'
import type { FileRow } from '@/shared/enforce/types'

/** The page of one purpose and a way to send something to it: the answer of a post is the page as it then stands. */
export function useHeldPage<T>(path: string) {
  const client = useQueryClient()
  const key = ['held-page', path]
  const query = useQuery<T, ApiProblem>({ queryKey: key, queryFn: () => api.get<T>(`/api/held/${path}`, { anonymous: true }), refetchInterval: 20_000 })
  const problem = ref<ApiProblem | null>(null)
  const busy = ref(false)
  async function act(work: () => Promise<T>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      client.setQueryData(key, await work())
      return true
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      problem.value = error
      return false
    } finally {
      busy.value = false
    }
  }
  async function upload(file: Blob, name: string): Promise<FileRow> {
    const form = new FormData()
    form.append('file', file, name)
    return api.upload<FileRow>(`/api/held/${path}/files`, form, { anonymous: true })
  }
  return { query, problem, busy, act, upload }
}

/** Object addresses of pictures, let go when the page is gone. */
export function usePictures(paths: () => string[]): Ref<Record<string, string>> {
  const found = ref<Record<string, string>>({})
  watch(paths, async (wanted) => {
    for (const path of wanted) {
      if (found.value[path]) continue
      try {
        found.value = { ...found.value, [path]: URL.createObjectURL(await api.blob(path, { anonymous: true })) }
      } catch {
        // The words of the page stand without the picture.
      }
    }
  }, { immediate: true })
  onScopeDispose(() => Object.values(found.value).forEach((url) => URL.revokeObjectURL(url)))
  return found
}

/** Opens a file in a new tab. */
export async function openFile(path: string): Promise<void> {
  const url = URL.createObjectURL(await api.blob(path, { anonymous: true }))
  window.open(url, '_blank', 'noopener')
}
