// The one map style, dark and light: land, water, roads, cells, buildings, cells seen through the buildings, names.
// Nothing from outside: no tiles, sprites or glyphs; all data is GeoJSON from our own server, names use local fonts.
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import type { Lang } from '../types'
import { EXTRA_LAYERS, EXTRA_SOURCES, overlay, underlay } from './extras'
import type { Palette } from './palette'

export const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }
export const SOURCES = ['green', 'water', 'roads', 'town', 'circle', 'segment', 'spot', 'segment-name', 'circle-name', 'water-name', 'out', 'own', 'lit', 'devices', 'people', ...EXTRA_SOURCES] as const
export type SourceName = (typeof SOURCES)[number] | 'cases'

/** Layers that a legend row switches. */
export const LAYERS_OF = {
  circle: ['circle', 'circle-through', 'circle-name'],
  segment: ['segment', 'segment-line', 'segment-through', 'segment-name', 'spot'],
  cases: ['cases', 'clusters'],
  people: ['people'],
  devices: ['devices'],
  ...EXTRA_LAYERS,
} as const
export type Switch = keyof typeof LAYERS_OF | 'warnings'
/** Features, or the address they are to be fetched from. */
export type SourceData = FeatureCollection | string

export interface StyleOptions {
  palette: Palette
  lang: Lang
  /** Without extrusions: footprints only. */
  flat: boolean
  /** Base size of names in px: 16 on the wall, 13 on the desk. */
  text: number
  /** Word after a number of open cases, e.g. 在办. */
  counted: string
  /** What a source shows from the start; nothing without. */
  data?: (name: SourceName) => SourceData
  /** Whether a layer is drawn; all are without. A layer that is not costs nothing: its tiles are not even cut. */
  shown?: (layer: LayerSpecification) => boolean
  /** Drawn by the processor: houses are solid, for a translucent one is drawn twice. */
  slow?: boolean
}

const byState = (near: unknown, half: unknown, calm: unknown): ExpressionSpecification =>
  ['match', ['get', 'state'], 'near', near, 'half', half, calm] as unknown as ExpressionSpecification

/** Pixels of a metre at zoom 14 and 18 on our latitude (31° north, 512 px tiles): roads are as wide as in the street. */
const PX_PER_M = { 14: 0.245, 18: 3.92 }

function roadWidth(edge: number, least: number): ExpressionSpecification {
  const metres = ['coalesce', ['get', 'width_m'], 8]
  const at = (zoom: 14 | 18): unknown[] => ['max', least, ['+', edge, ['*', metres, PX_PER_M[zoom]]]]
  return ['interpolate', ['exponential', 2], ['zoom'], 14, at(14), 18, at(18)] as unknown as ExpressionSpecification
}

/** Ways for feet only: drawn thin and without an edge. */
const ON_FOOT = ['match', ['get', 'kind'], ['path', 'footway', 'steps', 'pedestrian'], true, false] as unknown as ExpressionSpecification

function ground(p: Palette): LayerSpecification[] {
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    { id: 'land', type: 'background', paint: { 'background-color': p['map-land'] } },
    { id: 'green', type: 'fill', source: 'green', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p['map-green'] } },
    { id: 'water', type: 'fill', source: 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p['map-water'] } },
    { id: 'road-edge', type: 'line', source: 'roads', filter: ['!', ON_FOOT], layout: round, paint: { 'line-color': p['map-road-edge'], 'line-width': roadWidth(2, 2) } },
    { id: 'road', type: 'line', source: 'roads', layout: round, paint: { 'line-color': p['map-road'], 'line-width': roadWidth(0, 0.8) } },
  ]
}

/** What was laid on this very feature, else the usual. */
const stated = (key: string, usual: unknown): ExpressionSpecification => ['coalesce', ['feature-state', key], usual] as unknown as ExpressionSpecification

