// What a link page asks and sends: everything under /api/held, pictures as blobs because an <img> cannot send the header.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { api, type ApiProblem } from '@/shared/api'
import { useTry } from '@/shared/useTry'
import type { FileRow } from '@/shared/enforce/types'

/** The page of one purpose and a way to send something to it: the answer of a post is the page as it then stands. */
export function useHeldPage<T>(path: string) {
  const client = useQueryClient()
  const key = ['held-page', path]
  const query = useQuery<T, ApiProblem>({ queryKey: key, queryFn: () => api.get<T>(`/api/held/${path}`, { anonymous: true }), refetchInterval: 20_000 })
  const { busy, problem, attempt } = useTry()
  const act = (work: () => Promise<T>): Promise<boolean> => attempt(async () => client.setQueryData(key, await work()))
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
