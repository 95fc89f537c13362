// Colours of the map, read from the tokens of the element the map stands in, so that dark and light need one style only.
const NAMES = [
  'map-land', 'map-water', 'map-green', 'map-road', 'map-road-edge', 'map-b-low', 'map-b-high', 'map-out-low', 'map-out-high',
  'map-label', 'map-halo', 'bg-0', 'bg-1', 'bg-3', 't1', 't2', 't3', 'accent', 'on-accent', 'over', 'on-over', 'red-mark',
  'orange-mark', 'yellow-mark', 'blue-mark', 'neutral-mark', 'neutral', 'red', 'orange', 'yellow', 'blue',
] as const

export type Palette = Record<(typeof NAMES)[number], string> & { dark: boolean }

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--wg-${name}`).trim() || '#808080']))
  return { ...(colours as Record<(typeof NAMES)[number], string>), dark: style.colorScheme.includes('dark') }
}
