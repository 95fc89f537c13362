// Warnings as HTML marks: a level shape that pulses while nobody has confirmed it. Few at a time, so the DOM bears them.
import type { Map as GlMap, Marker } from 'maplibre-gl'
import { LEVEL_PATH } from '../shapes'
import type { WarningMark } from '../types'
import type { Engine } from './engine'
import { spread } from './spread'

const SVG = 'http://www.w3.org/2000/svg'
/** The state of a warning that still waits for a person. */
export const UNCONFIRMED = 'open'

/** A warning that became a case stands as a small badge at the shoulder of the case's disc. */
const BESIDE: [number, number] = [15, -15]

/** Width and height of a mark (map.css). */
const SIZE = { open: 32, filed: 24 }

interface Shown {
  marker: Marker
  element: HTMLButtonElement
  look: string
  filed: boolean
  /** What waits for a person keeps its place, the gravest first; what is picked before all. */
  weight: number
}
const WEIGHT = { red: 4, orange: 3, yellow: 2, blue: 1 }

export interface OverlayWords {
  label: (warning: WarningMark) => string
  press: (id: string) => void
}

function shape(warning: WarningMark): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '-1 -1 18 18')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', LEVEL_PATH[warning.level])
  svg.append(path)
  return svg
}

export class WarningOverlay {
  private readonly shown = new Map<string, Shown>()

  constructor(
    private readonly engine: Engine,
    private readonly map: GlMap,
    private readonly words: OverlayWords,
  ) {
    map.on('moveend', () => this.spread())
  }

  /** Makes the marks on the map equal to the list. */
  set(warnings: readonly WarningMark[], selected: string | null): void {
    const wanted = new Set(warnings.map((one) => one.id))
    for (const [id, { marker }] of this.shown) {
      if (!wanted.has(id)) {
        marker.remove()
        this.shown.delete(id)
      }
    }
    for (const warning of warnings) this.put(warning, warning.id === selected)
    this.spread()
  }

  /** Each mark can be pressed: those that would cover one another stand beside one another. */
  private spread(): void {
    const marks = [...this.shown.values()].sort((a, b) => b.weight - a.weight)
    const moved = spread(marks.map(({ marker, filed }) => {
      const { x, y } = this.map.project(marker.getLngLat())
      return filed ? { x: x + BESIDE[0], y: y + BESIDE[1], size: SIZE.filed } : { x, y, size: SIZE.open }
    }))
    marks.forEach(({ marker, element, filed }, i) => {
      const by = moved[i]
      element.hidden = !by
      if (by) marker.setOffset(filed ? [BESIDE[0] + by[0], BESIDE[1] + by[1]] : by)
    })
  }

  private put(warning: WarningMark, selected: boolean): void {
    const old = this.shown.get(warning.id)
    const filed = warning.state !== UNCONFIRMED && !!warning.case_id
    const look = [warning.level, warning.state, warning.lon, warning.lat, filed].join()
    const weight = (selected ? 100 : 0) + (warning.state === UNCONFIRMED ? 10 : 0) + WEIGHT[warning.level]
    if (old && old.look === look) {
      old.weight = weight
      return this.dress(old.element, warning, selected)
    }
    old?.marker.remove()
    const element = document.createElement('button')
    element.type = 'button'
    element.append(document.createElement('i'), document.createElement('i'), shape(warning))
    element.addEventListener('click', (event) => {
      event.stopPropagation()
      this.words.press(warning.id)
    })
    const marker = new this.engine.Marker({ element, offset: filed ? BESIDE : [0, 0] }).setLngLat([warning.lon, warning.lat]).addTo(this.map)
    this.shown.set(warning.id, { marker, element, look, filed, weight })
    this.dress(element, warning, selected)
  }

  private dress(element: HTMLButtonElement, warning: WarningMark, selected: boolean): void {
    element.classList.add('wg-warning')
    element.classList.toggle('calm', warning.state !== UNCONFIRMED)
    element.classList.toggle('filed', warning.state !== UNCONFIRMED && !!warning.case_id)
    element.classList.toggle('picked', selected)
    element.dataset['level'] = warning.level
    element.setAttribute('aria-label', this.words.label(warning))
  }

  clear(): void {
    this.set([], null)
  }
}