function cells(p: Palette): LayerSpecification[] {
  const hue = byState(p['red-mark'], p['yellow-mark'], p.t2)
  return [
    { id: 'segment', type: 'fill', source: 'segment', paint: { 'fill-color': stated('colour', hue), 'fill-opacity': ['case', ['!=', ['feature-state', 'colour'], null], 0.5, byState(0.42, 0.3, 0.1)] } },
    { id: 'segment-line', type: 'line', source: 'segment', paint: { 'line-color': hue, 'line-width': 1, 'line-opacity': byState(0.9, 0.9, 0.28) } },
    { id: 'spot', type: 'line', source: 'spot', minzoom: 15, paint: { 'line-color': p.t2, 'line-width': 1.2, 'line-opacity': 0.55 } },
    { id: 'town', type: 'line', source: 'town', paint: { 'line-color': p.accent, 'line-width': 2, 'line-opacity': 0.8 } },
    { id: 'circle', type: 'line', source: 'circle', paint: { 'line-color': p.t1, 'line-width': 2, 'line-dasharray': [2.5, 2], 'line-opacity': 0.6 } },
  ]
}

function height(): ExpressionSpecification {
  return ['coalesce', ['get', 'height_m'], 12] as unknown as ExpressionSpecification
}

function solid(id: string, colour: ExpressionSpecification | string, opacity: number): LayerSpecification {
  return {
    id, source: id, type: 'fill-extrusion',
    paint: { 'fill-extrusion-height': height(), 'fill-extrusion-color': colour, 'fill-extrusion-opacity': opacity, 'fill-extrusion-vertical-gradient': true },
  }
}

function buildings(p: Palette, flat: boolean, slow: boolean): LayerSpecification[] {
  const ramp = (low: string, high: string, top: number): ExpressionSpecification => ['interpolate', ['linear'], height(), 0, low, top, high]
  const out = ramp(p['map-out-low'], p['map-out-high'], 400)
  const own = stated('colour', ramp(p['map-b-low'], p['map-b-high'], 120))
  if (flat) {
    return [
      { id: 'out', source: 'out', type: 'fill', paint: { 'fill-color': out, 'fill-opacity': 0.7 } },
      { id: 'own', source: 'own', type: 'fill', paint: { 'fill-color': own, 'fill-opacity': p.dark ? 0.55 : 0.8 } },
      { id: 'lit', source: 'lit', type: 'fill', paint: { 'fill-color': ['get', 'colour'] } },
    ]
  }
  const seen = (opacity: number): number => (slow ? 1 : opacity)
  return [solid('out', out, seen(0.92)), solid('own', own, seen(p.dark ? 0.96 : 0.82)), solid('lit', ['get', 'colour'], seen(0.96))]
}

/** Seen faintly through the buildings, so that a cell is never lost behind a tower. */
function through(p: Palette): LayerSpecification[] {
  return [
    { id: 'segment-through', type: 'fill', source: 'segment', filter: ['!=', ['get', 'state'], ''], paint: { 'fill-color': byState(p['red-mark'], p['yellow-mark'], p.t2), 'fill-opacity': byState(0.5, 0.28, 0) } },
    { id: 'circle-through', type: 'line', source: 'circle', paint: { 'line-color': p.t1, 'line-width': 1.6, 'line-dasharray': [2.5, 2], 'line-opacity': 0.5 } },
    { id: 'lit-through', type: 'fill', source: 'lit', paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.55 } },
    { id: 'town-through', type: 'line', source: 'town', paint: { 'line-color': p.accent, 'line-width': 2, 'line-opacity': 0.55 } },
  ]
}

// No glyphs are fetched: MapLibre draws every letter from fonts of the machine; the weight is read from the first name.
const FACES = ['PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei']
const REGULAR = ['Weige Regular', ...FACES]
const STRONG = ['Weige Semibold', ...FACES]

