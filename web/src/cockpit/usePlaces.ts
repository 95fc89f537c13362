// What the wall lays over the street on demand: shops, road names, heat, black spots, colours, the layers of one scenario.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import type { FeatureCollection, Geometry } from 'geojson'
import { computed, ref, type Ref } from 'vue'
import { api } from '@/shared/api'
import { decimal, percent } from '@/shared/format'
import { centreOf } from '@/shared/map/cells'
import type { MapExtras } from '@/shared/map/extras'
import type { Switch } from '@/shared/map/style'
import type { CockpitMap, Lang, Marks } from '@/shared/types'
import { paintAreas, paintOf, paintTags, type Colouring, type LegendRow, type TagMap, type Way } from './colours'
import type { TagLabel } from './types'

type ShopRow = [id: number, code: string, zh: string, en: string, trade: string, lon: number, lat: number, building: string | null]
export interface ShopMark {
  id: string
  code: string
  name_zh: string
  name_en: string
  trade: string
  lon: number
  lat: number
  building: string | null
}
export interface SpotMark {
  id: string
  title_zh: string
  title_en: string
  lon: number
  lat: number
  number: string
}
type SpotLayer = FeatureCollection<Geometry, { id: number; number: string; title_zh: string; title_en: string }>
export interface ScenarioLine {
  id: string
  enabled: boolean
  name_zh: string
  name_en: string
  matter: string
}
interface ScenarioDetail extends ScenarioLine {
  pack: { signal?: { device_kinds?: string[] } }
}

const EVERY = 60_000

export function shopsOf(rows: readonly ShopRow[]): ShopMark[] {
  return rows.map(([id, code, zh, en, trade, lon, lat, building]) => ({ id: String(id), code, name_zh: zh, name_en: en || zh, trade, lon, lat, building }))
}

const points = (shops: readonly ShopMark[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: shops.map((one) => ({ type: 'Feature', properties: { id: one.id }, geometry: { type: 'Point', coordinates: [one.lon, one.lat] } })),
})

/** The map's names are called name_*; the server calls a spot's title_*. */
export function spotsOf(layer: SpotLayer): FeatureCollection {
  return { type: 'FeatureCollection', features: layer.features.map((one) => ({ ...one, properties: { id: one.properties.id, name_zh: one.properties.title_zh, name_en: one.properties.title_en } })) }
}

/** The marks of one scenario: its warnings, the cases of its matter, the devices it listens to. */
export function marksOfScenario(marks: Marks, chosen: ScenarioLine | null, kinds: readonly string[]): Marks {
  if (!chosen) return marks
  return {
    ...marks,
    cases: marks.cases.filter((one) => chosen.matter !== '' && one.matter_code.startsWith(chosen.matter)),
    warnings: marks.warnings.filter((one) => one.scenario === chosen.id),
    devices: marks.devices.filter((one) => kinds.includes(one.kind)),
  }
}

/** Heat of a moment looked back at is asked for in steps, so that playing does not ask every half second (ms). */
const STEP = 600_000

