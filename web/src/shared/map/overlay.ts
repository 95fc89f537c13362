// Warnings as HTML marks: a level shape that pulses while nobody has confirmed it. Few at a time, so the DOM bears them.
import type { Map as GlMap, Marker } from 'maplibre-gl'
import { LEVEL_PATH } from '../shapes'
import type { WarningMark } from '../types'
import type { Engine } from './engine'

const SVG = 'http://www.w3.org/2000/svg'
/** The state of a warning that still waits for a person. */
export const UNCONFIRMED = 'open'

/** A warning that became a case stands as a small badge at the shoulder of the case's disc. */
const BESIDE: [number, number] = [15, -15]

interface Shown {
  marker: Marker
  element: HTMLButtonElement
  look: string
}

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
  ) {}

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
  }

  private put(warning: WarningMark, selected: boolean): void {
    const old = this.shown.get(warning.id)
    const filed = warning.state !== UNCONFIRMED && !!warning.case_id
    const look = [warning.level, warning.state, warning.lon, warning.lat, filed].join()
    if (old && old.look === look) return this.dress(old.element, warning, selected)
    old?.marker.remove()
    const element = document.createElement('button')
    element.type = 'button'
    element.append(document.createElement('i'), document.createElement('i'), shape(warning))
    element.addEventListener('click', (event) => {
      event.stopPropagation()
      this.words.press(warning.id)
    })
    const marker = new this.engine.Marker({ element, offset: filed ? BESIDE : [0, 0] }).setLngLat([warning.lon, warning.lat]).addTo(this.map)
    this.shown.set(warning.id, { marker, element, look })
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
