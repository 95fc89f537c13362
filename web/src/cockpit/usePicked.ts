// What is picked on the map, joined with what is known about it; drives callout and lit building.
import { measured } from '@/shared/format'
import { computed, ref, type Ref } from 'vue'
import { centreOf } from '@/shared/map/cells'
import type { Pick } from '@/shared/map/view'
import type { Buildings, CaseMark, CockpitMap, DeviceMark, Lang, Level, Marks, PersonMark, WarningMark } from '@/shared/types'
import type { Summary, WarningDetail } from './types'
import type { ShopMark, SpotMark } from './usePlaces'

interface Placed {
  lon: number
  lat: number
  level: Level | null
}
export type Picked = Placed &
  (
    | { kind: 'case'; mark: CaseMark }
    | { kind: 'warning'; mark: WarningMark; detail: WarningDetail | null; reading: string; device: DeviceMark | null }
    | { kind: 'device'; mark: DeviceMark; kindName: string }
    | { kind: 'person'; mark: PersonMark; area: string }
    | { kind: 'shop'; mark: ShopMark }
    | { kind: 'spot'; mark: SpotMark }
    | { kind: 'building'; code: string; name_zh: string; name_en: string; height: number }
  )

interface Sources {
  marks: Ref<Marks | null>
  map: Ref<CockpitMap | undefined>
  summary: Ref<Summary | undefined>
  warningId: Ref<string | null>
  warning: Ref<WarningDetail | undefined>
  lang: Ref<Lang>
  own: Ref<Buildings | undefined>
  shops: Ref<ShopMark[]>
  spots: Ref<SpotMark[]>
}

export function readingOf(detail: WarningDetail | null): string {
  const last = detail?.explain.readings.filter((r) => r.value !== null).at(-1)
  return typeof last?.value === 'number' ? `${measured(last.value, detail?.explain.decimals)}${detail?.explain.unit ?? ''}` : ''
}

export function usePicked(from: Sources) {
  const own = ref<Pick | null>(null)
  // Without another choice the warning on the card is what the map points at.
  const pick = computed<Pick | null>(() => own.value ?? (from.warningId.value ? { kind: 'warning', id: from.warningId.value } : null))

  function buildingOf(code: string): Picked | null {
    const hit = from.own.value?.features.find((one) => one.properties.code === code)
    if (!hit) return null
    const [lon, lat] = centreOf(hit.geometry)
    const p = hit.properties
    return { lon, lat, level: null, kind: 'building', code, name_zh: p.name_zh ?? '', name_en: p.name_en ?? p.name_zh ?? '', height: Math.round(p.height_m ?? 0) }
  }

  const picked = computed<Picked | null>(() => {
    const marks = from.marks.value
    if (!marks || !pick.value) return null
    const { kind, id } = pick.value
    const at = (mark: { lon: number; lat: number }, level: Level | null = null): Placed => ({ lon: mark.lon, lat: mark.lat, level })
    if (kind === 'case') {
      const mark = marks.cases.find((one) => one.id === id)
      return mark ? { ...at(mark), kind, mark } : null
    }
    if (kind === 'warning') {
      const mark = marks.warnings.find((one) => one.id === id)
      const detail = from.warning.value?.id === id ? from.warning.value : null
      return mark ? { ...at(mark, mark.level), kind, mark, detail, reading: readingOf(detail), device: marks.devices.find((one) => one.code === detail?.device?.code) ?? null } : null
    }
    if (kind === 'device') {
      const mark = marks.devices.find((one) => String(one.id) === id)
      const named = from.summary.value?.devices.find((one) => one.kind === mark?.kind)
      return mark ? { ...at(mark), kind, mark, kindName: named?.[from.lang.value] ?? mark.kind } : null
    }
    if (kind === 'shop') {
      const mark = from.shops.value.find((one) => one.id === id)
      return mark ? { ...at(mark), kind, mark } : null
    }
    if (kind === 'spot') {
      const mark = from.spots.value.find((one) => one.id === id)
      return mark ? { ...at(mark), kind, mark } : null
    }
    if (kind === 'building') return buildingOf(id)
    const mark = marks.people.find((one) => String(one.post_id) === id)
    const area = from.map.value?.areas.features.find((f) => f.properties.code === mark?.area)?.properties
    return mark ? { ...at(mark), kind: 'person', mark, area: area ? area[`name_${from.lang.value}`] : '' } : null
  })
  return { own, pick, picked }
}
