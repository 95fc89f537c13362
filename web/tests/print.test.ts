// What paper shows: the rules of print.css that keep the side bar and what can only be pressed out of it, and white at night.
import { describe, expect, it, vi } from 'vitest'
import { readFileSync } from 'node:fs'

const css = readFileSync('src/shared/styles/print.css', 'utf8')
const rule = (wanted: RegExp): string => css.split('\n').find((line) => wanted.test(line)) ?? ''

describe('paper', () => {
  it('leaves out the side bar, maps, buttons and what is marked so', () => {
    const hidden = rule(/display: none !important/)
    for (const part of ['.desk > .side', '.desk .btn', '.desk .maplibregl-map', '.desk-tabs', '.noprint']) expect(hidden).toContain(part)
  })
  it('says whose it is, when and by whom, on paper only', () => {
    expect(rule(/^\.onpaper/)).toContain('display: none')
    expect(rule(/p\.onpaper/)).toContain('display: block')
  })
  it('unrolls what scrolls and repeats the heads of tables', () => {
    expect(rule(/\.desk \.main,/)).toContain('overflow: visible !important')
    expect(css).toContain('table-header-group')
  })
  it('is white at night too', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }))
    const { setTheme } = await import('@/shared/theme')
    setTheme('dark')
    dispatchEvent(new Event('beforeprint'))
    expect(document.documentElement.dataset['theme']).toBe('light')
    dispatchEvent(new Event('afterprint'))
    expect(document.documentElement.dataset['theme']).toBe('dark')
  })
})