/** at: the moment looked back at, null for now. Only heat is known of then; colours and black spots are of now and rest. */
export function usePlaces(hidden: Ref<Switch[]>, map: Ref<CockpitMap | undefined>, lang: Ref<Lang>, at: Ref<number | null>) {
  const then = computed(() => (at.value === null ? undefined : new Date(Math.floor(at.value / STEP) * STEP).toISOString()))
  const on = (name: Switch) => computed(() => !hidden.value.includes(name))
  const way = ref<Way>('none')
  const detail = ref('')
  const label = ref('')
  const cells = ref<string | null>(null)
  const scenario = ref('')
  const days = ref(7)
  const forever = { staleTime: Infinity, gcTime: Infinity }

  const shopRows = useQuery({ queryKey: ['shops'], queryFn: ({ signal }) => api.get<{ rows: ShopRow[] }>('/api/cockpit/shops', { signal }), enabled: computed(() => on('shops').value || way.value === 'tag'), ...forever })
  const roads = useQuery({ queryKey: ['road-names'], queryFn: ({ signal }) => api.get<FeatureCollection>('/api/cockpit/roads.geojson', { signal }), enabled: on('roads'), ...forever })
  const heat = useQuery({
    queryKey: computed(() => ['heat', days.value, then.value]), queryFn: ({ signal }) => api.get<FeatureCollection & { total: number }>('/api/cockpit/heat', { signal, query: { days: days.value, at: then.value } }),
    enabled: on('heat'), refetchInterval: () => (at.value === null ? EVERY : false), placeholderData: keepPreviousData,
  })
  const spots = useQuery({ queryKey: ['spots'], queryFn: ({ signal }) => api.get<SpotLayer>('/api/spots.geojson', { signal, query: { state: 'proposed,open', geometry: 'ground' } }), enabled: on('spots'), refetchInterval: EVERY })
  const colours = useQuery({
    queryKey: computed(() => ['colours', way.value]), queryFn: ({ signal }) => api.get<Colouring>('/api/cockpit/colours', { signal, query: { by: way.value } }),
    enabled: computed(() => !['none', 'indicator', 'tag'].includes(way.value)), refetchInterval: EVERY / 4,
  })
  const shares = useQuery({
    queryKey: computed(() => ['shares', detail.value]),
    queryFn: ({ signal }) => api.get<{ items: { id: number; value: number | null }[] }>(`/api/evaluation/${detail.value}/breakdown`, { signal, query: { dimension: 'area' } }),
    enabled: computed(() => way.value === 'indicator' && detail.value !== ''),
  })
  const indicators = useQuery({
    queryKey: ['indicators'], queryFn: ({ signal }) => api.get<{ items: { code: string; name_zh: string; name_en: string; unit: string; unit_zh: string; unit_en: string }[] }>('/api/evaluation', { signal }),
    enabled: computed(() => way.value === 'indicator'), staleTime: Infinity,
  })
  const labels = useQuery({ queryKey: ['tags'], queryFn: ({ signal }) => api.get<{ items: TagLabel[] }>('/api/tags', { signal }), enabled: computed(() => way.value === 'tag'), retry: false })
  const tagged = useQuery({
    queryKey: computed(() => ['tagged', label.value]), queryFn: ({ signal }) => api.get<TagMap>('/api/tags/map', { signal, query: { labels: label.value } }),
    enabled: computed(() => way.value === 'tag'), refetchInterval: EVERY, retry: false,
  })
  const scenarios = useQuery({ queryKey: ['scenarios'], queryFn: ({ signal }) => api.get<{ items: ScenarioLine[] }>('/api/scenarios', { signal }), staleTime: Infinity, retry: false })
  const pack = useQuery({
    queryKey: computed(() => ['scenario', scenario.value]), queryFn: ({ signal }) => api.get<ScenarioDetail>(`/api/scenarios/${scenario.value}`, { signal }),
    enabled: computed(() => scenario.value !== ''), staleTime: Infinity,
  })

  const shops = computed(() => shopsOf(shopRows.data.value?.rows ?? []))
  const shopPoints = computed(() => points(shops.value))
  const spotShapes = computed(() => spotsOf(spots.data.value ?? { type: 'FeatureCollection', features: [] }))
  const painted = computed<{ colours: Record<string, string>; areas: Record<string, string>; shops?: Record<string, string>; legend: LegendRow[] }>(() => {
    if (at.value !== null) return { colours: {}, areas: {}, legend: [] }
    if (way.value === 'indicator') {
      const known = (map.value?.areas.features ?? []).map(({ properties: p }) => ({ id: p.id, parent: (p as { parent?: number | null }).parent ?? null }))
      const unit = indicators.data.value?.items.find((one) => one.code === detail.value)
      const said = (end: number): string => (unit?.unit === '%' ? percent(end, lang.value) : `${decimal(end, lang.value)} ${unit?.[`unit_${lang.value}`] ?? ''}`.trim())
      return { colours: {}, ...paintAreas(shares.data.value?.items ?? [], known, said) }
    }
    if (way.value === 'tag') return tagged.data.value ? paintTags(tagged.data.value, lang.value) : { colours: {}, areas: {}, legend: [] }
    return colours.data.value && way.value === colours.data.value.by ? { areas: {}, ...paintOf(colours.data.value) } : { colours: {}, areas: {}, legend: [] }
  })
  const taggedShops = computed<FeatureCollection | null>(() => {
    const of = painted.value.shops
    if (!of) return null
    return { type: 'FeatureCollection', features: points(shops.value.filter((one) => of[one.id])).features.map((one) => ({ ...one, properties: { ...one.properties, colour: of[String(one.properties?.['id'])] } })) }
  })
  const extras = computed<MapExtras>(() => ({
    shops: shopRows.data.value ? shopPoints.value : null, tagged: taggedShops.value, roads: roads.data.value ?? null, heat: heat.data.value ?? null, spots: at.value === null ? spotShapes.value : null,
    cells: cells.value, colours: painted.value.colours, areas: painted.value.areas,
  }))
  const chosen = computed(() => scenarios.data.value?.items.find((one) => one.id === scenario.value) ?? null)
  const kinds = computed(() => pack.data.value?.pack.signal?.device_kinds ?? [])
  const layers = computed(() => [...new Set((map.value?.areas.features ?? []).map((f) => f.properties.layer))])

  return {
    past: computed(() => at.value !== null), extras, shops, spots: computed<SpotMark[]>(() => (spots.data.value?.features ?? []).map(({ properties: p, geometry }) => ({ id: String(p.id), number: p.number, title_zh: p.title_zh, title_en: p.title_en, lon: centreOf(geometry)[0], lat: centreOf(geometry)[1] }))), legend: computed(() => painted.value.legend), way, detail, label, cells, scenario, days, layers,
    scenarios: computed(() => (scenarios.data.value?.items ?? []).filter((one) => one.enabled)), indicators: computed(() => indicators.data.value?.items ?? []), labels: computed(() => labels.data.value?.items ?? []),
    counts: computed(() => ({ shops: shopRows.data.value?.rows.length ?? null, heat: heat.data.value?.total ?? null, spots: at.value === null ? (spots.data.value?.features.length ?? null) : null })),
    narrowed: (marks: Marks): Marks => marksOfScenario(marks, chosen.value, kinds.value),
  }
}

export type Places = ReturnType<typeof usePlaces>
