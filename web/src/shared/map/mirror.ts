// Where the processor draws, a browser fetches a map's picture while the page stands still: a third of a second on a large screen.
// So the map's own canvas is not shown there. Its picture is fetched once it is finished and put on a second canvas; meanwhile the
// page goes on, and no further picture is ordered.
import type { Map as GlMap } from 'maplibre-gl'

/** How often it is asked whether a picture is finished (ms). */
const ASK_EVERY = 15
const MIRRORED = 'wg-mirrored'

const mirrors = new WeakMap<GlMap, Mirror>()

/** Orders to the card are given long before they are carried out: calls back at the moment at which it says that it has. */
function whenDone(context: WebGL2RenderingContext, then: () => void): void {
  const fence = context.fenceSync(context.SYNC_GPU_COMMANDS_COMPLETE, 0)
  if (!fence) return then()
  context.flush()
  const look = (): void => {
    // A fence of a lost context is answered with null, also once the context is back: it would be waited for without end.
    if (context.getSyncParameter(fence, context.SYNC_STATUS) === context.UNSIGNALED && !context.isContextLost()) return void setTimeout(look, ASK_EVERY)
    context.deleteSync(fence)
    then()
  }
  setTimeout(look, 0)
}

/** Calls back when what was drawn last is on the screen. */
export function whenPainted(map: GlMap, then: () => void): void {
  const mirror = mirrors.get(map)
  if (mirror) return mirror.after(then)
  const context = map.getCanvas().getContext('webgl2')
  if (context) whenDone(context, then)
  else then()
}

export class Mirror {
  private readonly shown = document.createElement('canvas')
  private readonly repaint: () => void
  private buffer: WebGLBuffer | null = null
  private bytes = new Uint8ClampedArray(0)
  /** A picture is being drawn and fetched. */
  private busy = false
  /** Meanwhile another one was wanted. */
  private wanted = false
  private waiting: (() => void)[] = []

  /** Before that, pictures are not fetched: nobody is to see them. */
  private opened = false

  constructor(private readonly map: GlMap, private readonly context: WebGL2RenderingContext) {
    mirrors.set(map, this)
    this.repaint = map.triggerRepaint.bind(map)
    map.triggerRepaint = () => {
      if (this.busy) this.wanted = true
      else this.repaint()
    }
    this.shown.className = 'wg-mirror'
    map.getCanvas().after(this.shown)
    map.getContainer().classList.add(MIRRORED)
    map.on('render', () => this.fetch())
    map.on('webglcontextrestored', () => this.forget())
  }

  /** From the next picture on they are shown. */
  open(): void {
    this.opened = true
  }

  /** Calls back when the picture that is on its way, if any, is shown. */
  after(then: () => void): void {
    if (this.busy) this.waiting.push(then)
    else then()
  }

  private fetch(): void {
    if (!this.opened) return
    if (this.busy) return void (this.wanted = true)
    this.busy = true
    const { context } = this
    const [width, height] = [context.drawingBufferWidth, context.drawingBufferHeight]
    this.buffer ??= context.createBuffer()
    context.bindBuffer(context.PIXEL_PACK_BUFFER, this.buffer)
    if (this.bytes.length !== width * height * 4) this.bytes = new Uint8ClampedArray(width * height * 4)
    context.bufferData(context.PIXEL_PACK_BUFFER, this.bytes.length, context.STREAM_READ)
    context.readPixels(0, 0, width, height, context.RGBA, context.UNSIGNED_BYTE, 0)
    context.bindBuffer(context.PIXEL_PACK_BUFFER, null)
    whenDone(context, () => this.show(width, height))
  }

  /** The picture lies upside down, as the card keeps it: map.css turns it. */
  private show(width: number, height: number): void {
    const { context, shown } = this
    if (!context.isContextLost() && this.buffer) {
      context.bindBuffer(context.PIXEL_PACK_BUFFER, this.buffer)
      context.getBufferSubData(context.PIXEL_PACK_BUFFER, 0, this.bytes)
      context.bindBuffer(context.PIXEL_PACK_BUFFER, null)
      if (shown.width !== width || shown.height !== height) Object.assign(shown, { width, height })
      shown.getContext('2d')?.putImageData(new ImageData(this.bytes, width, height), 0, 0)
    }
    this.busy = false
    if (this.wanted) {
      this.wanted = false
      return this.repaint()
    }
    for (const then of this.waiting.splice(0)) then()
  }

  private forget(): void {
    this.buffer = null
    this.map.triggerRepaint()
  }
}
