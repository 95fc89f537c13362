// Every text colour keeps 4.5:1 on the surfaces it stands on, every control edge 3:1, in both themes (WCAG 2.2, 1.4.3 and 1.4.11).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src/shared/styles/tokens.css'), 'utf8')

function tokens(selector: string): Record<string, string> {
  const from = css.indexOf(selector)
  const block = css.slice(from, css.indexOf('}', from))
  return Object.fromEntries([...block.matchAll(/--wg-([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function ratio(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

const TEXTS = ['t1', 't2', 't3', 'accent', 'red', 'orange', 'yellow', 'blue', 'ok', 'neutral']
const SOFT = ['red', 'orange', 'yellow', 'blue', 'ok', 'accent']

describe.each([['light', '[data-theme="light"]'], ['dark', '[data-theme="dark"]']])('%s', (_name, selector) => {
  const of = tokens(selector)
  const get = (name: string): string => of[name] ?? '#000000'
  it.each(TEXTS)('%s is readable on page, panel and well', (text) => {
    for (const ground of ['bg-0', 'bg-1', 'bg-2']) expect(ratio(get(text), get(ground))).toBeGreaterThanOrEqual(4.5)
  })
  it.each(SOFT)('%s is readable on its own soft fill', (hue) => expect(ratio(get(hue), get(`${hue}-soft`))).toBeGreaterThanOrEqual(4.5))
  it('text on filled parts is readable and edges are visible', () => {
    expect(ratio(get('on-accent'), get('accent'))).toBeGreaterThanOrEqual(4.5)
    expect(ratio(get('on-over'), get('over'))).toBeGreaterThanOrEqual(4.5)
    expect(ratio(get('line-strong'), get('bg-1'))).toBeGreaterThanOrEqual(3)
  })
})
