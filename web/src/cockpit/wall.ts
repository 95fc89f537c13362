// How a wall behaves when nobody touches it: scenes by turns, quiet at night. Kept per browser: a wall is a machine, not a person.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { positionsOf } from '@/shared/map/cells'
import { partsOf, useServerClock } from '@/shared/time'
import type { CockpitMap, LngLat, Marks } from '@/shared/types'

export interface WallSettings {
  /** Scenes change by themselves. */
  carousel: boolean
  seconds: number
  heat: boolean
  circles: boolean
  warnings: boolean
  quiet: boolean
  /** Hours of the day as minutes after midnight. */
  from: number
  to: number
}
export const USUAL: WallSettings = { carousel: false, seconds: 20, heat: true, circles: true, warnings: true, quiet: true, from: 22 * 60, to: 6 * 60 + 30 }
const STORE = 'wg-wall'
/** A person at the wall has this long before the scenes go on (ms). */
const REST = 60_000

export function settingsKept(): WallSettings {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<WallSettings>) }
  } catch {
    return USUAL
  }
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

export function useWall(map: Ref<CockpitMap | undefined>, marks: Ref<Marks | null>, held: Ref<boolean>, show: (scene: Scene) => void) {
  const clock = useServerClock()
  const settings = ref(settingsKept())
  watch(settings, (now) => localStorage.setItem(STORE, JSON.stringify(now)), { deep: true })
  const scenes = computed(() => scenesOf(map.value, marks.value, settings.value))
  const current = ref<string>('all')
  const quiet = computed(() => {
    const p = partsOf(clock.now.value)
    return settings.value.quiet && inQuiet(p.hour * 60 + p.minute, settings.value.from, settings.value.to)
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
  const timer = setInterval(() => {
    const now = Date.now()
    if (!settings.value.carousel || held.value || quiet.value || document.hidden || now - touched < REST || now - turned < settings.value.seconds * 1000) return
    go(1)
  }, 1000)
  onScopeDispose(() => {
    clearInterval(timer)
    for (const kind of ['pointerdown', 'keydown', 'wheel'] as const) removeEventListener(kind, touch)
  })
  return { settings, quiet, scenes, current: computed(() => scenes.value.find((one) => one.key === current.value) ?? null), go, start: () => (touched = 0) }
}

export type Wall = ReturnType<typeof useWall>
