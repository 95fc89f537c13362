// What each source of the map shows: handed to the style when it is made, then only what changed. Data may be an address:
// then the map's own thread fetches and reads it, and the page stays free meanwhile.
import type { GeoJSONSource } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { EMPTY, type SourceData, type SourceName } from './style'

/** Sources that are made anew from the marks; small enough to be compared. */
const LIVELY = new Set<SourceName>(['other', 'other-name', 'spots', 'spot-name', 'heat', 'town', 'circle', 'segment', 'spot', 'segment-name', 'circle-name', 'cases', 'people', 'lit'])

const isEmpty = (data: SourceData): boolean => typeof data !== 'string' && data.features.length === 0

export class Shelf {
  private readonly data = new Map<SourceName, SourceData>()
  /** What the style that lives now was told. */
  private told = new Map<SourceName, SourceData>()

  constructor(
    private readonly source: (name: SourceName) => GeoJSONSource | undefined,
    /** Called when a source that had nothing has something, or the other way round. */
    private readonly turned: (name: SourceName) => void,
  ) {}

  of(name: SourceName): SourceData {
    return this.data.get(name) ?? EMPTY
  }

  empty(name: SourceName): boolean {
    return isEmpty(this.of(name))
  }

  /** Tells a source its data, unless nothing changed: each change costs a new cutting into tiles. */
  put(name: SourceName, data: SourceData): void {
    const before = this.of(name)
    if (before === data || (isEmpty(before) && isEmpty(data))) return
    if (LIVELY.has(name) && JSON.stringify(before) === JSON.stringify(data)) return
    this.data.set(name, data)
    this.tell(name)
    if (isEmpty(before) !== isEmpty(data)) this.turned(name)
  }

  private tell(name: SourceName): void {
    const source = this.source(name)
    const data = this.of(name)
    if (!source || this.told.get(name) === data) return
    this.told.set(name, data)
    void source.setData(data)
  }

  /** A style is made with what is here now. */
  handedOver(): void {
    this.told = new Map(this.data)
  }

  /** The style stands: what changed while it was being made. */
  catchUp(): void {
    for (const name of this.data.keys()) this.tell(name)
  }

  /** The features of a source that was given an address, once they are read. */
  async read(name: SourceName): Promise<FeatureCollection> {
    return ((await this.source(name)?.getData()) ?? EMPTY) as FeatureCollection
  }

  /** Asks again at an address that failed. */
  again(name: SourceName): void {
    const data = this.of(name)
    if (typeof data === 'string') void this.source(name)?.setData(data)
  }
}
