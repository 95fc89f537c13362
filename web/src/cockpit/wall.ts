// How the walls of an office behave when nobody touches them: scenes by turns, quiet at night. The office sets it, every wall follows;
// what was last heard is kept on the machine, so that a wall starts the right way.
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { api } from '@/shared/api'
import { positionsOf } from '@/shared/map/cells'
import { partsOf, useServerClock } from '@/shared/time'
import type { CockpitMap, LngLat, Marks } from '@/shared/types'

/** The office's row (weige/cockpit/data/wall.toml says what each is). */
export interface WallSettings {
  carousel: boolean
  seconds: number
  heat: boolean
  circles: boolean
  warnings: boolean
  quiet: boolean
  /** Hours of the street's day, 22:00. */
  quiet_from: string
  quiet_to: string
}
interface OfficeTable {
  may_edit: boolean
  items: { values: WallSettings; version: number }[]
}
/** Until the office's are known. */
export const USUAL: WallSettings = { carousel: false, seconds: 20, heat: true, circles: true, warnings: true, quiet: true, quiet_from: '22:00', quiet_to: '06:30' }
const TABLE = '/api/office/tables/wall'
const STORE = 'wg-wall'
/** Another wall's or the back office's edit is followed within so long (ms). */
const EVERY = 30_000
/** A person at the wall has this long before the scenes go on (ms). */
const REST = 60_000

export function settingsKept(): WallSettings {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<WallSettings>) }
  } catch {
    return USUAL
  }
}

/** Minutes after midnight of 22:00. */
export function minuteOf(hour: string): number {
  const [h = 0, m = 0] = hour.split(':').map(Number)
  return h * 60 + m
}

/** The office's settings: read, followed, and changed by who may. */
function useOffice(ready: Ref<boolean>) {
  const kept = settingsKept()
  const asked = useQuery({ queryKey: ['wall'], queryFn: ({ signal }) => api.get<OfficeTable>(TABLE, { signal }), refetchInterval: EVERY, retry: false, enabled: ready })
  const row = computed(() => asked.data.value?.items[0])
  const settings = computed<WallSettings>(() => row.value?.values ?? kept)
  watch(row, (now) => now && localStorage.setItem(STORE, JSON.stringify(now.values)))
  async function save(values: WallSettings): Promise<void> {
    try {
      await api.put(`${TABLE}/rows/wall`, { values, version: row.value?.version ?? null })
    } finally {
      await asked.refetch()
    }
  }
  return { settings, mayEdit: computed(() => asked.data.value?.may_edit ?? false), save }
}

/** Whether a minute of the day lies in the quiet hours, which may go over midnight. */
export function inQuiet(minute: number, from: number, to: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

export interface Scene {
  key: string
  kind: 'all' | 'circle' | 'warning' | 'heat'
  name_zh: string
  name_en: string
  ring: LngLat[] | null
  id?: string
}

/** The scenes by turns: the whole area, each circle, what waits to be confirmed, and heat. */
export function scenesOf(map: CockpitMap | undefined, marks: Marks | null, settings: WallSettings): Scene[] {
  if (!map) return []
  const found: Scene[] = [{ key: 'all', kind: 'all', name_zh: '全域', name_en: 'Whole area', ring: null }]
  if (settings.circles) {
    for (const { properties: p, geometry } of map.areas.features) {
      if (p.level === 'circle' && !geometry.type.endsWith('LineString')) found.push({ key: `circle:${p.id}`, kind: 'circle', name_zh: p.name_zh, name_en: p.name_en, ring: positionsOf(geometry) as LngLat[] })
    }
  }
  if (settings.warnings) {
    for (const one of (marks?.warnings ?? []).filter((w) => w.state === 'open').slice(0, 3)) {
      const reach = 0.0012
      found.push({ key: `warning:${one.id}`, kind: 'warning', name_zh: one.title_zh, name_en: one.title_en, id: one.id, ring: [[one.lon - reach, one.lat - reach], [one.lon + reach, one.lat + reach]] })
    }
  }
  if (settings.heat) found.push({ key: 'heat', kind: 'heat', name_zh: '7 日热度', name_en: 'Heat of 7 days', ring: null })
  return found
}

interface WallUse {
  map: Ref<CockpitMap | undefined>
  marks: Ref<Marks | null>
  held: Ref<boolean>
  /** The figures stand: what the wall does by itself may be asked for. */
  ready: Ref<boolean>
  show: (scene: Scene) => void
}

export function useWall({ map, marks, held, ready, show }: WallUse) {
  const clock = useServerClock()
  const office = useOffice(ready)
  const { settings } = office
  /** Somebody here started or stopped the scenes of this wall; the office's next word counts again. */
  const here = ref<boolean | null>(null)
  watch(() => settings.value.carousel, () => (here.value = null))
  const turning = computed(() => here.value ?? settings.value.carousel)
  const scenes = computed(() => scenesOf(map.value, marks.value, settings.value))
  const current = ref<string>('all')
  const quiet = computed(() => {
    const p = partsOf(clock.now.value)
    return settings.value.quiet && inQuiet(p.hour * 60 + p.minute, minuteOf(settings.value.quiet_from), minuteOf(settings.value.quiet_to))
  })
  let touched = 0
  let turned = Date.now()
  const touch = (): void => {
    touched = Date.now()
  }
  for (const kind of ['pointerdown', 'keydown', 'wheel'] as const) addEventListener(kind, touch, { passive: true })
  function go(by: number): void {
    const at = scenes.value.findIndex((one) => one.key === current.value)
    const next = scenes.value[(Math.max(at, 0) + by + scenes.value.length) % scenes.value.length]
    if (!next) return
    turned = Date.now()
    current.value = next.key
    show(next)
  }
  /** Starts at once, whoever touched the wall just now. */
  function turn(): void {
    here.value = !turning.value
    if (here.value) touched = 0
  }
  const timer = setInterval(() => {
    const now = Date.now()
    if (!turning.value || held.value || quiet.value || document.hidden || now - touched < REST || now - turned < settings.value.seconds * 1000) return
    go(1)
  }, 1000)
  onScopeDispose(() => {
    clearInterval(timer)
    for (const kind of ['pointerdown', 'keydown', 'wheel'] as const) removeEventListener(kind, touch)
  })
  return { ...office, turning, turn, quiet, scenes, current: computed(() => scenes.value.find((one) => one.key === current.value) ?? null), go }
}

export type Wall = ReturnType<typeof useWall>
