// The living map behind StreetMap.vue: builds it once, keeps its sources equal to what it is given, reports presses.
import type { GeoJSONSource, LayerSpecification, Map as GlMap, MapGeoJSONFeature, MapMouseEvent } from 'maplibre-gl'
import type { Bounds, Buildings, CockpitMap, Lang, Level, LngLat, Marks } from '../types'
import { buildingAt } from './buildings'
import { fitRing, without, type Padding, type View } from './camera'
import { cellsOf, namesOf, positionsOf } from './cells'
import { drawingOf, loadEngine, type Engine } from './engine'
import { extraData, NO_EXTRAS, type MapExtras } from './extras'
import { caseFeatures, deviceFeatures, personFeatures, waterNames } from './features'
import { WarningOverlay, type OverlayWords } from './overlay'
import { Mirror } from './mirror'
import { readPalette, type Palette } from './palette'
import { stampFirst, watchPicture } from './picture'
import { Shelf } from './shelf'
import { paint, PIXEL_RATIO } from './sprites'
import { EMPTY, LAYERS_OF, streetStyle, type SourceData, type SourceName, type Switch } from './style'

export type PickKind = 'case' | 'warning' | 'device' | 'person' | 'shop' | 'spot' | 'building' | 'circle'
export interface Pick {
  kind: PickKind
  id: string
}
/** A point whose building is lit, in a level's colour or the accent. */
export interface Focus {
  lon: number
  lat: number
  level: Level | null
}

export interface ViewOptions {
  container: HTMLElement
  base: CockpitMap
  lang: Lang
  flat: boolean
  text: number
  counted: string
  camera: View
  padding: Padding
  interactive: boolean
  words: OverlayWords
  pick: (pick: Pick | null) => void
  /** The view does not leave these bounds: beyond them nothing is drawn. */
  within?: Bounds | undefined
  moved: (bearing: number) => void
  /** Whether shops, black spots and buildings can be picked too. */
  places?: boolean
  hidden?: readonly Switch[]
  /** The houses from the start: features, or the addresses the map's own thread fetches them from. */
  own?: SourceData | null
  surroundings?: SourceData | null
  /** The street's houses once they are read, where they were given by address. */
  built?: (buildings: Buildings) => void
  /** When the street may be drawn: opened before that, the map has its context before the page's own painting is in the way. */
  after?: Promise<void>
  /** The first picture stands, where the processor draws and it takes seconds. */
  stood?: () => void
  /** Edges of the container that something opaque covers: where the processor draws, the map is not drawn under them. */
  covered?: Padding | undefined
}

const PICKABLE: Record<string, PickKind> = { cases: 'case', devices: 'device', people: 'person' }
/** Under the marks, in this order: what lies on top is picked first. */
const PLACES: Record<string, PickKind> = { 'circle-name': 'circle', shops: 'shop', tagged: 'shop', 'spot-name': 'spot', lit: 'building', own: 'building', spots: 'spot' }

/** After so long houses that did not come are asked for again (ms). */
const AGAIN_MS = 4000
const SWITCH_OF = new Map(Object.entries(LAYERS_OF).flatMap(([name, layers]) => layers.map((layer) => [layer as string, name as Switch])))

const sourceOf = (layer: LayerSpecification): string => ('source' in layer ? layer.source : '')

export class StreetView {
  /** Not there yet while its first style is being made. */
  readonly map: GlMap
  private palette: Palette
  private readonly shelf = new Shelf((name) => this.map?.getSource<GeoJSONSource>(name), (name) => this.showLayers((layer) => layer.source === name))
  private readonly hidden: Set<Switch>
  /** Whether the processor draws. */
  readonly slow: boolean
  private begun = false
  private gone = false
  /** Layers of the style that lives now. */
  private layers: { id: string; source: string }[] = []
  private readonly overlay: WarningOverlay
  private buildings: Buildings | null = null
  private marks: Marks | null = null
  private pinned: Marks['devices'] = []
  private focus: Focus | null = null
  private picked: Pick | null = null
  private extras: MapExtras = NO_EXTRAS
  private readonly themes: MutationObserver

