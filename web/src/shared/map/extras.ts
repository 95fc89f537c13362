// What a wall lays over the street besides marks: shops, road names, heat, black spots, cells of another layer, colours.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { FeatureCollection, Geometry } from 'geojson'
import type { AreaProps, Lang } from '../types'
import { namesOf, type CellProps } from './cells'
import type { Palette } from './palette'

export const EXTRA_SOURCES = ['shops', 'tagged', 'road-name', 'heat', 'spots', 'spot-name', 'other', 'other-name', 'way', 'mine'] as const
export type ExtraSource = (typeof EXTRA_SOURCES)[number]

export interface MapExtras {
  shops: FeatureCollection | null
  /** Shops in the colour of their tag (property colour), seen from afar and whether all shops are shown or not. */
  tagged: FeatureCollection | null
  roads: FeatureCollection | null
  heat: FeatureCollection | null
  spots: FeatureCollection | null
  /** The way from stop to stop. */
  way?: FeatureCollection | null
  /** The ground of whoever looks: her segment, her street. */
  mine?: FeatureCollection | null
  /** Code of the layer whose cells are drawn besides the street's own. */
  cells: string | null
  /** Colour by building id; buildings that are not named keep their own. */
  colours: Record<string, string>
  /** Colour by area id, over the state of the segments. */
  areas: Record<string, string>
}

export const NO_EXTRAS: MapExtras = { shops: null, tagged: null, roads: null, heat: null, spots: null, cells: null, colours: {}, areas: {} }

export const EXTRA_LAYERS = {
  shops: ['shops'],
  roads: ['road-name'],
  heat: ['heat', 'heat-through'],
  spots: ['spots', 'spots-line', 'spot-name'],
} as const

const share = ['get', 'share'] as ExpressionSpecification
const ramp = (low: number, high: number): ExpressionSpecification => ['interpolate', ['linear'], share, 0, low, 1, high]

/** Under the buildings. */
export function underlay(p: Palette): LayerSpecification[] {
  return [
    { id: 'heat', type: 'fill', source: 'heat', paint: { 'fill-color': p['yellow-mark'], 'fill-opacity': ramp(0.1, 0.62) } },
    { id: 'spots', type: 'fill', source: 'spots', paint: { 'fill-color': p['red-mark'], 'fill-opacity': 0.22 } },
    { id: 'other-line', type: 'line', source: 'other', paint: { 'line-color': p.blue, 'line-width': 1.8, 'line-opacity': 0.85 } },
  ]
}

/** Over the buildings: what must not be lost behind a tower, and what is small. */
export function overlay(p: Palette, lang: Lang, text: number, regular: string[]): LayerSpecification[] {
  const name = ['get', lang === 'zh' ? 'name_zh' : 'name_en'] as ExpressionSpecification
  const halo = { 'text-halo-color': p['map-halo'], 'text-halo-width': 1.4 }
  return [
    { id: 'heat-through', type: 'fill', source: 'heat', paint: { 'fill-color': p['yellow-mark'], 'fill-opacity': ramp(0.02, 0.3) } },
    { id: 'spots-line', type: 'line', source: 'spots', paint: { 'line-color': p['red-mark'], 'line-width': 2, 'line-dasharray': [2, 1.5] } },
    { id: 'road-name', type: 'symbol', source: 'road-name', minzoom: 15.2, layout: { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': name, 'text-font': regular, 'text-size': text - 2, 'text-padding': 6, 'text-max-angle': 30 }, paint: { 'text-color': p.t2, ...halo } },
    { id: 'mine', type: 'line', source: 'mine', layout: { 'line-join': 'round' }, paint: { 'line-color': p.accent, 'line-width': 2.5 } },
    { id: 'way', type: 'line', source: 'way', layout: { 'line-cap': 'round' }, paint: { 'line-color': p.accent, 'line-width': 3, 'line-dasharray': [0.2, 2] } },
    { id: 'shops', type: 'circle', source: 'shops', minzoom: 15.6, paint: { 'circle-color': p['yellow-mark'], 'circle-radius': ['interpolate', ['linear'], ['zoom'], 15.6, 1.6, 18, 5], 'circle-stroke-color': p['bg-0'], 'circle-stroke-width': 1, 'circle-opacity': 0.9 } },
    { id: 'tagged', type: 'circle', source: 'tagged', paint: { 'circle-color': ['get', 'colour'], 'circle-radius': ['interpolate', ['linear'], ['zoom'], 14, 3, 18, 7], 'circle-stroke-color': p['bg-0'], 'circle-stroke-width': 1 } },
    { id: 'other-name', type: 'symbol', source: 'other-name', layout: { 'text-field': name, 'text-font': regular, 'text-size': text - 2, 'text-padding': 6 }, paint: { 'text-color': p.blue, ...halo } },
    { id: 'spot-name', type: 'symbol', source: 'spot-name', minzoom: 14.8, layout: { 'text-field': name, 'text-font': regular, 'text-size': text - 2, 'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.6, 'text-max-width': 10 }, paint: { 'text-color': p.red, ...halo } },
  ]
}

/** The cells of one layer as outlines, without the street itself and without lines (their ribbons come as polygons). */
export function cellsOfLayer(areas: FeatureCollection<Geometry, AreaProps>, layer: string | null): FeatureCollection<Geometry, CellProps> {
  return {
    type: 'FeatureCollection',
    features: areas.features
      .filter((f) => layer && f.properties.layer === layer && !f.geometry.type.endsWith('LineString') && f.properties.level !== 'subdistrict')
      .map((f) => ({ type: 'Feature', geometry: f.geometry, properties: { id: f.properties.id, kind: 'spot', code: f.properties.code, name_zh: f.properties.name_zh, name_en: f.properties.name_en, state: '', open: 0, label: f.properties.label ?? null } })),
  }
}

/** What each extra source shows. Cells of small levels are not named: their names would cover one another. */
export function extraData(extras: MapExtras, areas: FeatureCollection<Geometry, AreaProps>): Record<ExtraSource, FeatureCollection | null> {
  const other = cellsOfLayer(areas, extras.cells)
  return {
    shops: extras.shops, tagged: extras.tagged, 'road-name': extras.roads, heat: extras.heat, spots: extras.spots, way: extras.way ?? null, mine: extras.mine ?? null,
    'spot-name': extras.spots && namesOf(extras.spots as FeatureCollection<Geometry, CellProps>),
    other, 'other-name': other.features.length > 40 ? null : namesOf(other),
  }
}
