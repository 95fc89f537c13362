// The free window of the map: what the panels leave, so that "the whole area" means the stage and not the screen.
import { computed, onScopeDispose, ref } from 'vue'
import type { Padding } from '@/shared/map/camera'

/** From this width on the wall is two screens wide and has a column of live pictures. */
export const ULTRA = 2600

export function paddingFor(width: number): Padding {
  if (width < 900) return { top: 16, right: 16, bottom: 24, left: 16 }
  if (width < 1200) return { top: 90, right: 360, bottom: 200, left: 280 }
  if (width <= 1500) return { top: 90, right: 404, bottom: 200, left: 320 }
  if (width >= ULTRA) return { top: 84, right: 1190, bottom: 196, left: 640 }
  return { top: 84, right: 476, bottom: 196, left: 376 }
}

/** What the veil (cockpit.css) covers wholly where the map is drawn by the processor: it need not draw there. */
export function coveredFor(width: number): Padding | null {
  if (width < 900) return null
  if (width <= 1500) return { top: 0, right: 400, bottom: 160, left: 300 }
  return { top: 0, right: width >= ULTRA ? 1120 : 420, bottom: 160, left: 330 }
}

export function useFrame() {
  const width = ref(innerWidth)
  let timer: ReturnType<typeof setTimeout>
  const resized = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => (width.value = innerWidth), 150)
  }
  addEventListener('resize', resized)
  onScopeDispose(() => removeEventListener('resize', resized))
  return { calm: matchMedia('(prefers-reduced-motion: reduce)').matches, narrow: computed(() => width.value < 900), ultra: computed(() => width.value >= ULTRA), padding: computed(() => paddingFor(width.value)), covered: computed(() => coveredFor(width.value)) }
}