  static async open(options: ViewOptions): Promise<StreetView> {
    return new StreetView(await loadEngine(), options)
  }

  private constructor(readonly engine: Engine, private options: ViewOptions) {
    this.palette = readPalette(options.container)
    this.hidden = new Set(options.hidden)
    this.fill(options)
    this.map = new engine.Map({
      container: options.container,
      center: options.base.center,
      zoom: 14,
      attributionControl: false,
      interactive: options.interactive,
      maxPitch: 75,
      minZoom: 11,
      maxZoom: 20,
      fadeDuration: 0,
      localIdeographFontFamily: false,
      validateStyle: false, // our own, and tested
      style: { version: 8, sources: {}, layers: [] },
      ...(options.within && { maxBounds: options.within }),
    })
    const context = this.map.getCanvas().getContext('webgl2')
    this.slow = drawingOf(context).slow
    if (this.slow) this.leaveOut()
    options.container.classList.toggle('wg-slow', this.slow)
    const grain = this.slow && context ? stampFirst(this.map, new Mirror(this.map, context), () => options.stood?.()) : () => 'sharp' as const
    void (options.after ?? Promise.resolve()).then(() => this.begin())
    this.overlay = new WarningOverlay(engine, this.map, options.words)
    this.map.setMissingStyleImageResolver((id) => this.addPicture(id))
    this.map.on('style.load', () => this.refill())
    watchPicture(this.map, grain)
    this.map.on('error', (event) => this.failed(event))
    this.map.on('rotate', () => options.moved(this.map.getBearing()))
    this.listen()
    this.fit()
    this.themes = new MutationObserver(() => this.redress())
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  }

  /** The street is drawn from now on. */
  private begin(): void {
    if (this.gone) return
    this.begun = true
    this.map.setStyle(this.style(), { diff: false })
  }

  /** What is known before the map is there goes into its first style: nothing is cut into tiles twice. */
  private fill(options: ViewOptions): void {
    this.setBase(options.base)
    this.setBuildings(options.own ?? null, options.surroundings ?? null)
  }

  /** Nothing is drawn under what covers the map. */
  private leaveOut(): void {
    const { container, covered } = this.options
    for (const side of ['top', 'right', 'bottom', 'left'] as const) container.style[side] = `${covered?.[side] ?? 0}px`
    this.map.resize()
  }

  /** What of the padding lies within the drawn part. */
  get padding(): Padding {
    const { padding, covered } = this.options
    return this.slow && covered ? without(padding, covered) : padding
  }

  private style(): ReturnType<typeof streetStyle> {
    const { lang, flat, text, counted } = this.options
    const made = streetStyle({
      palette: this.palette, lang, flat, text, counted, slow: this.slow,
      data: (name) => this.shelf.of(name), shown: (layer) => this.isShown({ id: layer.id, source: sourceOf(layer) }),
    })
    this.layers = made.layers.map((layer) => ({ id: layer.id, source: sourceOf(layer) }))
    this.shelf.handedOver()
    return made
  }

  /** A layer is drawn when nobody switched it off and its source has something. */
  private isShown({ id, source }: { id: string; source: string }): boolean {
    const name = SWITCH_OF.get(id)
    return !(name && this.hidden.has(name)) && (!source || !this.shelf.empty(source as SourceName))
  }

  private showLayers(which: (layer: { id: string; source: string }) => boolean): void {
    for (const layer of this.layers.filter(which)) {
      if (this.map?.getLayer(layer.id)) this.map.setLayoutProperty(layer.id, 'visibility', this.isShown(layer) ? 'visible' : 'none')
    }
  }

  private failed(event: { error: { message: string } }): void {
    console.warn('map:', event.error.message)
    const source = (event as { sourceId?: SourceName }).sourceId
    if (source) setTimeout(() => this.shelf.again(source), AGAIN_MS)
  }

  private addPicture(id: string): void {
    if (this.map.hasImage(id)) return
    const picture = paint(id, this.palette)
    if (picture) this.map.addImage(id, picture, { pixelRatio: PIXEL_RATIO })
  }

