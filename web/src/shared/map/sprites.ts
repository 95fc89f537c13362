// Pictures of the marks, drawn on a canvas when the map first asks for them; the same drawings as the chips on the page.
import type { VNode } from 'vue'
import { iconNamed } from '../icons'
import type { ClockState } from '../types'
import type { Palette } from './palette'

const RATIO = 2
/** The ring is drawn in steps of a twentieth, so that marks share pictures. */
export const RING_STEPS = 20

export interface Picture {
  width: number
  height: number
  data: Uint8ClampedArray
}

/** Name of a case's picture: `case|<icon>|<state>|<step>`. An icon "#3" is the number of a stop on a way. */
export function caseSprite(icon: string, state: ClockState, share: number): string {
  const step = state === 'over' || state === 'late' ? RING_STEPS : Math.min(RING_STEPS, Math.max(0, Math.round(share * RING_STEPS)))
  return `case|${icon}|${state}|${step}`
}

export const deviceSprite = (online: boolean): string => (online ? 'device-on' : 'device-off')

type Draw = (c: CanvasRenderingContext2D) => void

function picture(size: number, draw: Draw): Picture {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size * RATIO
  // Drawn to be read back: on a graphics card each would have to be waited for.
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.scale(RATIO, RATIO)
  draw(context)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

function disc(c: CanvasRenderingContext2D, x: number, y: number, r: number, fill: string): void {
  c.beginPath()
  c.arc(x, y, r, 0, 2 * Math.PI)
  c.fillStyle = fill
  c.fill()
}

function ring(c: CanvasRenderingContext2D, r: number, width: number, colour: string, share: number): void {
  c.beginPath()
  c.arc(20, 20, r, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share)
  c.lineWidth = width
  c.strokeStyle = colour
  c.stroke()
}

/** The outlines of a Tabler icon, taken from its component: the only copy of the drawing. */
export function iconPaths(name: string): string[] {
  const component = iconNamed(name) as (props: object, context: { attrs: object; slots: object }) => VNode
  const children = component({}, { attrs: {}, slots: {} }).children
  if (!Array.isArray(children)) return []
  return (children as VNode[]).flatMap((child) => (child.type === 'path' && typeof child.props?.['d'] === 'string' ? [child.props['d']] : []))
}

function numbered(c: CanvasRenderingContext2D, text: string, colour: string): void {
  c.fillStyle = colour
  c.font = '600 16px system-ui, sans-serif'
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(text, 20, 21)
}

function icon(c: CanvasRenderingContext2D, name: string, colour: string): void {
  if (name.startsWith('#')) return numbered(c, name.slice(1), colour)
  c.save()
  c.translate(12, 12)
  c.scale(16 / 24, 16 / 24)
  c.strokeStyle = colour
  c.lineWidth = 2
  c.lineCap = c.lineJoin = 'round'
  for (const path of iconPaths(name)) c.stroke(new Path2D(path))
  c.restore()
}

function shadowed(c: CanvasRenderingContext2D, draw: () => void): void {
  c.save()
  c.shadowColor = 'rgba(0,0,0,.4)'
  c.shadowBlur = 4 * RATIO
  c.shadowOffsetY = 2 * RATIO
  draw()
  c.restore()
}

const ringColour = (p: Palette, state: ClockState): string =>
  ({ ample: p.t2, half: p['yellow-mark'], late: p['orange-mark'], near: p['red-mark'], over: p.over, paused: p['neutral-mark'] })[state]

function drawCase(c: CanvasRenderingContext2D, p: Palette, name: string, state: ClockState, share: number): void {
  const over = state === 'over'
  shadowed(c, () => disc(c, 20, 20, 16, over ? p.over : p['bg-1']))
  if (!over) {
    ring(c, 14, 3, p['bg-3'], 1)
    ring(c, 14, 3, ringColour(p, state), share)
  }
  icon(c, name, over ? p['on-over'] : p.t1)
  if (state === 'paused') {
    disc(c, 31, 31, 6, p['bg-1'])
    c.strokeStyle = p.t2
    c.lineWidth = 1.8
    c.stroke(new Path2D('M29.4 28.4v5.2M32.6 28.4v5.2'))
  }
}

function drawCluster(c: CanvasRenderingContext2D, p: Palette, worst: number): void {
  const colour = [p.t2, p.t2, p['yellow-mark'], p.over][worst] ?? p.t2
  shadowed(c, () => disc(c, 20, 20, 18, worst === 3 ? p.over : p['bg-1']))
  ring(c, 16.5, 3, colour, 1)
}

function drawDevice(c: CanvasRenderingContext2D, p: Palette, online: boolean): void {
  c.translate(8, 8)
  c.rotate(Math.PI / 4)
  c.fillStyle = p['bg-0']
  c.fillRect(-5.5, -5.5, 11, 11)
  if (online) {
    c.fillStyle = p.t2
    c.fillRect(-4, -4, 8, 8)
  } else {
    c.strokeStyle = p['yellow-mark']
    c.lineWidth = 1.6
    c.strokeRect(-3.4, -3.4, 6.8, 6.8)
  }
}

function drawPerson(c: CanvasRenderingContext2D, p: Palette): void {
  disc(c, 11, 11, 9, p.accent)
  disc(c, 11, 11, 7, p['bg-0'])
  disc(c, 11, 11, 4.5, p.accent)
}

/** The picture of a name given by the functions above, or null for a name that is not ours. */
export function paint(name: string, palette: Palette): Picture | null {
  if (name === 'person') return picture(22, (c) => drawPerson(c, palette))
  if (name === 'device-on' || name === 'device-off') return picture(16, (c) => drawDevice(c, palette, name === 'device-on'))
  const cluster = /^cluster-(\d)$/.exec(name)
  if (cluster) return picture(40, (c) => drawCluster(c, palette, Number(cluster[1])))
  const [kind, iconName = '', state = 'ample', step = '0'] = name.split('|')
  if (kind !== 'case') return null
  return picture(40, (c) => drawCase(c, palette, iconName, state as ClockState, Number(step) / RING_STEPS))
}

export const PIXEL_RATIO = RATIO