function names(p: Palette, lang: Lang, text: number, counted: string): LayerSpecification[] {
  const name = ['get', lang === 'zh' ? 'name_zh' : 'name_en'] as ExpressionSpecification
  const halo = { 'text-halo-color': p['map-halo'], 'text-halo-width': 1.6 }
  const count = ['case', ['>', ['get', 'open'], 0], ['concat', '\n', ['get', 'open'], ' ', counted], ''] as ExpressionSpecification
  const strong = ['format', name, {}, count, { 'text-font': ['literal', REGULAR], 'font-scale': 0.88, 'text-color': p.t2 }] as unknown as ExpressionSpecification
  return [
    { id: 'water-name', type: 'symbol', source: 'water-name', layout: { 'text-field': name, 'text-font': REGULAR, 'text-size': text + 2, 'text-letter-spacing': 0.3, 'text-padding': 4 }, paint: { 'text-color': p.dark ? '#6f9aab' : '#4d7482', 'text-halo-color': p['map-water'], 'text-halo-width': 1 } },
    { id: 'segment-name', type: 'symbol', source: 'segment-name', minzoom: 14.6, layout: { 'text-field': name, 'text-font': REGULAR, 'text-size': text, 'text-padding': 10, 'text-max-width': 12, 'text-variable-anchor': ['center', 'top', 'bottom'], 'text-radial-offset': 1.1, 'symbol-sort-key': ['-', 0, ['get', 'open']] }, paint: { 'text-color': p['map-label'], ...halo } },
    { id: 'circle-name', type: 'symbol', source: 'circle-name', layout: { 'text-field': strong, 'text-font': STRONG, 'text-size': text + 2, 'text-padding': 4, 'text-line-height': 1.3, 'text-overlap': text < 16 ? 'never' : 'always', 'text-variable-anchor': ['center', 'bottom', 'top', 'left', 'right'], 'text-radial-offset': 1.6 }, paint: { 'text-color': p.t1, ...halo } },
  ]
}

function marks(p: Palette): LayerSpecification[] {
  return [
    { id: 'devices', type: 'symbol', source: 'devices', minzoom: 15.8, layout: { 'icon-image': ['get', 'sprite'], 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
    { id: 'people', type: 'symbol', source: 'people', layout: { 'icon-image': 'person', 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
    { id: 'cases', type: 'symbol', source: 'cases', filter: ['!', ['has', 'point_count']], layout: { 'icon-image': ['get', 'sprite'], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'order'] } },
    { id: 'clusters', type: 'symbol', source: 'cases', filter: ['has', 'point_count'], layout: { 'icon-image': ['match', ['get', 'worst'], 3, 'cluster-3', 2, 'cluster-2', 1, 'cluster-1', 'cluster-0'], 'icon-allow-overlap': true, 'text-field': ['to-string', ['get', 'point_count']], 'text-font': STRONG, 'text-size': 16, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': ['match', ['get', 'worst'], 3, p['on-over'], p.t1] } },
  ]
}

function sources(data: (name: SourceName) => SourceData): Record<string, SourceSpecification> {
  const plain = Object.fromEntries(SOURCES.map((name) => [name, { type: 'geojson', data: data(name) } satisfies SourceSpecification]))
  return {
    ...plain,
    // Many cases at a distance become one disc with their number and the worst clock.
    cases: { type: 'geojson', data: data('cases'), cluster: true, clusterMaxZoom: 14, clusterRadius: 34, clusterMinPoints: 4, clusterProperties: { worst: ['max', ['get', 'worst']] } },
  }
}

function only(layers: LayerSpecification[], shown: (layer: LayerSpecification) => boolean): LayerSpecification[] {
  return layers.map((layer) => (shown(layer) ? layer : ({ ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification)))
}

export function streetStyle({ palette, lang, flat, text, counted, data = () => EMPTY, shown = () => true, slow = false }: StyleOptions): StyleSpecification {
  // Names are placed from the top layer down: those of cells, which always stand, before those of black spots and roads, which give way.
  const all = [...ground(palette), ...cells(palette), ...underlay(palette), ...buildings(palette, flat, slow), ...through(palette), ...overlay(palette, lang, text, REGULAR), ...names(palette, lang, text, counted), ...marks(palette)]
  return {
    version: 8,
    light: { anchor: 'map', position: [1.3, 235, 38], color: '#ffffff', intensity: 0.42 },
    sources: sources(data),
    layers: only(all, shown),
  }
}