  private listen(): void {
    const layers = Object.keys(PICKABLE)
    const at = (event: MapMouseEvent, also: string[] = []): MapGeoJSONFeature | undefined =>
      this.map.queryRenderedFeatures(event.point, { layers: [...layers, ...also] })[0]
    const place = (event: MapMouseEvent): Pick | null => {
      if (!this.options.places) return null
      const hit = this.map.queryRenderedFeatures(event.point, { layers: Object.keys(PLACES) })[0]
      const kind = hit && PLACES[hit.layer.id]
      return kind ? { kind, id: String(hit.properties[kind === 'building' ? 'code' : 'id']) } : null
    }
    this.map.on('click', (event) => {
      const hit = at(event, ['clusters'])
      if (hit?.layer.id === 'clusters') return this.openCluster(hit)
      const kind = hit && PICKABLE[hit.layer.id]
      this.options.pick(kind ? { kind, id: String(hit.properties['id']) } : place(event))
    })
    this.map.on('mousemove', (event) => {
      this.map.getCanvas().style.cursor = at(event, ['clusters']) ? 'pointer' : ''
    })
  }

  private openCluster(hit: MapGeoJSONFeature): void {
    if (hit.geometry.type === 'Point') this.map.easeTo({ center: hit.geometry.coordinates as LngLat, zoom: this.map.getZoom() + 1.5 })
  }

  private put(name: SourceName, data: SourceData): void {
    this.shelf.put(name, data)
  }

  private refill(): void {
    if (!this.begun) return
    this.shelf.catchUp()
    this.showLayers(() => true)
    this.paintStates()
    // Handing over thousands of houses takes the map's own thread a while: it draws first.
    if (typeof this.shelf.of('own') === 'string') this.map.once('idle', () => void this.shelf.read('own').then((read) => this.take(read as Buildings)))
  }

  /** The houses have been read by the map's own thread. */
  private take(buildings: Buildings): void {
    this.buildings = buildings
    this.light()
    this.options.built?.(buildings)
  }

  private redress(): void {
    this.palette = readPalette(this.options.container)
    if (!this.begun) return
    this.map.setStyle(this.style(), { diff: false })
    this.light()
  }

  setWords(lang: Lang, counted: string): void {
    if (lang === this.options.lang) return
    this.options = { ...this.options, lang, counted }
    this.redress()
  }

  /** Another base: its drawing only when the ground is another one, the view only when other bounds are asked for. */
  changeBase(base: CockpitMap): void {
    const before = this.options.base
    if (base.areas !== before.areas || base.roads !== before.roads) this.setBase(base)
    this.options.base = base
    if (base.bounds.join() !== before.bounds.join()) this.fit()
  }

  private setBase(base: CockpitMap): void {
    this.options.base = base
    this.put('green', base.green)
    this.put('water', base.water)
    this.put('roads', base.roads)
    this.put('water-name', waterNames(base.water, base.bounds))
    this.putCells()
    this.putExtras()
  }

  private putCells(): void {
    const cells = cellsOf(this.options.base.areas, this.marks?.cases ?? [])
    for (const kind of ['town', 'circle', 'segment', 'spot'] as const) this.put(kind, cells[kind])
    this.put('segment-name', namesOf(cells.segment))
    this.put('circle-name', namesOf(cells.circle))
  }

  setBuildings(own: SourceData | null, surroundings: SourceData | null): void {
    this.put('own', own ?? EMPTY)
    this.put('out', surroundings ?? EMPTY)
    if (typeof own === 'string') return
    this.buildings = own as Buildings | null
    this.light()
  }

  setMarks(marks: Marks): void {
    this.marks = marks
    this.put('cases', caseFeatures(marks.cases))
    this.putDevices()
    this.put('people', personFeatures(marks.people))
    this.putCells()
    this.putWarnings()
  }

  /** Thousands of points are made only while they are to be seen. */
  private putDevices(): void {
    const devices = this.hidden.has('devices') ? [] : (this.marks?.devices ?? [])
    if (devices === this.pinned) return
    this.pinned = devices
    this.put('devices', deviceFeatures(devices))
  }

