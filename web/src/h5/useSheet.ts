// One report being written: kept on this phone from the first photo or word on, so that several may lie half done.
import { onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { useServerClock } from '@/shared/time'
import { takenOf } from './exif'
import { newId } from '@/shared/newId'
import { whereAmI } from './place'
import { shrink } from './shrink'
import { useOutbox } from './useOutbox'
import type { Point } from './useSuggest'

export const MOST_PHOTOS = 3
export type Placed = 'searching' | 'found' | 'unknown' | 'picked' | 'photo'
const SAVE_MS = 600

/** `draft`: the one to go on with. Its id is the report's own key, so that sending twice makes one report. */
export function useSheet(draft: string, about: Record<string, unknown> = {}) {
  const outbox = useOutbox()
  const server = useServerClock()
  const before = draft ? outbox.find(draft) : undefined
  const id = before?.id ?? newId()
  /** A draft, or what the report is about (a shop's door). */
  const body: Record<string, unknown> = before?.body ?? (about['lon'] ? { lon: Number(about['lon']), lat: Number(about['lat']), place: String(about['place'] ?? '') } : {})
  const text = ref(String(body['text'] ?? ''))
  const place = ref(String(body['place'] ?? ''))
  const matter = ref(String(body['matter'] ?? ''))
  const at = ref<Point | null>(typeof body['lon'] === 'number' && typeof body['lat'] === 'number' ? { lon: body['lon'], lat: body['lat'] } : null)
  const far = body['outside_at'] as Point | undefined
  /** Where the server said that it is outside of the street: known without a network too, until the place is another one. */
  const outsideAt = ref<Point | null>(far ? { ...far } : null)
  const placed = ref<Placed>(at.value ? 'picked' : 'searching')
  const accuracy = ref<number | null>(null)
  const photos = shallowRef<Blob[]>(before?.photos ?? [])
  /** When it was found, for what is sent hours later. */
  const foundAt = ref(String(body['found_at'] ?? ''))
  /** Whole minutes: the page's clock may be a breath ahead of the server's. */
  const minute = (): string => new Date(Math.floor(server.now.value / 60_000) * 60_000).toISOString()
  let over = false
  let timer: ReturnType<typeof setTimeout> | null = null

  /** Asks the phone where it is; a place chosen meanwhile stands. */
  async function locate(): Promise<void> {
    placed.value = 'searching'
    const here = await whereAmI()
    if (placed.value !== 'searching') return
    at.value = here && { lon: here.lon, lat: here.lat }
    accuracy.value = here?.accuracy ?? null
    placed.value = here ? 'found' : 'unknown'
  }
  onMounted(() => void (placed.value === 'searching' && locate()))

  async function took(files: Iterable<File>): Promise<void> {
    for (const file of files) {
      const taken = takenOf(await file.arrayBuffer())
      // Where the photo was taken is where it is; a person's own choice on the map stands above it.
      if (taken && taken.lon !== null && taken.lat !== null && placed.value !== 'picked') {
        at.value = { lon: taken.lon, lat: taken.lat }
        accuracy.value = null
        placed.value = 'photo'
      }
      photos.value = [...photos.value, await shrink(file)].slice(-MOST_PHOTOS)
    }
    foundAt.value ||= minute()
  }

  const empty = (): boolean => !photos.value.length && !text.value.trim()
  const written = (): Record<string, unknown> => ({ ...at.value, text: text.value.trim(), place: place.value.trim(), matter: matter.value, dedupe_key: id, ...(foundAt.value ? { found_at: foundAt.value } : {}) })
  function save(): void {
    if (timer) clearTimeout(timer)
    timer = null
    if (over) return
    if (!empty()) void outbox.keepDraft(id, { ...written(), ...(outsideAt.value ? { outside_at: { ...outsideAt.value } } : {}) }, photos.value)
    else if (outbox.find(id)?.state === 'draft') void outbox.drop(id)
  }
  watch([text, place, matter, photos, at, outsideAt], () => {
    foundAt.value ||= text.value.trim() ? minute() : ''
    timer ??= setTimeout(save, SAVE_MS)
  })
  addEventListener('pagehide', save)
  onBeforeUnmount(() => {
    removeEventListener('pagehide', save)
    save()
  })
  return {
    id, text, place, matter, at, placed, accuracy, outsideAt, photos, took, written, locate,
    /** It is on its way: no draft any more; `false` brings it back. */
    end: (sent: boolean) => void (over = sent),
  }
}