  private putWarnings(): void {
    const id = this.picked?.kind === 'warning' ? this.picked.id : null
    this.overlay.set(this.hidden.has('warnings') ? [] : (this.marks?.warnings ?? []), id)
  }

  setPicked(picked: Pick | null): void {
    this.picked = picked
    this.putWarnings()
  }

  setFocus(focus: Focus | null): void {
    this.focus = focus
    this.light()
  }

  setExtras(extras: MapExtras): void {
    this.extras = extras
    this.putExtras()
    this.paintStates()
  }

  private putExtras(): void {
    for (const [name, data] of Object.entries(extraData(this.extras, this.options.base.areas))) this.put(name as SourceName, data ?? EMPTY)
  }

  /** Colours lie on the features as states, so that nothing is cut into tiles again. */
  private paintStates(): void {
    for (const [source, colours] of [['own', this.extras.colours], ['segment', this.extras.areas]] as const) {
      if (!this.map.getSource(source)) continue
      this.map.removeFeatureState({ source })
      for (const [id, colour] of Object.entries(colours)) this.map.setFeatureState({ source, id: Number(id) }, { colour })
    }
  }

  /** Lights the building of the focus; it is drawn over its own grey twin, a hand higher so that no faces fight. */
  private light(): void {
    const hit = this.focus && this.buildings ? buildingAt(this.buildings, [this.focus.lon, this.focus.lat]) : null
    if (!hit || !this.focus) return this.put('lit', EMPTY)
    const colour = this.focus.level ? this.palette[`${this.focus.level}-mark`] : this.palette.accent
    const height_m = (hit.properties.height_m ?? 12) + 0.4
    this.put('lit', { type: 'FeatureCollection', features: [{ ...hit, properties: { height_m, colour, code: hit.properties.code } }] })
  }

  /** Exactly these are switched off. */
  setHidden(names: readonly Switch[]): void {
    for (const name of [...this.hidden]) if (!names.includes(name)) this.setSwitch(name, true)
    for (const name of names) if (!this.hidden.has(name)) this.setSwitch(name, false)
  }

  private setSwitch(name: Switch, on: boolean): void {
    if (on) this.hidden.delete(name)
    else this.hidden.add(name)
    if (name === 'warnings') this.putWarnings()
    if (name === 'devices') this.putDevices()
    this.showLayers((layer) => SWITCH_OF.get(layer.id) === name)
  }

  setRoom(padding: Padding, covered?: Padding): void {
    this.options = { ...this.options, padding, covered }
    if (this.slow) this.leaveOut()
    this.fit()
  }

  /** The bounds in the free window, in the default view: their outline is the territory's when it lies within them. */
  fit(): void {
    const [west, south, east, north] = this.options.base.bounds
    const slack = 1e-5
    const within = (ring: LngLat[]): boolean => ring.every(([x, y]) => x >= west - slack && x <= east + slack && y >= south - slack && y <= north + slack)
    const towns = cellsOf(this.options.base.areas, []).town.features.map((f) => positionsOf(f.geometry) as LngLat[])
    const ring = towns.find(within) ?? [[west, south], [east, south], [east, north], [west, north]]
    fitRing(this.map, ring, this.options.camera, this.padding)
    this.options.moved(this.map.getBearing())
  }

  /** Moves slowly to an area's outline: a scene of the wall. */
  visit(ring: LngLat[], calm: boolean): void {
    const [lons, lats] = [ring.map((p) => p[0]), ring.map((p) => p[1])]
    const box: [LngLat, LngLat] = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]]
    const camera = this.map.cameraForBounds(box, { bearing: this.options.camera.bearing, padding: 20 })
    if (camera?.center) this.map.easeTo({ center: camera.center, zoom: Math.min(17, (camera.zoom ?? 15) - 0.2), duration: calm ? 0 : 1600 })
  }

  north(): void {
    this.map.easeTo({ bearing: 0 })
  }

  show(at: LngLat, zoom = 16.5): void {
    this.map.easeTo({ center: at, zoom: Math.max(zoom, this.map.getZoom()) })
  }

  remove(): void {
    this.gone = true
    this.themes.disconnect()
    this.overlay.clear()
    this.map.remove()
  }
}
